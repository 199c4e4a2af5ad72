"""Witnessing after c2sp.org/tlog-witness, both sides: asking a witness to cosign our log, and cosigning the logs of others.

No web server here: `add_checkpoint` takes the request's body and gives status, type and body of the answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import NamedTuple, Protocol

import httpx

from rostra.tlog import checkpoint, note
from rostra.tlog.checkpoint import Opened, open_checkpoint
from rostra.tlog.encoding import b64, decimal, unhash
from rostra.tlog.errors import Malformed, Refusal, Unverifiable
from rostra.tlog.merkle import EMPTY_HEAD, Head, verify_consistency
from rostra.tlog.note import Note, Signature, SignerKey, VerifierKey

MAX_HASHES = 63
MAX_REQUEST = 64 * 1024  # room for 63 hashes and 16 signature lines, some of them post-quantum
MAX_ANSWER = 16 * 1024
SIZE_TYPE = "text/x.tlog.size"

Prove = Callable[[int, int], Sequence[bytes]]


@dataclass(frozen=True)
class Witness:
    """A witness that is asked: where (the submission prefix), and the key with which it cosigns."""

    url: str
    key: VerifierKey


class WitnessStore(Protocol):
    """What a witness remembers: for each log the head that it cosigned last.

    Guarantee asked: durable and atomic as `stores.HeadStore`. A witness that forgets cosigns two histories.
    """

    def load(self, origin: str) -> Head:
        """Give the head cosigned last; `EMPTY_HEAD` if there is none."""
        ...

    def compare_and_set(self, origin: str, old: Head, new: Head) -> bool:
        """Remember `new` if the head is still `old`, and say whether it was."""
        ...


class Request(NamedTuple):
    """An add-checkpoint request: the size the witness is thought to hold, the proof from there, and the signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    @property
    def body(self) -> bytes:
        """The request as it is sent."""
        return "".join(f"{line}\n" for line in (f"old {self.old}", *map(b64, self.proof), "")).encode() + self.checkpoint


class Reply(NamedTuple):
    """What a witness answers."""

    status: HTTPStatus
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


def parse_request(body: bytes) -> Request:
    """Read an add-checkpoint request. Raises Malformed."""
    head, separator, signed = body.partition(b"\n\n")
    try:
        old, *hashes = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Malformed("a request before its checkpoint is ASCII") from error
    if not separator or not old.startswith("old ") or len(hashes) > MAX_HASHES:
        raise Malformed(f"a request is an old size, at most {MAX_HASHES} hashes, an empty line and a checkpoint")
    return Request(decimal(old.removeprefix("old ")), tuple(map(unhash, hashes)), signed)


def submit(client: httpx.Client, witness: Witness, opened: Opened, prove: Prove, old: int = 0) -> tuple[Signature, ...]:
    """Ask a witness to cosign a checkpoint of ours, and give its cosignatures, verified, for `Log.cosign`.

    `old` is the size it cosigned last as far as we know; if it says that it is another one, it is asked once more from there. `prove`
    gives consistency proofs (`Log.prove_consistency`). Raises Refusal for any other answer than 200 with a cosignature that holds, and
    for no answer. A Refusal whose size is beyond ours is worth a look: fetch what the witness has (`latest`) and open the log with it.
    """
    size = opened.head.size
    asked = min(old, size)
    try:
        return _ask(client, witness, opened, prove, asked)
    except Refusal as refusal:
        if refusal.size is None or refusal.size > size or refusal.size == asked:
            raise
        return _ask(client, witness, opened, prove, refusal.size)


def latest(client: httpx.Client, url: str, origin: str) -> bytes | None:
    """Fetch the checkpoint of a log that a witness serves under its monitoring prefix; None if it has none. Not verified. Raises Refusal.

    Meant for `Log.open(seen=...)`, which believes it only if our own key has signed it.
    """
    status, body = _exchange(client, "GET", f"{url.rstrip('/')}/{sha256(origin.encode()).hexdigest()}/checkpoint")
    if status == HTTPStatus.NOT_FOUND:
        return None
    if status != HTTPStatus.OK:
        raise Refusal(status, "no checkpoint")
    return body


def add_checkpoint(body: bytes, logs: Mapping[str, Sequence[VerifierKey]], store: WitnessStore, key: SignerKey, now: dt.datetime) -> Reply:
    """Answer an add-checkpoint request as a witness of `logs` (the keys trusted for each origin), cosigning with `key`.

    Cosigned is only what begins with everything cosigned before. The new head is remembered before the cosignature is made.
    """
    try:
        request = parse_request(_bounded(body))
        claimed = checkpoint.parse(note.parse(request.checkpoint).text)
    except Malformed as error:
        return Reply(HTTPStatus.BAD_REQUEST, f"{error}\n")
    if claimed.origin not in logs:
        return Reply(HTTPStatus.NOT_FOUND, "a log that is not witnessed here\n")
    try:
        opened = open_checkpoint(request.checkpoint, claimed.origin, logs[claimed.origin])
    except Unverifiable as error:
        return Reply(HTTPStatus.FORBIDDEN, f"{error}\n")
    if request.old > opened.head.size:
        return Reply(HTTPStatus.BAD_REQUEST, "the old size is larger than the checkpoint's\n")
    return _remember(request, opened, store) or Reply(HTTPStatus.OK, key.sign(opened.note.text, now).line)


def _remember(request: Request, opened: Opened, store: WitnessStore) -> Reply | None:
    """Check against what was cosigned last and store the new head; None if all is well."""
    origin, new = opened.checkpoint.origin, opened.head
    held = store.load(origin)
    if request.old != held.size:
        return _conflict(held)
    if not _follows(held, new, request.proof):
        return Reply(HTTPStatus.UNPROCESSABLE_ENTITY, "not consistent with what was cosigned before\n")
    if not store.compare_and_set(origin, held, new):
        return _conflict(store.load(origin))
    return None


def _follows(held: Head, new: Head, proof: Sequence[bytes]) -> bool:
    if held == EMPTY_HEAD:
        return not proof
    try:
        verify_consistency(held, new, proof)
    except Unverifiable:
        return False
    return True


def _conflict(held: Head) -> Reply:
    return Reply(HTTPStatus.CONFLICT, f"{held.size}\n", SIZE_TYPE)


def _bounded(body: bytes) -> bytes:
    if len(body) > MAX_REQUEST:
        raise Malformed(f"a request over {MAX_REQUEST} bytes")
    return body


def _ask(client: httpx.Client, witness: Witness, opened: Opened, prove: Prove, old: int) -> tuple[Signature, ...]:
    request = Request(old, tuple(prove(old, opened.head.size)), _own_lines(opened).signed)
    status, body = _exchange(client, "POST", f"{witness.url.rstrip('/')}/add-checkpoint", request.body)
    if status != HTTPStatus.OK:
        raise Refusal(status, "no cosignature", _size_in(body) if status == HTTPStatus.CONFLICT else None)
    try:
        lines = note.parse_signatures(body.decode())
        note.open_note(Note(opened.note.text, lines).signed, [witness.key])
    except (UnicodeDecodeError, Malformed, Unverifiable) as error:
        raise Refusal(status, f"what it sent is no cosignature of its key: {error}") from error
    return tuple(each for each in lines if (each.name, each.key_id) == (witness.key.name, witness.key.key_id))


def _own_lines(opened: Opened) -> Note:
    """The note with the log's verified signatures alone: cosignatures of others only fill a limit (transparency-dev/witness: 16 KiB)."""
    verified = {(each.key.name, each.key.key_id) for each in opened.verified}
    return Note(opened.note.text, tuple(each for each in opened.note.signatures if (each.name, each.key_id) in verified))


def _exchange(client: httpx.Client, method: str, url: str, body: bytes | None = None) -> tuple[int, bytes]:
    """Send a request and read at most MAX_ANSWER of the answer. Raises Refusal when there is none, or more."""
    try:
        with client.stream(method, url, content=body) as response:
            received = b""
            for chunk in response.iter_bytes(MAX_ANSWER):
                received += chunk
                if len(received) > MAX_ANSWER:
                    raise Refusal(response.status_code, f"an answer over {MAX_ANSWER} bytes")
            return response.status_code, received
    except httpx.HTTPError as error:
        raise Refusal(0, f"no answer: {error}") from error


def _size_in(body: bytes) -> int | None:
    """Read the size out of a 409, which some witnesses send with an empty body."""
    try:
        return decimal(body.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, Malformed):
        return None
