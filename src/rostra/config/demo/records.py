"""What was said, as the records, edits and removals that a Bluesky server would send; read by the platform's own parser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import libipld

from rostra.config.demo.pictures import draw
from rostra.config.demo.residents import RESIDENTS
from rostra.config.demo.said import Removal, Said
from rostra.core import clock
from rostra.platforms.base import Absence, Certainty, Identity, Item, Kind, Method, Source
from rostra.platforms.bluesky import car, parse
from rostra.platforms.bluesky.ids import RecordUri
from rostra.platforms.bluesky.parse import Origin

STREAM = "wss://stream.exampleville.example/subscribe"
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_COLLECTIONS = {Kind.REPOST: parse.REPOST, Kind.BLOCK: parse.BLOCK, Kind.PROFILE: parse.PROFILE, Kind.THREAD_GATE: parse.THREAD_GATE}
_ON_THE_WAY = dt.timedelta(seconds=2)  # from the author's clock to ours


@dataclass(frozen=True, slots=True)
class Seen:
    """An event and when we saw it. ``official``: it is the account's own."""

    at: dt.datetime
    account: str  # alias
    official: bool
    event: Item | Absence
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """A record that others may refer to."""

    uri: RecordUri
    cid: str

    def link(self) -> dict[str, str]:
        return {"uri": str(self.uri), "cid": self.cid}


class Network:
    """The network on which all of this was said. ``identities``: of the official accounts, by alias."""

    def __init__(self, identities: Mapping[str, str]) -> None:
        self._identities = identities
        self._held: dict[str, _Held] = {}

    def events(self, said: Said, author: Identity) -> Iterator[Seen]:
        """What the network sends: the record, perhaps its edit and its removal. To be asked in the order in which things were said."""
        uri = RecordUri(author.id, _COLLECTIONS.get(said.kind, parse.POST), self._name(said))
        raw, pictures = self._record(said, said.text)
        self._held[said.key] = _Held(uri, libipld.encode_cid(car.cid_of(raw)))
        yield Seen(
            said.at + _ON_THE_WAY, said.account, not said.resident, parse.item(raw, self._origin(said, uri, author, said.at)), pictures
        )
        if said.edit:
            changed = said.at + said.edit.after
            raw, _ = self._record(said, said.edit.text)
            item = parse.item(raw, self._origin(said, uri, author, changed))
            yield Seen(changed + _ON_THE_WAY, said.account, not said.resident, item, pictures)
        if said.removal:
            yield self._removal(said, said.removal, uri)

    def _name(self, said: Said) -> str:
        """The last part of its address: a gate has that of its post."""
        return self._held[said.about].uri.rkey if said.kind is Kind.THREAD_GATE else tid(said.at, said.key)

    def _removal(self, said: Said, removal: Removal, uri: RecordUri) -> Seen:
        at = said.at + removal.after + _ON_THE_WAY
        asserted = removal.certainty is Certainty.ASSERTED
        raw = (
            libipld.encode_dag_cbor({"action": "delete", "path": uri.key.decode(), "cid": None})
            if asserted
            else b'{"error":"RecordNotFound"}'
        )
        source = Source(Method.STREAM if asserted else Method.PROBE, STREAM, at, status=None if asserted else 400)
        reason = "deleted" if asserted else "The server has no such record."
        revision = tid(at, said.key) if asserted else ""
        absence = Absence(str(uri), self._identities[said.account], removal.certainty, source, reason, revision, raw)
        return Seen(at, said.account, not said.resident, absence)

    def _origin(self, said: Said, uri: RecordUri, author: Identity, at: dt.datetime) -> Origin:
        source = Source(Method.STREAM, STREAM, at + _ON_THE_WAY)
        return Origin(uri, self._identities[said.account], author, source, revision=tid(at, said.key))

    def _record(self, said: Said, text: str) -> tuple[bytes, tuple[bytes, ...]]:
        """The record's bytes, and those of its pictures."""
        record: dict[str, object] = {"$type": _COLLECTIONS.get(said.kind, parse.POST), "createdAt": clock.stamp(said.at)}
        if said.kind is Kind.BLOCK:
            return libipld.encode_dag_cbor({**record, "subject": RESIDENTS[said.about].identity.id}), ()
        if said.kind is Kind.THREAD_GATE:
            return libipld.encode_dag_cbor({**record, "post": str(self._held[said.about].uri), "allow": []}), ()
        if said.kind is Kind.REPOST:
            return libipld.encode_dag_cbor({**record, "subject": self._held[said.about].link()}), ()
        record |= {"text": text, "langs": list(said.languages)}
        if said.reply_to:
            record["reply"] = {"parent": self._held[said.reply_to].link(), "root": self._held[said.thread].link()}
        if said.about:
            record["embed"] = {"$type": "app.bsky.embed.record", "record": self._held[said.about].link()}
        if said.picture is None:
            return libipld.encode_dag_cbor(record), ()
        picture = draw(said.picture)
        record["embed"] = {"$type": "app.bsky.embed.images", "images": [{"alt": said.picture.alt, "image": _blob(picture)}]}
        return libipld.encode_dag_cbor(record), (picture,)


def profile(account: Identity, description: str, at: dt.datetime) -> Item:
    """The account's profile, as it is shown at a moment."""
    raw = libipld.encode_dag_cbor(
        {"$type": parse.PROFILE, "displayName": account.name, "description": description, "createdAt": clock.stamp(at)}
    )
    origin = Origin(
        RecordUri(account.id, parse.PROFILE, "self"), account.id, account, Source(Method.POLL, STREAM, at), revision=tid(at, account.id)
    )
    return parse.item(raw, origin)


def _blob(picture: bytes) -> dict[str, object]:
    return {"$type": "blob", "ref": car.cid_of(picture, car.RAW), "mimeType": "image/png", "size": len(picture)}


def tid(moment: dt.datetime, key: str) -> str:
    """A timestamp identifier (atproto.com/specs/tid): 53 bits of microseconds and ten that tell apart what fell into one second."""
    salt = car.cid_of(key.encode())[4:]
    spread = int.from_bytes(salt[:2], "big") % 1_000_000
    value = ((int(moment.timestamp()) * 1_000_000 + spread) << 10) | (salt[2] << 2 | salt[3] & 3)
    return "".join(_DIGITS[value >> shift & 31] for shift in range(60, -1, -5))
