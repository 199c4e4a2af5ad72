"""What the log says: its key, its checkpoint, its entries, and the proof of a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.conf import settings

from rostra.archive.models import Absence, Entry, Statement, Version
from rostra.archive.queries.segments import committed_values
from rostra.archive.queries.stores import public_log_directory, read_key
from rostra.archive.queries.withheld import withheld_of
from rostra.archive.states.entries import SCHEMAS, EntryType
from rostra.archive.states.spans import blacked
from rostra.archive.states.withheld import Withheld
from rostra.archive.states.withholding import Part
from rostra.tlog import checkpoint
from rostra.tlog.checkpoint import Opened, open_checkpoint
from rostra.tlog.commitment import disclose
from rostra.tlog.errors import Missing
from rostra.tlog.evidence import WithheldField, extra_part
from rostra.tlog.note import SignerKey, VerifierKey
from rostra.tlog.proof import build
from rostra.tlog.stores import FileTiles

_AT_ONCE = 8192  # entries read from the database at a time


class LoggedEntries:
    """The entries of the log in order (``tlog.edge.EntrySource``): the database is the durable truth."""

    def entries(self, start: int, stop: int) -> Iterable[bytes]:
        """The lines from index ``start`` to ``stop``."""
        for first in range(start, stop, _AT_ONCE):
            span = Entry.objects.filter(index__gte=first, index__lt=min(first + _AT_ONCE, stop)).order_by("index")
            yield from map(bytes, span.values_list("body", flat=True))


def log_origin() -> str:
    """The name of the log, as in its checkpoints."""
    return str(settings.PROFILE.log.origin)


def log_signer() -> SignerKey:
    """The key that signs checkpoints. Raises Misconfigured when it is missing."""
    return SignerKey.parse(read_key("log-key"))


def log_key() -> str:
    """The public key with which anyone checks the log, as a verifier key."""
    return log_signer().verifier.vkey


def log_tiles() -> FileTiles:
    """The log's public files."""
    return FileTiles(public_log_directory())


def served_checkpoint() -> Opened | None:
    """The checkpoint that is served, verified; None before the first."""
    try:
        signed = log_tiles().read(checkpoint.PATH)
    except Missing:
        return None
    return open_checkpoint(signed, log_origin(), [VerifierKey.parse(log_key())])


def proof_of(thing: Version | Absence | Statement) -> str | None:
    """The offline proof: a C2SP ``.tlog-proof`` whose extra part carries the entry and the disclosure of every field.

    A field that is classified is withheld: its digest stands there, with the law, and the proof holds all the same.
    None while the entry has no place in a published checkpoint yet (a second or so), or when the secret was destroyed.
    """
    opened, entry = served_checkpoint(), thing.entry
    if opened is None or entry.index is None or entry.index >= opened.head.size or thing.secret is None:
        return None
    line = orjson.loads(bytes(entry.body))
    names, values = SCHEMAS[EntryType(line["type"]), line["v"]], committed_values(thing)
    disclosures = disclose(names, values, bytes(thing.secret))
    withheld = _fields_withheld(thing, dict(zip(names, values, strict=True)))
    return build(opened, log_tiles(), entry.index, extra_part(bytes(entry.body), disclosures, withheld)).encoded.decode()


def _fields_withheld(thing: Version | Absence | Statement, values: Mapping[str, Any]) -> dict[int, WithheldField]:
    """By place, the fields that everybody does not get; of a text of which some characters are withheld the rest is shown."""
    if not isinstance(thing, Version):
        return {}
    withheld = thing.withheld if "withheld" in thing.__dict__ else withheld_of([thing])[thing.pk]
    names = list(values)
    found = withheld.fields(names, [(start, end, href) for start, end, href in values["links"]]) if withheld else {}
    return {names.index(name): WithheldField(name, basis, _rest(withheld, name, values)) for name, basis in found.items()}


def _rest(withheld: Withheld, name: str, values: Mapping[str, Any]) -> str:
    if name != "text" or withheld.why(Part.TEXT):
        return ""
    return blacked(values["text"], withheld.spans(len(values["text"])))
