from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tlog.stands import KEY, ORIGIN, Stand, entry

from rostra.tlog import EMPTY_HEAD, Head, Kind, Malformed, Policy, Refusal, SignerKey, Stores, verify
from rostra.tlog.checkpoint import Checkpoint, sign
from rostra.tlog.merkle import leaf_hashes, root_of
from rostra.tlog.note import open_note, parse, parse_signatures
from rostra.tlog.witness import Reply, Request, Witness, add_checkpoint, latest, parse_request, submit

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WITNESS = SignerKey.generate("library.example/w", Kind.COSIGNATURE)
OTHER = SignerKey.generate("press.example/w", Kind.COSIGNATURE)


class MemoryWitness:
    def __init__(self) -> None:
        self.heads: dict[str, Head] = {}
        self.before_setting: Callable[[], object] = lambda: None

    def load(self, origin: str) -> Head:
        return self.heads.get(origin, EMPTY_HEAD)

    def compare_and_set(self, origin: str, old: Head, new: Head) -> bool:
        self.before_setting()
        if self.load(origin) != old:
            return False
        self.heads[origin] = new
        return True


def answer(body: bytes, store: MemoryWitness) -> Reply:
    return add_checkpoint(body, {ORIGIN: [KEY.verifier]}, store, WITNESS, NOON)


def request(stand: Stand, old: int) -> Request:
    return Request(old, tuple(stand.log.prove_consistency(old, stand.log.published.size)), stand.log.checkpoint.note.signed)


def grown(size: int) -> Stand:
    stand = Stand()
    stand.grow(size)
    return stand


# --- The witness ---------------------------------------------------------------------------------------------------------------------


def test_a_witness_follows_a_log_and_cosigns_each_head() -> None:
    store, stand, old = MemoryWitness(), Stand(), 0
    for size in (1, 2, 256, 300, 300):
        stand.grow(size)
        reply = answer(request(stand, old).body, store)
        assert reply.status == 200
        signed = stand.log.checkpoint.note._replace(signatures=parse_signatures(reply.body)).signed
        _, (verified,) = open_note(signed, [WITNESS.verifier])
        assert verified.time == NOON
        assert store.load(ORIGIN) == stand.log.published
        old = size


def test_what_a_witness_refuses() -> None:
    store, stand = MemoryWitness(), grown(5)
    good = request(stand, 0)
    unknown = sign(Checkpoint("unknown.example", stand.log.head), SignerKey.generate("unknown.example"))
    forged = sign(Checkpoint(ORIGIN, stand.log.head), SignerKey.generate(ORIGIN))
    broken = good.checkpoint.replace(b"\n5\n", b"\n6\n")
    for body, status in [
        (b"", 400),
        (b"old 0\n\n", 400),
        (b"old 00\n\n" + good.checkpoint, 400),
        (b"old 0\nAAAA\n\n" + good.checkpoint, 400),
        (b"old \xff\n\n" + good.checkpoint, 400),
        (b"old 0\n" + b"A" * 43 + b"=\n" * 64 + b"\n" + good.checkpoint, 400),
        (good.body + b"x" * 65_536, 400),
        (Request(0, (), unknown).body, 404),
        (Request(0, (), forged).body, 403),
        (Request(0, (), broken).body, 403),
        (Request(6, (), good.checkpoint).body, 400),
        (Request(0, (bytes(32),), good.checkpoint).body, 422),
    ]:
        assert answer(body, store).status == status, body
    assert store.heads == {}


def test_a_witness_says_what_size_it_holds() -> None:
    store, stand = MemoryWitness(), grown(5)
    assert answer(Request(3, (), request(stand, 0).checkpoint).body, store) == Reply(409, "0\n", "text/x.tlog.size")
    answer(request(stand, 0).body, store)
    assert answer(request(stand, 0).body, store) == Reply(409, "5\n", "text/x.tlog.size")


def test_a_witness_never_cosigns_another_history() -> None:
    store, stand = MemoryWitness(), grown(5)
    answer(request(stand, 0).body, store)
    leaves = leaf_hashes([entry(0), b"another", *map(entry, range(2, 7))])
    for size in (5, 7):
        fork = sign(Checkpoint(ORIGIN, Head(size, root_of(leaves[: size * 32]))), KEY)
        proof = () if size == 5 else tuple(request_of_seven(leaves))
        assert answer(Request(5, proof, fork).body, store).status == 422
    assert store.load(ORIGIN) == stand.log.published


def request_of_seven(leaves: bytes) -> list[bytes]:
    from rostra.tlog.merkle import consistency_proof

    return consistency_proof(lambda level, index: root_of(leaves[(index << level) * 32 : (index + 1 << level) * 32]), 5, 7)


def test_of_two_requests_at_once_one_wins() -> None:
    store, stand = MemoryWitness(), grown(5)
    slow = request(stand, 0).body
    stand.grow(9)
    fast = request(stand, 0).body

    def overtake() -> None:
        store.before_setting = lambda: None
        assert answer(fast, store).status == 200

    store.before_setting = overtake
    assert answer(slow, store) == Reply(409, "9\n", "text/x.tlog.size")


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.binary())
def test_requests_come_back(old: int, proof: list[bytes], checkpoint: bytes) -> None:
    written = Request(old, tuple(proof), checkpoint)
    assert parse_request(written.body) == written


@given(st.binary(max_size=200))
def test_noise_is_no_request(noise: bytes) -> None:
    with pytest.raises(Malformed):
        parse_request(noise)
    assert answer(noise, MemoryWitness()).status == 400


# --- Asking, over a real connection ---------------------------------------------------------------------------------------------------


@contextmanager
def serving(respond: Callable[[str, bytes], tuple[int, bytes]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = respond(self.path, self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/w/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(stand: Stand, url: str, old: int = 0) -> bytes:
    with httpx.Client(timeout=5) as client:
        witness = Witness(url, WITNESS.verifier)
        return stand.log.cosign(submit(client, witness, stand.log.checkpoint, stand.log.prove_consistency, old), [WITNESS.verifier])


def test_a_log_and_a_witness_work_together_over_http() -> None:
    store, stand, asked = MemoryWitness(), grown(3), []

    def respond(path: str, body: bytes) -> tuple[int, bytes]:
        assert path == "/w/add-checkpoint"
        asked.append(parse_request(body))
        reply = answer(body, store)
        return reply.status, reply.body.encode()

    with serving(respond) as url:
        ask(stand, url)
        stand.grow(300)
        stand.log.cosign([OTHER.sign(stand.log.checkpoint.note.text, NOON)], [OTHER.verifier])
        ask(stand, url, old=2)  # it holds 3: it says so, and is asked again from there
    assert [each.old for each in asked] == [0, 2, 3]
    assert [len(parse(each.checkpoint).signatures) for each in asked] == [1, 1, 1]  # never what others have cosigned
    policy = Policy(ORIGIN, (KEY.verifier,), (WITNESS.verifier, OTHER.verifier), 2)
    assert len(verify(stand.log.prove(17), entry(17), policy).cosigned) == 2


FOREIGN = OTHER.sign("x\n", NOON).line.encode()


@pytest.mark.parametrize(
    ("status", "body", "size"),
    [
        (200, b"", None),
        (200, b"\xff\n", None),
        (200, FOREIGN, None),
        (200, WITNESS.sign("another text\n", NOON).line.encode(), None),
        (200, b"x" * 20_000, None),
        (201, FOREIGN, None),
        (403, b"", None),
        (404, b"", None),
        (409, b"", None),  # transparency-dev/witness: same size, another root
        (409, b"many\n", None),
        (409, b"-4\n", None),
        (409, b"99\n", 99),
        (409, b"0\n", 0),  # what we had said ourselves
        (422, b"", None),
        (500, b"", None),  # transparency-dev/witness: a bad signature
    ],
)
def test_anything_but_a_good_cosignature_is_a_refusal(status: int, body: bytes, size: int | None) -> None:
    stand = grown(5)
    before = stand.tiles.files["checkpoint"]
    with serving(lambda _path, _body: (status, body)) as url, pytest.raises(Refusal) as refused:
        ask(stand, url)
    assert (refused.value.status, refused.value.size) == (status, size)
    assert stand.tiles.files["checkpoint"] == before
    assert stand.restart().reasons == ()


def test_a_witness_that_always_names_another_size_is_asked_twice_only() -> None:
    asked: list[bytes] = []

    def respond(_path: str, body: bytes) -> tuple[int, bytes]:
        asked.append(body)
        return 409, b"%d\n" % (len(asked) % 5)

    with serving(respond) as url, pytest.raises(Refusal):
        ask(grown(5), url)
    assert len(asked) == 2


def test_a_witness_that_is_not_there_refuses() -> None:
    with pytest.raises(Refusal) as refused:
        ask(grown(1), "http://127.0.0.1:9")
    assert refused.value.status == 0


def test_what_a_witness_holds_of_us_is_fetched_and_stops_a_log_that_was_rolled_back() -> None:
    stand = grown(2)
    files, head, held = dict(stand.tiles.files), stand.heads.head, {}

    def respond(path: str, _body: bytes) -> tuple[int, bytes]:
        name = path.removeprefix("/w/").removesuffix("/checkpoint")
        return (200, held[name]) if name in held else (404, b"")

    with serving(respond) as url, httpx.Client() as client:
        assert latest(client, url, ORIGIN) is None
        stand.grow(7)
        held[sha256(ORIGIN.encode()).hexdigest()] = stand.log.checkpoint.note.signed
        stand.tiles.files, stand.heads.head, stand.head_file.head = files, head, head
        fetched = latest(client, url, ORIGIN)
    assert fetched is not None
    assert stand.restart(witness=fetched).reasons == ("witness is ahead: it has 7 entries, the database head has 2",)
    assert isinstance(stand.stores, Stores)
    with serving(lambda _path, _body: (500, b"")) as url, httpx.Client() as client, pytest.raises(Refusal):
        latest(client, url, ORIGIN)
