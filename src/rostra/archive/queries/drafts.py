"""A draft: everything that is to be kept of one version or absence, before it has a place.

What a draft's ``metadata`` holds is enough to make the database's rows again: ``rebuild`` reads drafts back from segments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from rostra.archive.states.entries import CURRENT, EntryType
from rostra.tlog.commitment import canonical
from rostra.warc.read import Version as Members


@dataclass(slots=True)
class Draft:
    """One version (``type`` capture) or absence (gone) on its way into the archive."""

    type: EntryType
    uri: str
    record: int
    number: int  # of the version; for an absence: of the newest version then
    subject: str  # the account's alias
    counter: int
    at: str  # exact stamp of taking in
    values: list[Any]  # in the order of the schema
    facts: dict[str, Any]  # what rows need beside the committed values
    secret: bytes
    raw: bytes
    media_type: str
    proof: bytes
    entry: bytes = b""

    @property
    def metadata(self) -> bytes:
        """The JSON that stands beside the bytes in the segment."""
        return orjson.dumps(
            {
                "uri": self.uri,
                "record": self.record,
                "number": self.number,
                "at": self.at,
                "secret": self.secret.hex(),
                "values": self.values,
                "facts": self.facts,
                "entry": self.entry.decode(),
            }
        )


def entry_line(type_: EntryType, subject: str, counter: int, at: str, fields: str, series: str) -> bytes:
    """The line of the log: canonical JSON that holds no content, only the commitment (hex) to its fields."""
    return canonical(
        {
            "type": type_.value,
            "v": CURRENT[type_],
            "subject": subject,
            "counter": counter,
            "series": series,
            "time": f"{at[:19]}Z",
            "fields": fields,
        }
    )


def draft_in(members: Members) -> Draft:
    """The draft that was written into a segment. Raises ValueError, KeyError or TypeError where its metadata are not ours."""
    held = orjson.loads(members.metadata.block)
    entry = held["entry"].encode()
    line = orjson.loads(entry)
    return Draft(
        type=EntryType(line["type"]),
        uri=held["uri"],
        record=held["record"],
        number=held["number"],
        subject=line["subject"],
        counter=line["counter"],
        at=held["at"],
        values=held["values"],
        facts=held["facts"],
        secret=bytes.fromhex(held["secret"]),
        raw=members.resource.block,
        media_type=members.resource.media_type,
        proof=members.proof.block if members.proof else b"",
        entry=entry,
    )
