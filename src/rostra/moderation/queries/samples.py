"""Reads of samples and second looks: what may be drawn, what waits for whom, and for whom which act is closed."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import CharField, Exists, Min, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from rostra.archive.models import Entry
from rostra.archive.queries.events import published_size
from rostra.archive.queries.log import log_tiles
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.models import Event
from rostra.moderation.models import BlindReview, Drawing, ModerationAct, Notice
from rostra.moderation.states.samples import COMPARED, BlindState
from rostra.people.models import View
from rostra.tlog.merkle import Head
from rostra.tlog.tiles import TileReader

GIVEN_BACK = "moderation.blind-review.given-back"


def reference_of(review: BlindReview) -> str:
    """A second look as the subject of its events."""
    return f"blind-review:{review.pk}"


def pool(begins: dt.date, ends: dt.date) -> QuerySet[ModerationAct]:
    """The acts that were decided in a period and can be looked at again: a text was captured, and it is not the city's own."""
    zone = settings.PROFILE.city.zone
    decided = {"decided__gte": clock.start_of_day(begins, zone), "decided__lt": clock.start_of_day(ends, zone)}
    found = ModerationAct.objects.filter(**decided, act__in=COMPARED, version__record__official=False, blind_review__isnull=True)
    return found.exclude(version__text="")


def log_before(day: dt.date) -> Head | None:
    """The public log as it was when ``day`` began in the city: what was handed in before. None until later entries are published.

    Nobody can change it afterwards, and anybody can work it out: each line of the log holds its moment.
    """
    begins = clock.start_of_day(day, settings.PROFILE.city.zone)
    size = Entry.objects.filter(at__gte=begins, index__isnull=False).aggregate(first=Min("index"))["first"]
    published = published_size()
    return None if size is None or size >= published else Head(size, TileReader(log_tiles(), published).root(size))


def is_drawn(begins: dt.date) -> bool:
    """Whether this period, or one that reaches beyond its beginning, has its sample."""
    return Drawing.objects.filter(ends__gt=begins).exists()


def blind_reviews() -> QuerySet[BlindReview]:
    """Every second look with its act."""
    return BlindReview.objects.select_related("drawing", "act__account", "act__version__record__account")


def unanswered() -> QuerySet[BlindReview]:
    """Those that nobody has answered, the most urgent first."""
    return BlindReview.objects.exclude(state=BlindState.ANSWERED).order_by("due", "drawing", "place")


def taken_by(actor: Actor) -> BlindReview | None:
    """The one that ``actor`` has taken and not answered: one at most."""
    return BlindReview.objects.filter(reviewer=actor.ref, state=BlindState.TAKEN).first()


def closed_to(actor: Actor) -> QuerySet[BlindReview, int]:
    """The acts (their numbers) that ``actor`` looks at blinded now: nothing of them is shown meanwhile."""
    return BlindReview.objects.filter(reviewer=actor.ref, state=BlindState.TAKEN).values_list("act_id", flat=True)


def waiting_to(actor: Actor) -> QuerySet[BlindReview]:
    """Those that ``actor`` may take, in the order in which they were drawn: who took part in an act, looked at it, or gave it back may not.

    Whoever opened the page of an act, its notice or its appeal knows what was decided, and each such look is on record.
    """
    drawn = BlindReview.objects.filter(state=BlindState.DRAWN).order_by("drawing__begins", "place")
    for part in ("act__moderator", "act__reviewer", "act__appeal_by"):
        drawn = drawn.exclude(**{part: actor.ref})
    drawn = drawn.exclude(act__appeal__isnull=False, act__appeal__entered_by=actor.ref)
    told = Notice.objects.filter(act=OuterRef("act"))
    given_back = Event.objects.filter(action=GIVEN_BACK, actor_ref=actor.ref, subject=_named("blind-review:", "pk"))
    return drawn.exclude(Exists(told.filter(by_ref=actor.ref))).exclude(Exists(given_back)).exclude(_has_seen(actor))


def _has_seen(actor: Actor) -> Exists:
    """A condition on second looks: the act, its appeal or a notice of it was looked at by the actor."""
    number = actor.ref.removeprefix("user:")
    seen = View.objects.filter(user=int(number)) if number.isdigit() else View.objects.none()
    notices = Notice.objects.filter(Exists(seen.filter(subject=_named("notice:", "pk"))), act=OuterRef("act"))
    appeal = seen.filter(subject=_named("appeal:", "act__appeal__pk"))
    return Exists(seen.filter(subject=_named("act:", "act_id"))) | Exists(appeal) | Exists(notices)  # type: ignore[return-value]


def _named(kind: str, key: str) -> Concat:
    return Concat(Value(kind), Cast(OuterRef(key), CharField()), output_field=CharField())


def answered() -> QuerySet[BlindReview]:
    """Those that are compared, the latest first."""
    return blind_reviews().filter(state=BlindState.ANSWERED).order_by("-since", "-pk")


def drawings() -> QuerySet[Drawing]:
    """Every sample, the latest first."""
    return Drawing.objects.order_by("-begins")


def own_words_of(review: BlindReview) -> tuple[str, ...]:
    """The names that are taken out of a text before it is shown: of who said it, and of the account."""
    version = review.act.version
    if version is None:
        raise AssertionError("what is drawn was captured")
    record, account = version.record, version.record.account
    return (record.author_name, record.author_handle, record.author_id, account.name, account.handle, account.identity)
