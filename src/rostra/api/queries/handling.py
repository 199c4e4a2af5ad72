"""How acts of moderation and appeals are handled, as the public interface answers it: from the same reads as the page."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.api.queries import handling_shapes as shapes
from rostra.moderation.queries import handling as moderation
from rostra.moderation.queries.consistency import public_consistency
from rostra.people.queries import city_day

_DAYS = 2  # decimals
_WHOLE = ("done", "left_up", "given_back", "restored", "act_days", "appealed", "granted", "upheld", "appeal_days")
_AGREEMENT = ("samples", "drawn", "answered", "same", "other_ground", "other_outcome", "unclear")


def handling() -> shapes.Handling:
    """All of it. Six queries."""
    found = moderation.handling(city_day())
    return shapes.Handling(
        done=found.done,
        left_up=found.left_up,
        given_back=found.given_back,
        restored=found.restored,
        restorations=_waits(found.restorations),
        act_days=_days(found.act_days),
        appealed=found.appealed,
        granted=found.granted,
        upheld=found.upheld,
        appeals=_waits(found.appeals),
        appeal_days=_days(found.appeal_days),
        by_account=[
            shapes.AccountHandling(each.account.slug, each.done, each.given_back, _waits(each.appeals), _waits(each.restorations))
            for each in found.accounts
        ],
        by_ground=[shapes.GroundHandling(each.key, each.name, each.done, each.given_back) for each in found.grounds],
        by_quarter=[
            shapes.QuarterHandling(each.year, each.number, each.done, each.restored, each.appealed, each.appeals_decided)
            for each in found.quarters
        ],
        consistency=_consistency(),
    )


def figures() -> Iterator[shapes.Figure]:
    """The same, one number a row. Six queries."""
    found = handling()
    for name in _WHOLE:
        yield shapes.Figure(name, "", "", None, None, getattr(found, name))
    yield from _waiting("appeals", "", found.appeals)
    yield from _waiting("restorations", "", found.restorations)
    for account in found.by_account:
        yield shapes.Figure("done", account.account, "", None, None, account.done)
        yield shapes.Figure("given_back", account.account, "", None, None, account.given_back)
        yield from _waiting("appeals", account.account, account.appeals)
        yield from _waiting("restorations", account.account, account.restorations)
    for ground in found.by_ground:
        yield shapes.Figure("done", "", ground.key, None, None, ground.done)
        yield shapes.Figure("given_back", "", ground.key, None, None, ground.given_back)
    for quarter in found.by_quarter:
        for name in ("done", "restored", "appealed", "appeals_decided"):
            yield shapes.Figure(name, "", "", quarter.year, quarter.quarter, getattr(quarter, name))
    yield from _agreement(found.consistency)


def _agreement(found: shapes.Consistency) -> Iterator[shapes.Figure]:
    for name in _AGREEMENT:
        yield shapes.Figure(f"consistency_{name}", "", "", None, None, getattr(found, name))
    for ground in found.by_ground:
        yield shapes.Figure("consistency_compared", "", ground.key, None, None, ground.compared)
        yield shapes.Figure("consistency_same", "", ground.key, None, None, ground.same)


def _waiting(name: str, account: str, waits: shapes.Waits) -> Iterator[shapes.Figure]:
    yield shapes.Figure(f"{name}_open", account, "", None, None, waits.open)
    yield shapes.Figure(f"{name}_overdue", account, "", None, None, waits.overdue)


def _consistency() -> shapes.Consistency:
    found = public_consistency()
    grounds = [shapes.GroundAgreement(each.key, each.name, each.compared, each.same) for each in found.grounds]
    return shapes.Consistency(
        found.samples, found.drawn, found.answered, found.same, found.other_ground, found.other_outcome, found.unclear, grounds
    )


def _waits(found: moderation.Waits) -> shapes.Waits:
    return shapes.Waits(found.open, found.overdue)


def _days(found: float | None) -> float | None:
    return None if found is None else round(found, _DAYS)
