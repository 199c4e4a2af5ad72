"""The steps of a version from draft to its end. Days that the council fixed are written once; states follow them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from rostra.core.actor import Actor, system
from rostra.core.audit import record_event
from rostra.core.dates import in_words
from rostra.core.errors import IllegalMove, Invalid
from rostra.people.queries import city_day
from rostra.policy import rules
from rostra.policy.actions.texts import days_of
from rostra.policy.models import Adoption, Document, Repeal, Version
from rostra.policy.queries import version_in_force
from rostra.policy.states.life import life_of

FOLLOWER = system(rules.FOLLOWER)
DONE = {
    "review": "submitted-for-review", "circulate": "circulated", "submit": "submitted", "adopt": "adopted", "sign": "signed",
    "publish": "published", "begin": "begun", "supersede": "superseded", "repeal": "repealed", "withdraw": "withdrawn",
    "approve": "approved",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """What a body did, as its clerk records it. ``repeals`` names what falls by it besides the version before."""

    body: str
    file_number: str
    vote: str
    day: dt.date
    repeals: Sequence[str] = ()


def review_version(version: Version, *, actor: Actor) -> Version:
    """Hand a draft to the city attorney. Raises Forbidden, IllegalMove."""
    return _move(version, "review", actor)


def circulate_version(version: Version, *, actor: Actor, closes: dt.date | None) -> Version:
    """The city attorney approves the text as it reads; covered persons may comment until ``closes``, the last day (None: no comments).

    Raises Forbidden, IllegalMove.
    """

    def change(row: Version) -> None:
        row.reviewed_digest, row.comments_close = row.digest, closes

    return _move(version, "circulate", actor, change, {"comments_close": closes.isoformat() if closes else ""})


def submit_version(version: Version, *, actor: Actor) -> Version:
    """Hand the draft to the committee, after the comment period. Raises Forbidden, IllegalMove."""
    return _move(version, "submit", actor)


def adopt_version(version: Version, act: Act, *, effective: dt.date, actor: Actor) -> Version:
    """Record the adoption. The version before is in force until the day before ``effective``, not until the day of the vote.

    Raises Forbidden, IllegalMove, Invalid.
    """

    def change(row: Version) -> None:
        _fix_days(row, act.day, effective)
        _keep_act(row, act)

    facts = {"body": act.body, "file_number": act.file_number, "vote": act.vote, "repeals": "; ".join(act.repeals)}
    return _move(version, "adopt", actor, change, facts)


def sign_version(version: Version, *, day: dt.date, actor: Actor) -> Version:
    """Record that the mayor signed on ``day``. Raises Forbidden, IllegalMove, Invalid."""

    def change(row: Version) -> None:
        row.signed = _past(day, row.approved, "It cannot be signed before it was adopted.")

    return _move(version, "sign", actor, change)


def publish_version(version: Version, *, day: dt.date, actor: Actor) -> Version:
    """Show the version to everyone, as published on ``day``. Raises Forbidden (comments without an answer too), IllegalMove, Invalid."""

    def change(row: Version) -> None:
        row.published = _past(day, row.signed, "It cannot be published before it was signed.")
        if row.effective and day > row.effective:
            raise Invalid({"day": f"It was to take effect on {in_words(row.effective)}. The clerk puts that day off first."})

    return _move(version, "publish", actor, change)


def withdraw_version(version: Version, *, reason: str, actor: Actor) -> Version:
    """Give up a version that is not adopted. Raises Forbidden, IllegalMove, Invalid without a reason."""
    if not reason.strip():
        raise Invalid({"reason": "Give a reason."})
    return _move(version, "withdraw", actor, facts={"reason": reason.strip()})


def repeal_version(version: Version, act: Act, *, actor: Actor) -> Version:
    """Record that the version in force ends without a successor: ``act.day`` is the first day without it, today or earlier.

    Raises Forbidden, IllegalMove, Invalid.
    """

    def change(row: Version) -> None:
        if row.effective is None or not row.effective < act.day <= city_day():
            raise Invalid({"day": "The day lies after the version took effect, and not in the future."})
        row.superseded = act.day

    return _move(version, "repeal", actor, change, {"body": act.body, "file_number": act.file_number, "vote": act.vote})


def approve_procedures(version: Version, *, effective: dt.date, actor: Actor) -> Version:
    """The director approves what the city attorney approved; in force from ``effective`` on. Raises Forbidden, IllegalMove, Invalid."""

    def change(row: Version) -> None:
        _fix_days(row, city_day(), effective)
        row.published = row.approved

    return _move(version, "approve", actor, change)


@transaction.atomic
def clear_text(version: Version, *, actor: Actor) -> Version:
    """The city attorney approves the text as it reads now, without a step. Raises Forbidden."""
    row = _locked(version)
    rules.may_clear(actor, row).require()
    row.reviewed_digest = row.digest
    row.save(update_fields=["reviewed_digest"])
    facts = {"version": row.number, "digest": row.digest}
    record_event(actor=actor, action="policy.version.cleared", subject=rules.subject(row.document), facts=facts)
    return row


@transaction.atomic
def put_off(version: Version, *, effective: dt.date, actor: Actor) -> Version:
    """Let an adopted version that is not published yet take effect later; the one before it stays until then. Raises Forbidden, Invalid."""
    row = _locked(version)
    rules.may_put_off(actor, row).require()
    if problem := rules.put_off_problem(row, effective):
        raise Invalid({"effective": problem})
    Version.objects.filter(document=row.document, superseded=row.effective).update(superseded=effective)
    row.effective = effective
    row.save(update_fields=["effective"])
    facts = {"version": row.number, "digest": row.digest, **days_of(row)}
    record_event(actor=actor, action="policy.version.put-off", subject=rules.subject(row.document), facts=facts)
    return row


def bring_into_line() -> int:
    """Let the states follow the day: what is over ends, what is due begins; how many moved. Done twice, it does nothing more."""
    today = city_day()
    ended = Version.objects.filter(state="effective", superseded__lte=today)
    due = Version.objects.filter(state__in=["published", "approved"], effective__lte=today, published__isnull=False).order_by("effective")
    return sum(_follow(version, "supersede") for version in ended) + sum(_begin(version) for version in due)


def _begin(version: Version) -> bool:
    """Begin, and end again at once where its time is over too: the worker may have stood still for long."""
    moved = _follow(version, "begin")
    version.refresh_from_db()
    if moved and version.superseded and version.superseded <= city_day():
        _follow(version, "supersede")
    return moved


def _follow(version: Version, move: str) -> bool:
    """Move, unless it stays because its successor is not published, or somebody else was first."""
    with transaction.atomic():
        row = _locked(version)
        open_moves = {each.name for each in life_of(row.document.kind).moves_from(life_of(row.document.kind).states(row.state))}
        in_force = version_in_force(row.document, city_day())
        if move not in open_moves or (move == "supersede" and in_force == row):
            return False
        _move(row, move, FOLLOWER)
        return True


def _fix_days(row: Version, approved: dt.date, effective: dt.date) -> None:
    if problems := rules.adoption_problems(row, approved, effective):
        raise Invalid(problems)
    row.approved, row.effective = approved, effective
    before = Version.objects.filter(document=row.document, effective__lt=effective).order_by("-effective").first()
    if before and (before.superseded is None or before.superseded > effective):
        before.superseded = effective
        before.save(update_fields=["superseded"])


def _keep_act(row: Version, act: Act) -> None:
    problems = {name: "This is needed." for name in ("body", "file_number", "vote") if not getattr(act, name).strip()}
    if problems:
        raise Invalid(problems)
    kept = Adoption.objects.create(
        version=row, body=act.body.strip(), file_number=act.file_number.strip(), vote=act.vote.strip(), day=act.day
    )
    names = dict.fromkeys(name.strip() for name in act.repeals if name.strip())
    Repeal.objects.bulk_create(Repeal(adoption=kept, name=name[:200]) for name in names)
    before = Version.objects.filter(document=row.document, superseded=row.effective).first()
    if before and str(before) not in names:
        Repeal.objects.create(adoption=kept, name=str(before)[:200], version=before)


def _past(day: dt.date, earlier: dt.date | None, reason: str) -> dt.date:
    if day > city_day():
        raise Invalid({"day": "The day lies in the future: a step is recorded when it was done."})
    if earlier and day < earlier:
        raise Invalid({"day": reason})
    return day


def _locked(version: Version) -> Version:
    return Version.objects.select_for_update(of=("self",)).select_related("document").get(pk=version.pk)


@transaction.atomic
def _move(
    version: Version, name: str, actor: Actor, change: Callable[[Version], None] | None = None, facts: Mapping[str, object] | None = None
) -> Version:
    Document.objects.select_for_update().get(pk=version.document_id)  # the days of one document are fixed one after another
    row = _locked(version)
    life = life_of(row.document.kind)
    if name not in life.moves:
        raise IllegalMove(f"cannot {name}: this is no step of {row.document.kind}")
    target = life.target(name, life.states(row.state))
    rules.may_move(actor, row, name).require()
    if change:
        change(row)
    row.state = target
    row.save()
    told = {"version": row.number, "digest": row.digest, **days_of(row), **(facts or {})}
    record_event(actor=actor, action=f"policy.version.{DONE[name]}", subject=rules.subject(row.document), facts=told)
    return row
