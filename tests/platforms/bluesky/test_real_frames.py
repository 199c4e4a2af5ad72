"""Real frames of the public network against what an independent implementation read from them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import libipld
import pytest
from tests.platforms.bluesky import real
from tests.platforms.bluesky.inverse import PartialTree

from rostra.platforms.base import Absence, AccountState, Certainty, Evidence, Item, Rejected
from rostra.platforms.bluesky import car, parse
from rostra.platforms.bluesky.cursor import Cursor
from rostra.platforms.bluesky.frames import COMMIT, Frame, decode_frame
from rostra.platforms.bluesky.proof import check, check_absence, read_commit, signed_tree
from rostra.platforms.bluesky.reader import FrameReader
from rostra.platforms.hostile import list_at, maps_in

pytestmark = pytest.mark.real


def _commit_events(frame: Frame) -> list[dict[str, Any]]:
    blocks = car.read(bytes(frame.body["blocks"])).blocks
    events = []
    for op in frame.ops():
        change = {"rev": frame.body["rev"], "operation": op.action, "collection": op.uri.collection, "rkey": op.uri.rkey}
        if op.cid is not None:
            change |= {"record": car.decode(blocks[op.cid]), "cid": libipld.encode_cid(op.cid)}
        events.append({"did": frame.did, "kind": "commit", "commit": change})
    return events


def _events(raw: bytes) -> list[dict[str, Any]]:
    frame = decode_frame(raw)
    if frame.kind == COMMIT:
        return _commit_events(frame)
    kind = frame.kind.removeprefix("#")
    return [{"did": frame.did, "kind": kind, kind: frame.body}]


def _sorted(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(events, key=lambda event: (event["did"], event["kind"], event.get("commit", {}).get("rkey", "")))


def test_every_event_is_the_one_that_the_other_implementation_read() -> None:
    ours = [event for frame in real.frames() for event in _events(frame)]
    theirs = [{name: value for name, value in event.items() if name != "time_us"} for event in real.expected()]
    assert len(ours) == 152
    assert _sorted(ours) == _sorted(theirs)


def test_every_signature_and_every_path_holds() -> None:
    shown: Counter[str] = Counter()
    for frame in (frame for frame in map(decode_frame, real.frames()) if frame.kind == COMMIT):
        content = car.read(bytes(frame.body["blocks"]))
        commit = read_commit(content.blocks[bytes(frame.body["commit"])])
        tree = signed_tree(commit, content.blocks, real.documents()[frame.did])
        assert (commit.did, commit.rev) == (frame.did, frame.body["rev"])
        for op in frame.ops():
            way = tree.find(op.uri)
            assert way.value == op.cid
            proof = tree.proof(way.path)
            key = check_absence(str(op.uri), proof) if op.cid is None else check(str(op.uri), content.blocks[op.cid], proof)
            assert key == real.documents()[frame.did].key
            shown[op.action] += 1
    assert shown == {"create": 144, "update": 2, "delete": 4}


def test_undoing_every_change_gives_the_state_before() -> None:
    """So the changes that a frame names are all the changes of its commit. (``prevData``, ``prev``: the subscription's lexicon.)"""
    for frame in (frame for frame in map(decode_frame, real.frames()) if frame.kind == COMMIT):
        content = car.read(bytes(frame.body["blocks"]))
        before = PartialTree(content.blocks, read_commit(content.blocks[bytes(frame.body["commit"])]).data)
        ops: list[dict[str, Any]] = list(maps_in(list_at(frame.body, "ops")))
        for op in reversed(ops):
            assert (op["action"] == "create") == ("prev" not in op)
            if op["action"] == "create":
                before.remove(op["path"].encode())
            else:
                before.put(op["path"].encode(), op["prev"])
        assert before.cid() == frame.body["prevData"]


def test_the_reader_gives_every_captured_record_signed() -> None:
    accounts = [*list(real.documents()), "did:plc:hqvhxrowqbemo5e4wjnj6zao"]
    reader = FrameReader(accounts, real.KnownDirectory(real.documents()), Cursor("wss://relay.example"))
    events = [event for frame in real.frames() for event in reader.events(frame)]
    items = [event for event in events if isinstance(event, Item)]
    captured = [event for event in real.expected() if event["kind"] == "commit" and event["commit"]["collection"] in parse.CAPTURED]
    kept = {
        (f"at://{e['did']}/{e['commit']['collection']}/{e['commit']['rkey']}", e["commit"]["rev"]) for e in captured if "cid" in e["commit"]
    }
    assert {(item.uri, item.revision) for item in items} == kept
    assert all(item.evidence is Evidence.AUTHOR_SIGNED and check(item.uri, item.raw, item.proof) for item in items)
    texts = {
        event["commit"]["rkey"]: event["commit"]["record"]["text"] for event in captured if "text" in event["commit"].get("record", {})
    }
    assert {item.uri.rpartition("/")[2]: item.text for item in items if parse.POST in item.uri} == texts
    absences = [event for event in events if isinstance(event, Absence)]
    assert [(absence.certainty, check_absence(absence.uri, absence.proof) != "") for absence in absences] == [(Certainty.ASSERTED, True)]
    states = [event for event in events if isinstance(event, AccountState)]
    assert [(state.identity.id, state.active, state.status) for state in states] == [
        ("did:plc:hqvhxrowqbemo5e4wjnj6zao", True, "active")
    ] * 2
    assert not [event for event in events if isinstance(event, Rejected)]
    assert reader.mark().cursor.startswith("31527015471 ")


def test_nothing_of_others_leaves_the_filter() -> None:
    reader = FrameReader(["did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"], real.KnownDirectory(real.documents()), Cursor("wss://relay.example"))
    assert [event for frame in real.frames() for event in reader.events(frame)] == []
    assert reader.mark().cursor.startswith("31527015471 ")
