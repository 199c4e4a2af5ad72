"""Reads for residents who ask: their inquiry, who showed its code, and, after the proof alone, what is against them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from rostra.archive.models import Record, Version
from rostra.archive.queries.public import PUBLIC_VERSIONS
from rostra.core import clock
from rostra.moderation.models import Inquiry, Restriction
from rostra.moderation.queries.register import restrictions
from rostra.people.states.codes import printed
from rostra.platforms.base import Act, Evidence, Identity, Method

HOUR = dt.timedelta(hours=1)
LEASE = dt.timedelta(minutes=5)  # after which another worker looks
LIVE = (Method.STREAM.value, Method.POLL.value, Method.PROBE.value)  # not a file that somebody took in
FROM_THE_NETWORK = (Evidence.AUTHOR_SIGNED.value, Evidence.PLATFORM_SIGNED.value, Evidence.PLATFORM_API.value)
OF_PERSONS = frozenset({Act.BLOCK.value, Act.RESTRICT.value, Act.MUTE.value})  # their subject is an identity
OF_TEXTS = frozenset({Act.HIDE.value, Act.REMOVE.value})  # their subject is the address of what somebody said


def digest_of_ticket(ticket: str) -> str:
    """What is kept of a ticket."""
    return salted_hmac("rostra.moderation.inquiry", ticket, algorithm="sha256").hexdigest()


def inquiry_of(ticket: str) -> Inquiry | None:
    """The inquiry that this ticket opens, if it is still there. One query, whatever the ticket."""
    return Inquiry.objects.filter(ticket=digest_of_ticket(ticket)).first()


def begun_within_the_hour() -> int:
    """How many inquiries were begun lately, by anybody."""
    return Inquiry.objects.filter(made__gt=clock.now() - HOUR).count()


def waiting() -> QuerySet[Inquiry]:
    """Those for which we are to look at the network, the longest waiting first."""
    now = clock.now()
    free = Q(claimed__isnull=True) | Q(claimed__lt=now - LEASE)
    return Inquiry.objects.filter(free, asked__isnull=False, looked__isnull=True, expires__gt=now).order_by("asked", "pk")


def last_version() -> int:
    """The latest version in the archive."""
    return Version.objects.aggregate(last=Max("pk"))["last"] or 0


def authors_who_showed(inquiry: Inquiry) -> set[Identity]:
    """Who said the code in a reply to an account of the city since the inquiry began, as it was captured from the network itself.

    It is sought by the code, among what came in since: so the search takes as long for one handle as for another.
    """
    lately = Version.objects.filter(PUBLIC_VERSIONS, pk__gt=inquiry.after, record__official=False, record__account__network=inquiry.network)
    told = lately.filter(text__icontains=printed(inquiry.code), method__in=LIVE, evidence__in=FROM_THE_NETWORK)
    return {Identity(id_, handle.lower()) for id_, handle in told.values_list("record__author_id", "record__author_handle")}


def restrictions_against(network: str, identity: str, handle: str = "") -> list[Restriction]:
    """What accounts of the city on this network did against this identity, or against what it said there; what stands comes first.

    ``handle``: what it is called now, for lists that name people by their handles alone, as Mastodon's exports do. To be asked only for an
    identity that is proven, with the handle that was proven.
    """
    written = Record.objects.filter(uri=OuterRef("subject"), author_id=identity, official=False)
    named = Q(act__in=OF_PERSONS, subject=identity)
    if handle:
        named |= Q(act__in=OF_PERSONS, subject__iexact=handle)
    said = Q(act__in=OF_TEXTS) & (Q(subject__contains=f"//{identity}/") | Q(is_theirs=True))
    found = restrictions().annotate(is_theirs=Exists(written)).filter(named | said, account__network=network)
    mine = [row for row in found if row.act in OF_PERSONS or row.is_theirs or is_by(row.subject, identity)]
    return sorted(mine, key=lambda row: (row.ended is not None, -row.begun.timestamp()))


def is_by(address: str, identity: str) -> bool:
    """Whether an address names this identity as its authority, exactly: a database may compare without regard to case."""
    return address.partition("//")[2].partition("/")[0] == identity
