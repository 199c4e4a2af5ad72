"""Decisions of capture: what may be captured, when it is due again, what is late; and what is out of order."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse

from rostra.accounts.models import Account, Provision
from rostra.accounts.rules import account_row, clause_of, subject
from rostra.accounts.states.life import CAPTURED, AccountState, said
from rostra.archive.models import Record, Version
from rostra.archive.queries.profiles import current_profiles, links_of
from rostra.archive.queries.public import PUBLIC, PUBLIC_VERSIONS
from rostra.capture.models import Gap, ListExport, Presence, Schedule, StreamSource
from rostra.capture.queries.consent import is_connected
from rostra.capture.queries.coverage import AccountStanding, standing_of, standings
from rostra.capture.queries.due import followed_accounts, followed_sources, refused_work
from rostra.capture.states import CaptureStatus, Outcome, Work
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.measures import Reading, measure
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.people.rules import may
from rostra.people.states import Function, Right
from rostra.platforms import PLATFORMS
from rostra.platforms.base import AccountUnknown, Act, Cause, PlatformError, RateLimited, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import acts_shown

GRACE = dt.timedelta(seconds=5)  # a break of the stream that is shorter, and replayed, is none
LEAST_BREAK = dt.timedelta(minutes=1)  # a break that is shorter is none, however often is looked: a busy machine is late by so much
REPLAY_TIME = dt.timedelta(minutes=10)  # a stream that has not caught up by then is helped by a difference
BEHIND = (CaptureStatus.NOT_ARCHIVING, CaptureStatus.LATE, CaptureStatus.NEVER)
EMPTY_APART = dt.timedelta(hours=1)  # a list that was empty at two looks so far apart is empty: no server is in such trouble for so long
PROBE_BATCH = 100
PROBE_TRIES = 5  # of a batch that a server fails to answer for: then the next is looked at, lest records behind it be never
PROBE_PAUSE = 20  # seconds between the batches of one round
REPORT_EVERY = 3600
CAMPAIGN_DAYS = 30  # how long after it was posted a campaign link is a finding
REFUSED_AGAIN = 3600.0  # seconds: somebody has to mend it, and not every server that refuses means it
SOON = 5  # seconds: the first try again after a failure lies within

_BEYOND = (
    "The platform gave no more, and no later look brings it. A file of the account's owner brings posts, if it covers the time. "
    "Write on the gap what is lost."
)
_CEILINGS = {Outcome.REFUSED: 300.0, Outcome.UNREACHABLE: 300.0, Outcome.LIMITED: 3600.0, Outcome.FAILED: 3600.0}  # seconds


def may_capture(account: Account) -> Permission:
    """Only an official account is captured: from its approval until it is archived."""
    if account.state in CAPTURED:
        return ALLOWED
    return not_now(f"{account} is {said(account.state)}: only official accounts that are approved and not archived are captured.")


def may_ask_now(account: Account) -> Permission:
    """Only an account that is followed is asked again: to ask one that was stopped would follow it by halves, without its stream."""
    look = standing_of(account)
    standing = look.standing
    if look.lacks_consent and not look.followed and account.state in CAPTURED:
        return not_now(f"{account} is asked with the consent of who holds it alone, and there is none: let them consent first.")
    if standing is CaptureStatus.IMPORT_ONLY:
        return not_now(f"{account} comes in from files: there is no network to ask.")
    if standing is CaptureStatus.STOPPED:
        return not_now(f"Capture of {account} was stopped, so nothing is asked: let it be followed again first.")
    return may_capture(account)


def may_stop(account: Account) -> Permission:
    """Only what is followed can be stopped."""
    if followed_accounts().filter(pk=account.pk).exists():
        return ALLOWED
    return not_now(f"{account} is not followed: there is nothing to stop.")


def may_see_capture(actor: Actor) -> Permission:
    """How capture of every account stands, what the platforms said, and the gaps."""
    return may(actor, Right.READ, Function.CAPTURE)


def may_steer(actor: Actor) -> Permission:
    """Who may connect an account, stop it, ask again, or write a note on a gap."""
    return ALLOWED if actor.is_system else may(actor, Right.WRITE, Function.CAPTURE)


def may_hand_over(actor: Actor, account: Account, act: Act) -> Permission:
    """Who may hand over a list: whoever looks after capture, of an official account, where its records do not show the act themselves."""
    if act in acts_shown(PLATFORMS.get(account.network), connected=is_connected(account)):
        return Permission(f"What {account} does of this kind ({act}) is captured from the network itself: no list is needed.")
    return may_steer(actor) and may_capture(account)


def may_follow(exported: dt.datetime, digest: bytes, last: ListExport | None) -> Permission:
    """Whether an export may be taken in after ``last``, the newest that was: an older one would bring back what has changed since."""
    if last is None or exported > last.exported or (exported == last.exported and digest == bytes(last.digest)):
        return ALLOWED
    return Permission(
        f"This list was taken in as it was at {clock.stamp(last.exported)}; an export of {clock.stamp(exported)} tells nothing newer. "
        "Was it made later? Then say when, with the time of day."
    )


def may_end_so_many(ending: int, held: int, accepted: int | None) -> Permission:
    """Whether an export may end ``ending`` of the ``held`` entries of its list: one that was cut off must not lift thousands of blocks.

    ``accepted``: how many end, said again by somebody who has looked.
    """
    terms = settings.PROFILE.capture
    if ending <= max(terms.always_ending, int(terms.most_ending * held)) or accepted == ending:
        return ALLOWED
    return Permission(
        f"{ending:,} of {held:,} entries would end, more than {terms.most_ending:.0%}. Is the export whole? "
        f"If it is, say again how many end: {ending}."
    )


def outcome_of(error: PlatformError) -> Outcome:
    """What an error of a platform means for the schedule."""
    if isinstance(error, RateLimited):
        return Outcome.LIMITED
    if isinstance(error, Refused | AccountUnknown):
        return Outcome.REFUSED
    return Outcome.UNREACHABLE if isinstance(error, Unreachable) else Outcome.FAILED


def cause_of(error: PlatformError) -> Cause:
    """What an error of a platform means for what is missed meanwhile."""
    if isinstance(error, Unauthorised):
        return Cause.TOKEN
    return Cause.LIMIT if isinstance(error, RateLimited) else Cause.OUTAGE


def back_off(outcome: Outcome, failures: int, *, retry_after: float | None = None) -> float:
    """Seconds until the next try after ``failures`` in a row (1 or more). What was refused is asked again each hour.

    Full jitter (evenly between 0 and a ceiling that doubles), so that many accounts do not come back at the same moment; never before the
    server said.
    """
    if outcome is Outcome.REFUSED:
        return max(retry_after or 0.0, REFUSED_AGAIN) + random.uniform(0, _CEILINGS[outcome])  # noqa: S311 -- so too
    ceiling = min(_CEILINGS[outcome], SOON * 2.0 ** min(failures - 1, 20))
    return max(retry_after or 0.0, 1.0) + random.uniform(0, ceiling)  # noqa: S311 -- spreads load, guards nothing


def back_off_stream(outcome: Outcome, failures: int, *, retry_after: float | None = None) -> float:
    """Seconds until a lost stream is tried again: soon, for every minute is a gap; every hour where it was refused."""
    if outcome is Outcome.REFUSED:
        return REFUSED_AGAIN
    return max(retry_after or 0.0, 0.5) + random.uniform(0, min(60.0, 2.0 ** min(failures - 1, 20)))  # noqa: S311 -- spreads load


def next_due(schedule: Schedule) -> dt.datetime:
    """When work that succeeded is due again: within its interval, at a phase of its own. A round of probes that is not over goes on soon.

    What made many schedules due at one moment, a restart or a first day, does not make them due together again.
    """
    now = clock.now()
    if schedule.work == Work.PROBE and schedule.cursor:
        return now + dt.timedelta(seconds=PROBE_PAUSE)
    interval = _interval(Work(schedule.work))
    return now + dt.timedelta(seconds=interval - (now.timestamp() - _phase(schedule) * interval) % interval)


def due_again(schedule: Schedule, outcome: Outcome, cause: Cause, failures: int, *, retry_after: float | None = None) -> dt.datetime | None:
    """When work that failed is due again: soon; None: not before its holder consents anew, for nothing can be asked without.

    Looks that told nothing tell no more for being hurried.
    """
    if outcome is Outcome.UNTOLD:
        return next_due(schedule)
    if outcome is Outcome.REFUSED and cause is Cause.TOKEN:
        return None
    return clock.now() + dt.timedelta(seconds=back_off(outcome, failures, retry_after=retry_after))


def bearable_break(work: Work) -> dt.timedelta:
    """How long after one look the next may begin for the time between to count as watched: twice the interval, so that one may fail."""
    return max(LEAST_BREAK, dt.timedelta(seconds=2 * _interval(work)))


def _interval(work: Work) -> int:
    """How many seconds lie between two looks."""
    terms = settings.PROFILE.capture
    every = {Work.POLL: terms.poll_every, Work.PROBE: terms.probe_every, Work.SNAPSHOT: terms.snapshot_every, Work.REPORT: REPORT_EVERY}
    return every[work]


def _phase(schedule: Schedule) -> float:
    """Where in its interval a schedule is due, 0 to 1. Multiples of the golden ratio lie evenly spread, however many there are."""
    return schedule.pk * 0.6180339887498949 % 1


@finding_source
def findings() -> Iterator[Finding]:
    """What is out of order in capture."""
    standing = standings()
    yield from _late(standing)
    yield from _stopped(standing)
    yield from _refused()
    yield from _streams_down()
    yield from _gaps_open()
    yield from _gone_from_the_platform()
    yield from _silent()
    yield from _notice_gone()
    yield from _campaign_links()


@waiting
def gaps_waiting(actor: Actor) -> Iterator[Queue]:
    """Gaps that were not fetched and that nobody has explained, for who looks after capture."""
    if may_steer(actor):
        rows = Gap.objects.filter(healed_at__isnull=True, note="").select_related("account__custodian").order_by("starts", "pk")
        yield queue("gaps without a note", f"{reverse('desk:capture')}#gaps", rows, _unexplained)


def _unexplained(row: Gap) -> Waiting:
    reason = "Say on it what happened: it stands on the public coverage page."
    return Waiting(f"Gap: {row.account.name}", reverse("desk:gap", args=[row.pk]), reason, row.starts, owner=row.account.custodian.name)


def _late(standing: Iterable[AccountStanding]) -> Iterator[Finding]:
    for account in standing:
        if account.standing is CaptureStatus.LATE:
            since = clock.stamp(account.last_success) if account.last_success else "never"
            text = f"{account.account} was last checked with success at {since}."
            hint = "Is the worker running, and is the platform reachable? The last error stands on the capture page."
            yield Finding("capture.W001", Level.WARNING, text, hint, subject(account.account))


def _stopped(standing: Iterable[AccountStanding]) -> Iterator[Finding]:
    """One finding, however many: a city that moves to another archive stops them all."""
    stopped = [each.account for each in standing if each.standing is CaptureStatus.STOPPED]
    if stopped:
        names = ", ".join(account.slug for account in stopped)
        text = f"Capture was stopped though the account is in use: {names}. What is posted there now is not kept."
        hint = "Let it be followed again on the capture page, or retire what the city uses no more."
        yield Finding("capture.I001", Level.INFO, text, hint, subject(stopped[0]) if len(stopped) == 1 else "")


def _refused() -> Iterator[Finding]:
    for schedule in refused_work():
        text = f"The platform refuses to {schedule.work} {schedule.account}: {schedule.trouble}"
        again = "It is asked again each hour" if schedule.due else "Nothing more is asked until then"
        hint = f"Mend what it says, then let it try again: rostra capture retry SLUG, or the button on the capture page. {again}."
        yield Finding("capture.W002", Level.ERROR, text, hint, subject(schedule.account))


def _streams_down() -> Iterator[Finding]:
    for source in followed_sources():
        if not is_up(source):
            text = f"The stream of {source.network} from {source.address} is not followed{': ' if source.trouble else '.'}{source.trouble}"
            hint = "It is tried again by itself. If it stays, see whether the worker runs and the server answers."
            yield Finding("capture.W003", Level.WARNING, text, hint, source.address)


def is_up(source: StreamSource) -> bool:
    """Whether the stream is followed now, by its last sign of life."""
    return source.connected is not None and source.alive is not None and clock.now() - source.alive < dt.timedelta(minutes=1)


def _gaps_open() -> Iterator[Finding]:
    """Gaps that are not healed; what no later look brings, until somebody has said so on it."""
    explained = ~Q(beyond="") & ~Q(note="")
    for gap in Gap.objects.filter(healed_at__isnull=True).exclude(explained).select_related("account"):
        until = f"to {clock.stamp(gap.ends)}" if gap.ends else "and it goes on"
        text = f"{gap.account} may have lost something from {clock.stamp(gap.starts)} {until}: {gap.reason}"
        hint = _BEYOND if gap.beyond else "It is closed by itself when the missed time has been fetched."
        yield Finding("capture.W004", Level.WARNING, text, hint, subject(gap.account))


def _gone_from_the_platform() -> Iterator[Finding]:
    """Accounts in use that the network says are not active; those that are closing or lost are expected to be."""
    expected = (AccountState.CLOSING, AccountState.LOST, AccountState.ARCHIVED)
    for presence in Presence.objects.filter(active=False).exclude(account__state__in=expected).select_related("account"):
        text = f"The network says that {presence.account} is “{presence.status}”, seen first at {clock.stamp(presence.since)}."
        hint = "Find out what happened. Report the account as lost, or begin to close it."
        yield Finding("capture.W005", Level.ERROR, text, hint, subject(presence.account), clause_of("custodian"))


def _silent() -> Iterator[Finding]:
    """Accounts in use of which the archive holds no new post: nobody may look after them any more."""
    days = settings.PROFILE.registry.silent_after
    since = clock.now() - dt.timedelta(days=days)
    posted = Record.objects.filter(PUBLIC, official=True, published__gte=since).order_by().values("account").distinct()
    for account in Account.objects.filter(state=AccountState.ACTIVE, registered__lt=since).exclude(pk__in=posted):
        text = f"{account} is in use, and nothing was posted there for {days} days."
        yield Finding("capture.W006", Level.WARNING, text, "Is it still needed? If not, close it.", subject(account), clause_of("purpose"))


@measure("captures-behind-schedule", counts="official accounts whose capture is late", among="official accounts captured as they post")
def captures_behind_schedule() -> Reading:
    """Late, or never checked with success, of those that a network is asked about. Four queries."""
    live = [each for each in standings() if each.standing in (CaptureStatus.ON_TIME, *BEHIND)]
    rows = [account_row(each.account, _last_check(each)) for each in live if each.standing in BEHIND]
    return Reading(len(rows), len(live), tuple(rows))


def _last_check(standing: AccountStanding) -> str:
    return f"last checked {clock.stamp(standing.last_success)}" if standing.last_success else "never checked with success"


@measure("gaps-open", counts="gaps in the capture of official accounts that were not fetched", among="gaps ever noticed")
def gaps_open() -> Reading:
    """Times in which something may have been missed, and was not fetched since. Two queries."""
    still = Gap.objects.filter(healed_at__isnull=True).select_related("account").order_by("-starts", "pk")
    rows = [account_row(gap.account, _span(gap)) for gap in still]
    return Reading(len(rows), Gap.objects.count(), tuple(rows))


def _span(gap: Gap) -> str:
    return f"from {clock.stamp(gap.starts)} {f'to {clock.stamp(gap.ends)}' if gap.ends else 'on'}"


def _notice_gone() -> Iterator[Finding]:
    """Accounts in use whose notice, as it was put on record, does not stand on the profile as it was seen last."""
    rows = Provision.objects.filter(account__state__in=(AccountState.ACTIVE, AccountState.TRANSITION)).order_by("made")
    notices = dict(rows.values_list("account", "notice"))  # the latest of each
    for version in current_profiles().filter(record__account__in=notices):
        account = version.record.account
        if _plain(notices[account.pk]) not in _plain(version.text):
            text = f"The notice of {account} does not stand on its profile, as it was seen {clock.stamp(version.last_seen)}."
            hint = "Put it back; or, if it was changed on purpose, put on record what stands there now (keys)."
            yield Finding("capture.W007", Level.WARNING, text, hint, subject(account), clause_of("records"))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _campaign_links() -> Iterator[Finding]:
    """Official accounts that lead to a campaign: by addresses that the profile lists, never by what is said."""
    patterns = settings.PROFILE.registry.campaign
    if not patterns:
        return
    since = clock.now() - dt.timedelta(days=CAMPAIGN_DAYS)
    own = Version.objects.filter(PUBLIC_VERSIONS, record__official=True, record__same_as__isnull=True)
    posted = own.filter(record__published__gte=since, number=F("record__current"))
    named = Q()
    for pattern in patterns:
        named |= Q(text__icontains=_longest_part(pattern)) | Q(html__icontains=_longest_part(pattern))
    for version in (current_profiles() | posted.select_related("record__account")).filter(named).order_by("record_id"):
        found = [link for link in links_of(version) if is_campaign(link, patterns)]
        if found:
            account = version.record.account
            text = f"{account} leads to a campaign: {found[0][:200]} (record {version.record_id}, version {version.number})."
            hint = "An official account has no campaign links. Capture has kept it: take the link off."
            yield Finding("capture.W008", Level.ERROR, text, hint, subject(account), clause_of("purpose"))


def is_campaign(link: str, patterns: Iterable[str]) -> bool:
    """Whether an address fits a pattern, whatever its scheme, "www." and case."""
    plain = re.sub(r"^\w+://", "", link).removeprefix("www.").casefold().partition("#")[0]
    return any(fnmatchcase(each, pattern.casefold()) for pattern in patterns for each in (plain, plain.rstrip("/") + "/"))


def _longest_part(pattern: str) -> str:
    """The longest part of a pattern without a star: what a text must hold to fit it."""
    return max(pattern.split("*"), key=len).strip("/")
