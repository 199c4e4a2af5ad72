"""Withhold something of a record, confirm that, and open it again. Each is another row of its history, in force once it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from rostra.archive.models import Classification, Cursor, LeftOpen, Version
from rostra.archive.queries.classifications import has_own_author, standing_on
from rostra.archive.queries.elsewhere import Place
from rostra.archive.queries.withheld import is_in_force
from rostra.archive.rules.classification import (
    Order,
    Proposed,
    Target,
    basis_problems,
    may_be_classified,
    may_classify,
    may_classify_again,
    may_confirm_classification,
    may_decide_classification,
    may_lift_classification,
    target_problems,
)
from rostra.archive.states.spans import whole_characters
from rostra.archive.states.withheld import hides_address
from rostra.archive.states.withholding import Step
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.data_class import DataClass
from rostra.core.errors import Conflict, Invalid
from rostra.platforms.base import Kind

_COPIED = ("record_id", "version", "part", "ordinal", "start", "end", "uri", "url", "author_id", "author_handle")
_REST = ("held_as", "basis", "law", "until", "order", "court", "ordered", "since")


def classify(target: Target, told: Proposed, *, actor: Actor) -> Classification:
    """Withhold ``target`` at once. It counts as decided where the actor may decide; else somebody who may confirms it.

    A span is widened to whole characters. Raises Forbidden, Invalid by field, and Conflict where it was decided and the actor may not.
    """
    may_classify(actor).require()
    may_be_classified(target.record).require()
    if problems := target_problems(target) | basis_problems(told):
        raise Invalid(problems)
    with transaction.atomic():
        _in_order()
        exact = _whole(target)
        now = clock.now()
        before = standing_on(exact.record, exact.part, exact.version, exact.ordinal, exact.span)
        if not (allowed := may_classify_again(actor, before)):
            raise Conflict(allowed.reason)
        start, end = exact.span or (None, None)
        row = Classification(
            record=exact.record, version=exact.version, part=exact.part, ordinal=exact.ordinal, start=start, end=end,
            step=Step.SET,
            confirmed=bool(may_decide_classification(actor)), replaces=before,
            since=before.since if before and is_in_force(before) else now,
            **_columns(told), **_addresses(exact),
        )  # fmt: skip
        return _kept(row, actor)


def classify_elsewhere(row: Classification, places: Sequence[Place], *, actor: Actor) -> list[Classification]:
    """Withhold the same in these places too, as the same, on the same law, with the same reason. All or nothing."""
    order = Order(row.order, row.court, row.ordered) if row.ordered else None
    law = "" if row.basis else row.law.removesuffix(order.cited if order else "")
    told = Proposed(DataClass(row.held_as), row.basis, law, row.reason, row.until, order)
    with transaction.atomic():
        return [
            classify(Target(each.version.record, each.part, each.number, each.ordinal, each.span), told, actor=actor) for each in places
        ]


def leave_open(row: Classification, places: Sequence[Place], reason: str, *, actor: Actor) -> list[LeftOpen]:
    """Answer that the same was seen in these places, and stays there. The answers are kept. Raises Forbidden, and Invalid.

    The event is none of the public log's: that the same is open elsewhere would send people there to look for it.
    """
    may_classify(actor).require()
    if not reason.strip():
        raise Invalid({"reason": "Say why it stays open there."})
    by = {"reason": reason.strip(), "at": clock.now(), "by_ref": actor.ref, "by_name": actor.name}
    with transaction.atomic():
        answers = LeftOpen.objects.bulk_create(
            [LeftOpen(classification=row, record=each.version.record, place=each.key, **by) for each in places]
        )
        record_event(actor=actor, action="archive.elsewhere.left-open", subject=f"record:{row.record_id}", facts={"law": row.law})
        return answers


def confirm_classification(row: Classification, *, actor: Actor) -> Classification:
    """Decide that it stands. Raises Forbidden, and Conflict where something became of it meanwhile."""
    may_confirm_classification(actor, row).require()
    columns = {name: getattr(row, name) for name in (*_COPIED, *_REST)}
    return _follow(row, Classification(**columns, step=Step.CONFIRMED, confirmed=True, replaces=row), actor)


def lift_classification(row: Classification, reason: str, *, actor: Actor) -> Classification:
    """Open it again, with the reason. Raises Forbidden, Invalid, and Conflict where something became of it meanwhile."""
    may_lift_classification(actor, row).require()
    if not reason.strip():
        raise Invalid({"reason": "Say why it is opened."})
    columns = {name: getattr(row, name) for name in _COPIED}
    opened = {"held_as": DataClass.PUBLIC, "law": row.law, "basis": row.basis, "reason": reason, "since": clock.now()}
    return _follow(row, Classification(**columns, **opened, step=Step.LIFTED, confirmed=True, replaces=row), actor)


def _follow(row: Classification, next_: Classification, actor: Actor) -> Classification:
    with transaction.atomic():
        _in_order()
        if Classification.objects.filter(replaces=row).exists():
            raise Conflict("Somebody decided it meanwhile.", hint="look at the record again")
        return _kept(next_, actor)


def _in_order() -> None:
    """One at a time, so that numbers rise as rows are committed: who follows them by number misses none."""
    Cursor.objects.select_for_update().get_or_create(name="classifications")


def _kept(row: Classification, actor: Actor) -> Classification:
    """The row with its event: that something of this record was classified, and on which law; never what."""
    row.at, row.by_ref, row.by_name = clock.now(), actor.ref, actor.name
    row.save(force_insert=True)
    facts = {"class": str(row.held_as), "law": row.law, "until": row.until.isoformat() if row.until else "", "confirmed": row.confirmed}
    record_event(actor=actor, action=f"archive.classification.{Step(row.step)}", subject=f"record:{row.record_id}", facts=facts)
    return row


def _whole(target: Target) -> Target:
    if target.span is None or target.version is None:
        return target
    text = Version.objects.get(record=target.record, number=target.version).text
    return replace(target, span=whole_characters(text, *target.span))


def _addresses(target: Target) -> dict[str, str]:
    """By what others name the record, where that is withheld with it. Whom an official account belongs to is in the register.

    Nothing names a message; and if its author were withheld elsewhere, everybody could see that they wrote one.
    """
    record = target.record
    if record.kind == Kind.MESSAGE or not hides_address(target.part, target.version):
        return {}
    newest = Version.objects.get(record=record, number=record.current)
    of_author = {"author_id": record.author_id, "author_handle": record.author_handle.lower()}
    return {"uri": record.uri, "url": newest.context.get("url", ""), **(of_author if has_own_author(record) else {})}


def _columns(told: Proposed) -> dict[str, Any]:
    order = told.order
    return {
        "held_as": told.held_as, "basis": told.basis, "law": told.cited, "reason": told.reason.strip(), "until": told.until,
        "order": order.number if order else "", "court": order.court if order else "", "ordered": order.day if order else None,
    }  # fmt: skip
