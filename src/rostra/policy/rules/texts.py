"""Who may write, decide and comment; what stands in the way of a move; what is out of order among the texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.conf import settings
from django.db.models import Count, Q

from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.measures import Reading, Row, group, measure
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.people.models import Person
from rostra.people.queries import city_day, holds_office
from rostra.people.rules import is_operator, may
from rostra.people.states import Function, Right, Role
from rostra.policy.models import Comment, Document, Version
from rostra.policy.queries import clauses_in_force, drafts_before, effective_versions, unresolved
from rostra.policy.states.days import months_before
from rostra.policy.states.life import BY_THE_DAY, OPEN, DocumentKind, PolicyState, life_of, said

FOLLOWER = "policy days"  # the part of the system that brings states into line with the day
PUBLISH_AHEAD = 14  # days before a version takes effect by which it should be published
NAMED = 5  # comments that are named in a refusal


def may_see_policies(actor: Actor) -> Permission:
    """The staff's pages on policies, also the texts that are not published yet. A policy is every unit's: the head of any unit reads it."""
    return may(actor, Right.READ, Function.POLICY, also=actor.relations)


def may_write(actor: Actor) -> Permission:
    """Enter documents and drafts; the command line too."""
    return ALLOWED if is_operator(actor) else may(actor, Right.WRITE, Function.POLICY)


def may_edit(actor: Actor, version: Version) -> Permission:
    """Change the text of a version: who may write, until it is adopted or approved."""
    told = f"The text is {said(version.state)}: it is never changed again. Begin a new version."
    return may_write(actor) and not_now("" if version.is_open else told)


def may_clear(actor: Actor, version: Version) -> Permission:
    """Approve the text as it reads now, as the city attorney."""
    told = f"The text is {said(version.state)}: there is nothing to approve."
    return _as_attorney(actor) and not_now("" if version.is_open else told)


def may_move(actor: Actor, version: Version, move: str) -> Permission:
    """Take a version one step further: who the step belongs to, when the state allows it and nothing stands in the way."""
    life = life_of(version.document.kind)
    permission = _WHO[move](actor) and life.may_follow(move, life.states(version.state), f"The version is {said(version.state)}")
    return not_now(_obstacle(version, move)) if permission else permission


def may_read_version(actor: Actor, person: Person | None, version: Version) -> Permission:
    """Who may see the texts that are not published yet; and every covered person once a draft is circulated."""
    readable = ALLOWED if version.published else may_see_policies(actor)
    if not readable and version.state == PolicyState.CIRCULATED and _is_covered(person):
        return ALLOWED
    return readable


def may_comment(person: Person | None, version: Version) -> Permission:
    """A covered person, while the draft is circulated and until the comment period ends."""
    if not _is_covered(person):
        return Permission("Only persons whom the policy covers may comment: who holds a position today.")
    if version.state != PolicyState.CIRCULATED or version.comments_close is None:
        return not_now("There is no comment period on this version.")
    if city_day() > version.comments_close:
        return not_now(f"The comment period ended on {in_words(version.comments_close)}.")
    return ALLOWED


def division_warning(clauses: int) -> str:
    """What to tell whoever writes or hands on a text of so many clauses: empty, unless all of it is one. Nothing is refused for it."""
    if clauses > 1:
        return ""
    return (
        "The whole text is one clause, because no heading divides it. Comments, notices and figures then point to all of it at once. "
        "Edit the text and put a heading before each rule, as in “## No blocking for an opinion”, each on a line of its own."
    )


def may_resolve(actor: Actor, comment: Comment) -> Permission:
    """Answer a comment: who may write the policy, once."""
    return may(actor, Right.WRITE, Function.POLICY) and not_now("This comment was answered." if comment.answered else "")


def may_confirm(actor: Actor) -> Permission:
    """Record that a policy in force was reviewed and stays as it is."""
    return _as_director(actor)


def may_put_off(actor: Actor, version: Version) -> Permission:
    """Record that an adopted version takes effect later: it was not published in time."""
    fits = version.effective and not version.published
    return _as_recorder(actor) and not_now("" if fits else "Only a version that is adopted and not published can be put off.")


def may_follow_days(actor: Actor) -> Permission:
    """Only the part of the system that brings states into line with the day."""
    return ALLOWED if actor.is_system and actor.ref == FOLLOWER else Permission("This follows from the day; nobody decides it.")


def _is_covered(person: Person | None) -> bool:
    return person is not None and holds_office(person, city_day())


def _as_attorney(actor: Actor) -> Permission:
    if not actor.has_role(Role.CITY_ATTORNEY):
        return Permission("Only city attorney may do this.")
    return may(replace(actor, roles=frozenset({Role.CITY_ATTORNEY.value})), Right.APPROVE, Function.POLICY)


def _as_director(actor: Actor) -> Permission:
    """Whoever decides about policy, the attorney apart: legal review and submission are two hands."""
    allowed = may(actor, Right.APPROVE, Function.POLICY, without=[Role.CITY_ATTORNEY])
    told = " The city attorney clears the text and takes no other step." if not allowed and actor.has_role(Role.CITY_ATTORNEY) else ""
    return Permission(allowed.reason + told)


def _as_recorder(actor: Actor) -> Permission:
    return may(actor, Right.WRITE, Function.ADOPTION)


_WHO: dict[str, Callable[[Actor], Permission]] = {
    "review": may_write,
    "circulate": _as_attorney,
    "submit": _as_director,
    "adopt": _as_recorder,
    "sign": _as_recorder,
    "publish": _as_director,
    "repeal": _as_recorder,
    "withdraw": _as_director,
    "approve": _as_director,
    **dict.fromkeys(BY_THE_DAY, may_follow_days),
}


def who_may(actor: Actor, move: str) -> Permission:
    """Whether this step belongs to ``actor``, whatever stands in its way."""
    return _WHO[move](actor)


def _obstacle(version: Version, move: str) -> str:
    """Why a move that the state allows cannot be made now; empty when it can."""
    checks = {
        "submit": _comments_open,
        "adopt": _not_cleared,
        "approve": _not_cleared,
        "publish": _comments_left,
        "begin": _not_begun,
        "supersede": _not_ended,
        "repeal": _has_successor,
    }
    return checks[move](version) if move in checks else ""


def _comments_open(version: Version) -> str:
    closes = version.comments_close
    return f"Covered persons may comment until {in_words(closes)}." if closes and city_day() <= closes else ""


def _not_cleared(version: Version) -> str:
    if version.reviewed_digest == version.digest:
        return ""
    return "The city attorney has not approved the text as it reads now."


def _comments_left(version: Version) -> str:
    """Comments without an answer: on the version, and on the drafts before it, since the last published one, that it takes the place of."""
    for each in (version, *drafts_before(version)):
        if told := _comments_unresolved(each, "Comments" if each == version else f"Comments on version {each.number}"):
            return told
    return " ".join(left_circulated(drafts_before(version)))


def left_circulated(drafts: Iterable[Version]) -> list[str]:
    """What is to become of those of these drafts that are still circulated, before a newer version is published."""
    circulated = [each for each in drafts if each.state == PolicyState.CIRCULATED]
    return [f"Version {each.number} is still circulated for comment: withdraw it before a newer one is published." for each in circulated]


def _comments_unresolved(version: Version, what: str) -> str:
    left = list(unresolved(version))
    if not left:
        return ""
    named = ", ".join(f"{each.person.name} on {each.key}" for each in left[:NAMED])
    more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
    return f"{what} wait for an answer: {named}{more}."


def _not_begun(version: Version) -> str:
    if version.published is None or version.effective is None:
        return "It is not published."
    return "" if city_day() >= version.effective else f"It takes effect on {in_words(version.effective)}."


def _not_ended(version: Version) -> str:
    return "" if version.superseded and city_day() >= version.superseded else "It is in force."


def _has_successor(version: Version) -> str:
    return f"It ends on {in_words(version.superseded)} already." if version.superseded else ""


def successor_of(version: Version) -> Version | None:
    """The version that takes the place of this one, if one does."""
    return Version.objects.filter(document_id=version.document_id, effective=version.superseded, effective__isnull=False).first()


def adoption_problems(version: Version, approved: dt.date, effective: dt.date) -> dict[str, str]:
    """What is wrong with the days of an adoption or approval, by field."""
    problems = {}
    if approved > city_day():
        problems["day"] = "The day lies in the future: an act is recorded when it was done."
    if effective < approved:
        problems["effective"] = "A version cannot take effect before it was adopted."
    later = Version.objects.filter(document_id=version.document_id, effective__gte=effective).exclude(pk=version.pk).first()
    if later:
        problems["effective"] = f"Version {later.number} takes effect on {in_words(later.effective)}: name a later day."
    return problems


def put_off_problem(version: Version, effective: dt.date) -> str:
    """What is wrong with a later first day for a version that is adopted; empty when nothing is."""
    if version.effective is None or effective <= version.effective:
        return "Name a later day."
    if version.superseded and effective >= version.superseded:
        return f"Another version takes effect on {in_words(version.superseded)}: name an earlier day, or put that one off first."
    return ""


@finding_source
def findings() -> Iterable[Finding]:
    """W001: not reviewed in time. W002: due to take effect and not published. W003: changed after legal review. W004: comments. W009: the
    profile ties a measure to a clause that is not in force.
    """
    today = city_day()
    yield from _tied_to_nothing()
    yield from _not_reviewed(today)
    yield from _not_published(today)
    waiting = Count("comments", filter=Q(comments__answered__isnull=True))
    for version in Version.objects.filter(state__in=OPEN).select_related("document").defer("source").annotate(waiting=waiting):
        yield from _about_open(version, today)


def _not_reviewed(today: dt.date) -> Iterable[Finding]:
    for document, last in _reviews(today):
        if _is_overdue(last, today):
            text = f"{document.title} was last reviewed on {in_words(last)}."
            hint = f"It is due every {settings.PROFILE.policy.review_months} months. Begin a new version, or record that it stays as it is."
            yield Finding("policy.W001", Level.WARNING, text, hint, subject(document))


def _reviews(today: dt.date) -> list[tuple[Document, dt.date]]:
    """Every policy in force, with the day on which it was adopted or looked through last."""
    policies = [version for version in effective_versions(today) if version.document.kind == DocumentKind.POLICY]
    return [(each.document, max(day for day in (each.approved, each.document.reviewed) if day)) for each in policies]


def _is_overdue(last: dt.date, today: dt.date) -> bool:
    return last <= months_before(today, settings.PROFILE.policy.review_months)


@measure("policies-review-overdue", counts="policies in force whose review is overdue", among="policies in force")
def policies_review_overdue() -> Reading:
    """In force, and longer not looked through than the city allows. Two queries."""
    today = city_day()
    reviews = _reviews(today)
    late = [Row(of.title, f"last reviewed on {in_words(last)}", f"policy/{of.slug}") for of, last in reviews if _is_overdue(last, today)]
    return Reading(len(late), len(reviews), tuple(late))


@measure("comments-unanswered", counts="comments on drafts that wait for an answer after the comment period", among="comments on drafts")
def comments_unanswered() -> Reading:
    """The comments that nobody answered, by document, of all whose comment period is over. One query."""
    over = Comment.objects.filter(version__comments_close__lt=city_day())
    found = over.values_list("version__document__title", "version__document__slug").order_by("version__document__title")
    counted = list(found.annotate(every=Count("pk"), still=Count("pk", filter=Q(answered__isnull=True))))
    rows = tuple(group(title, f"policy/{slug}", still, every) for title, slug, every, still in counted)
    return Reading(sum(row.count or 0 for row in rows), sum(row.of or 0 for row in rows), rows)


def unknown_clauses() -> list[str]:
    """The clauses to which the profile ties a measure and which no text in force has. Three queries at most."""
    named = dict.fromkeys(each.clause for each in settings.PROFILE.evidence)
    known = clauses_in_force(named, city_day())
    return [clause for clause in named if clause not in known]


def _tied_to_nothing() -> Iterable[Finding]:
    for clause in unknown_clauses():
        text = f"The city's profile ties a measure to {clause}, and no text in force has such a clause."
        hint = "Correct the clause in [[evidence]] of city.toml: the document's name in addresses, a slash, and the clause's key."
        yield Finding("policy.W009", Level.WARNING, text, hint)


def _not_published(today: dt.date) -> Iterable[Finding]:
    soon = today + dt.timedelta(days=PUBLISH_AHEAD)
    due = Version.objects.filter(effective__lte=soon, published__isnull=True).exclude(superseded__lte=today)
    for version in due.select_related("document").defer("source"):
        text = f"{version} takes effect on {in_words(version.effective)} and is not published."
        hint = "Publish it. A version that is not published by its day does not take effect, and the one before it stays in force."
        yield Finding("policy.W002", Level.ERROR, text, hint, subject(version.document))


def _about_open(version: Version, today: dt.date) -> Iterable[Finding]:
    if version.reviewed_digest and version.reviewed_digest != version.digest:
        text = f"The text of {version} was changed after the city attorney approved it."
        yield Finding("policy.W003", Level.WARNING, text, "The city attorney looks at it again.", subject(version.document))
    waiting = version.waiting  # type: ignore[attr-defined] # annotated so
    if version.comments_close and version.comments_close < today and waiting:
        text = f"The comment period on {version} is over, and comments wait for an answer: {waiting}."
        yield Finding("policy.W004", Level.WARNING, text, "Answer them: until then it cannot be published.", subject(version.document))


def subject(document: Document) -> str:
    """A document as the subject of events and findings."""
    return f"policy:{document.slug}"
