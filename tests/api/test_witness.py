"""Two installations cosign each other over HTTP; and what a witness refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from tests.prepared import lay_tables
from tests.records import make_record, publish_log

import rostra
from rostra.archive.actions.witnesses import ask_witnesses
from rostra.archive.models import Cosigner, Witnessed
from rostra.archive.queries.witnessing import cosignings, witness_key, witnessings
from rostra.core.profile import Profile
from rostra.tlog.checkpoint import Checkpoint, open_checkpoint, sign
from rostra.tlog.merkle import EMPTY_HEAD, Head, consistency_proof, leaf_hashes, root_of
from rostra.tlog.note import SignerKey, VerifierKey
from rostra.tlog.witness import MAX_REQUEST, Request

EXAMPLE = (Path(rostra.__file__).parent / "config" / "example.toml").read_text(encoding="utf-8")
ROOT = Path(__file__).parents[2]


class Installation:
    """A running installation, told what to do by lines."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder, self.origin = name, folder, f"{name}.example/log"
        lay_tables(folder)
        self.write_profile()
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("ROSTRA_", "DJANGO_", "PORT"))}
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.api.installation"],
            env={**kept, "ROSTRA_DATA": str(folder), "PYTHONPATH": path},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begun(self) -> None:
        """Wait until it serves."""
        told = self._answer()
        self.url = f"http://127.0.0.1:{told['port']}"
        self.log_key, self.witness_key = VerifierKey.parse(told["log"]), VerifierKey.parse(told["witness"])

    def tell(self, line: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self._answer()

    def know(self, other: Installation) -> None:
        """Witness another installation, and have it as a witness."""
        self.write_profile(
            f'[[witness]]\nname = "{other.name}"\nkey = "{other.witness_key.vkey}"\nurl = "{other.url}/witness"\n'
            f'[[witnessed]]\norigin = "{other.origin}"\nkey = "{other.log_key.vkey}"\n'
        )
        assert self.tell("profile") == {}

    def write_profile(self, more: str = "") -> None:
        profile = EXAMPLE.replace("exampleville.example/social-media-log", self.origin)
        (self.folder / "city.toml").write_text(f"{profile}\n{more}", encoding="utf-8")

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@pytest.fixture
def cities(tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    pair = Installation("northtown", tmp_path / "north"), Installation("southtown", tmp_path / "south")
    try:
        for each in pair:
            each.begun()
        yield pair
    finally:
        for each in pair:
            each.stop()


def cosigned_size(of: Installation, by: Installation) -> int:
    """The size of the checkpoint that an installation serves, which must carry the other's cosignature."""
    served = httpx.get(f"{of.url}/tlog/checkpoint", timeout=60).content
    opened = open_checkpoint(served, of.origin, [of.log_key], [by.witness_key])
    assert {each.key for each in opened.verified} == {of.log_key, by.witness_key}
    kept = httpx.get(f"{by.url}/witness/{sha256(of.origin.encode()).hexdigest()}/checkpoint", timeout=60).content
    assert open_checkpoint(kept, of.origin, [of.log_key], [by.witness_key]).head == opened.head
    return opened.head.size


def test_two_installations_cosign_each_other(cities: tuple[Installation, Installation]) -> None:
    north, south = cities
    for each, other in (cities, cities[::-1]):
        each.know(other)
        assert each.tell("post 3") == {"placed": 3}
    for each, other in (cities, cities[::-1]):
        assert each.tell("ask")["cosigned"] == 1
        assert cosigned_size(each, other) == 3
    assert north.tell("post 300") == {"placed": 300}
    assert north.tell("ask")["cosigned"] == 1  # from size 3, by a consistency proof
    assert cosigned_size(north, south) == 303
    assert north.tell("ask") == {"cosigned": 0, "by": [{"size": 303, "trouble": ""}], "of": [3]}  # nothing new: nobody is asked
    policy = httpx.get(f"{north.url}/tlog/policy.txt", timeout=60).text
    assert f"witness southtown {south.witness_key.vkey} {south.url}/witness\n" in policy
    south.stop()
    north.tell("post 1")
    told = north.tell("ask")
    assert told["cosigned"] == 0
    assert told["by"][0]["size"] == 303
    assert "no answer" in told["by"][0]["trouble"]


KEY = SignerKey.generate("other.example/log")
LEAVES = leaf_hashes([b"entry %d" % number for number in range(20)])


def head(size: int) -> Head:
    return Head(size, root_of(LEAVES[: 32 * size]))


def request(old: int, new: int, key: SignerKey = KEY, origin: str = KEY.name, root: bytes | None = None) -> bytes:
    def hash_at(level: int, index: int) -> bytes:
        return root_of(LEAVES[32 * (index << level) : 32 * ((index + 1) << level)])

    proof = tuple(consistency_proof(hash_at, old, new)) if 0 < old < new else ()
    stated = Head(new, root or head(new).root)
    return Request(old, proof, sign(Checkpoint(origin, stated), key)).body


@pytest.fixture
def witness(archive: Path, settings: object) -> Client:
    known = {**settings.PROFILE.model_dump(by_alias=True), "witnessed": [{"origin": KEY.name, "key": KEY.verifier.vkey}]}  # type: ignore[attr-defined]
    settings.PROFILE = Profile.model_validate(known)  # type: ignore[attr-defined]
    return Client(enforce_csrf_checks=True)


def ask(client: Client, body: bytes) -> tuple[int, str]:
    response = client.post("/witness/add-checkpoint", body, content_type="application/octet-stream")
    return response.status_code, response.content.decode()


def test_a_witness_answers_as_its_specification_says(witness: Client) -> None:
    assert ask(witness, request(0, 5))[0] == 200
    assert ask(witness, request(5, 9))[0] == 200
    assert ask(witness, request(9, 9))[0] == 200  # the same again
    assert ask(witness, request(0, 12)) == (409, "9\n")
    assert ask(witness, request(5, 12)) == (409, "9\n")
    assert ask(witness, request(12, 9))[0] == 400
    assert ask(witness, request(9, 12, root=bytes(32)))[0] == 422
    assert ask(witness, request(9, 12, origin="stranger.example/log"))[0] == 404
    assert ask(witness, request(9, 12, key=SignerKey.generate(KEY.name)))[0] == 403
    assert ask(witness, b"nonsense")[0] == 400
    assert ask(witness, b"")[0] == 400
    assert ask(witness, b"old 0\n\n" + b"x" * MAX_REQUEST * 4)[0] == 400
    assert Witnessed.objects.get().size == 9
    kept = witness.get(f"/witness/{sha256(KEY.name.encode()).hexdigest()}/checkpoint").content
    opened = open_checkpoint(kept, KEY.name, [KEY.verifier], [VerifierKey.parse(witness_key())])
    assert (opened.head, len(opened.verified)) == (head(9), 2)
    assert [(each.origin, each.size) for each in witnessings()] == [(KEY.name, 9)]


def test_a_stranger_costs_no_write(witness: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert ask(witness, request(0, 5, origin="stranger.example/log"))[0] == 404
        assert ask(witness, request(0, 5, key=SignerKey.generate(KEY.name)))[0] == 403
        assert ask(witness, b"x" * 1_000_000)[0] == 400


def test_lines_of_strangers_are_not_passed_on(witness: Client) -> None:
    stranger = SignerKey.generate("stranger.example")
    text = Checkpoint(KEY.name, head(5)).text
    body = Request(0, (), f"{text}\n{KEY.sign(text).line}{stranger.sign(text).line}".encode()).body
    assert ask(witness, body)[0] == 200
    assert b"stranger" not in witness.get(f"/witness/{sha256(KEY.name.encode()).hexdigest()}/checkpoint").content


def test_nothing_is_shown_of_what_was_never_cosigned(witness: Client) -> None:
    for name in (KEY.name, "stranger.example/log"):
        assert witness.get(f"/witness/{sha256(name.encode()).hexdigest()}/checkpoint").status_code == 404
    assert witness.get("/witness/add-checkpoint").status_code == 405
    assert witness.get("/witness/key").content.decode().strip() == witness_key()


def test_of_two_requests_one_wins(witness: Client) -> None:
    from rostra.archive.actions.witnesses import WitnessedHeads

    store = WitnessedHeads(b"signed")
    assert store.compare_and_set(KEY.name, EMPTY_HEAD, head(5))
    assert not store.compare_and_set(KEY.name, EMPTY_HEAD, head(7))
    assert store.load(KEY.name) == head(5)
    assert store.compare_and_set(KEY.name, head(5), head(7))


def test_nobody_is_asked_before_there_is_a_log(archive: Path) -> None:
    with httpx.Client() as client:
        assert ask_witnesses(client) == 0
    assert cosignings() == []


def test_a_cosignature_by_another_key_is_not_believed(archive: Path, settings: object) -> None:
    named = SignerKey.generate("witness.example", kind=VerifierKey.parse(witness_key()).kind).verifier.vkey
    told = {**settings.PROFILE.model_dump(by_alias=True), "witness": [{"name": "w", "key": named, "url": "http://w.example/"}]}  # type: ignore[attr-defined]
    settings.PROFILE = Profile.model_validate(told)  # type: ignore[attr-defined]
    make_record()
    publish_log()
    wrong = SignerKey.generate("witness.example").sign("text\n").line
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, text=wrong))) as client:
        assert ask_witnesses(client) == 0
    assert "no cosignature of its key" in Cosigner.objects.get().trouble
