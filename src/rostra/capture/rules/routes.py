"""Where two routes tell of the same edit of a record in different words: one of them is wrong, or somebody changed it on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db.models import Exists, OuterRef, Subquery

from rostra.accounts.models import Account
from rostra.accounts.rules import clause_of, subject
from rostra.archive.models import Version
from rostra.core.findings import Finding, Level, finding_source
from rostra.platforms.base import Evidence

MOST = 100  # records that are named

_LIVE = (Evidence.AUTHOR_SIGNED.value, Evidence.PLATFORM_SIGNED.value, Evidence.PLATFORM_API.value)
_SAYS: Final = {
    Evidence.OWNER_EXPORT.value: "the owner's export",
    Evidence.AUTHOR_SIGNED.value: "the author's signed record",
    Evidence.PLATFORM_SIGNED.value: "the network's signed record",
    Evidence.PLATFORM_API.value: "the network's interface",
}
_HINT = "Compare the two versions on the record's page. An export may cut a text off; else ask who handed it over where it comes from."
_OF_ONE = ("number", "evidence", "method")
_COLUMNS = ("record_id", "record__account__slug", "revision", *_OF_ONE)


class Disagreement(NamedTuple):
    """A version that an export states, and the one of the network that reads otherwise."""

    record: int
    account: str  # its alias
    revision: str
    number: int
    evidence: str
    method: str
    other_number: int
    other_evidence: str
    other_method: str


@finding_source
def route_findings() -> Iterator[Finding]:
    """Records of which an export states another text than the network did."""
    found = disagreements(MOST + 1)
    for each in found[:MOST]:
        yield Finding("capture.W015", Level.WARNING, _text(each), _HINT, subject(Account(slug=each.account)), clause_of("records"))
    if len(found) > MOST:
        text = f"More than {MOST} records read otherwise by two routes; the newest are named above."
        yield Finding("capture.W015", Level.WARNING, text, _HINT, "", clause_of("records"))


def disagreements(limit: int) -> list[Disagreement]:
    """What exports state, and the network never did, though it stated another text of the same revision. The newest records. One query.

    Versions that state no revision are compared with what the network said last without one.
    """
    live = Version.objects.filter(record=OuterRef("record"), revision=OuterRef("revision"), evidence__in=_LIVE)
    others = {f"other_{name}": Subquery(live.order_by("-number").values(name)[:1]) for name in _OF_ONE}
    exported = Version.objects.filter(evidence=Evidence.OWNER_EXPORT, record__versions__gt=1)
    found = exported.filter(Exists(live), ~Exists(live.filter(text=OuterRef("text")))).annotate(**others)
    rows = found.order_by("-record_id", "number").values_list(*_COLUMNS, *others)
    return [Disagreement(*row) for row in rows[:limit]]


def _text(found: Disagreement) -> str:
    of = f", both of revision {found.revision}" if found.revision else ""
    return (
        f"Record {found.record} reads otherwise by two routes: version {found.number} by {_SAYS[found.evidence]} ({found.method}), "
        f"version {found.other_number} by {_SAYS[found.other_evidence]} ({found.other_method}){of}."
    )
