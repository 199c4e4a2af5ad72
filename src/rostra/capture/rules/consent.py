"""Who lets the city read an account, when a consent is renewed or asked for again, and which accounts are not archived for want of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from rostra.accounts.models import Account
from rostra.accounts.queries import person_of
from rostra.accounts.queries.custody import stewardships
from rostra.accounts.rules import subject
from rostra.accounts.rules.clauses import clause_of
from rostra.accounts.states.networks import label
from rostra.capture.models import Connection
from rostra.capture.queries.consent import connected, is_connected, networks_asking, unconnected_accounts
from rostra.capture.rules.capturing import may_capture
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.errors import Conflict
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.core.waiting import Queue, Waiting, queue, waiting
from rostra.people.rules import may
from rostra.people.states import Function, Relation, Right
from rostra.platforms import consent_of

RENEWED_AFTER = 0.75  # of a token's life: so that an outage of a day spoils nothing
AGAIN = dt.timedelta(minutes=10)  # a token that was renewed within, and is refused, is refused for good


def may_connect(actor: Actor, account: Account, *, also: Collection[Relation] = ()) -> Permission:
    """Who looks after the account, and who keeps the register; a person, who signs in at the platform themself."""
    if actor.is_system:
        return Permission("Consent is given by a person, who signs in at the platform.")
    if consent_of(account.network) is None:
        return Permission("This network asks nobody for consent: what everybody may read is read.")
    return may(actor, Right.WRITE, Function.REGISTER, also=also) and may_capture(account) and _may_send_to(account.network)


def _may_send_to(network: str) -> Permission:
    """Whether the network knows this installation, or lets it make itself known: else nobody can consent there."""
    told = consent_of(network)
    if (told and told.registers) or network in settings.PLATFORM_APPS:
        return ALLOWED
    return not_now(f"{label(network)} does not know this installation yet: it has to be registered there first, see “Connect an account”.")


def require_consent(account: Account) -> None:
    """Nothing where capture can begin. Raises Conflict where its holder has to consent first."""
    told = consent_of(account.network)
    if told and told.needed and not is_connected(account):
        hint = "who looks after it consents at the platform: “Connection”, on the account’s page"
        raise Conflict(f"{account} cannot be followed before its holder has consented.", hint=hint)


def may_disconnect(actor: Actor, found: Connection | None, *, also: Collection[Relation] = ()) -> Permission:
    """The same people, while there is something to give back."""
    connected_now = ALLOWED if found and found.sealed else not_now("The account is not connected.")
    return may(actor, Right.WRITE, Function.REGISTER, also=also) and connected_now


def renewal_due(expires: dt.datetime | None, *, renewable: bool) -> dt.datetime | None:
    """When a token is renewed; None where it does not end, or cannot be."""
    if expires is None or not renewable:
        return None
    now = clock.now()
    return now + max(dt.timedelta(0), expires - now) * RENEWED_AFTER


def is_given_up(found: Connection) -> bool:
    """Whether a token that is refused was renewed a moment ago: then nobody mends it but the account's holder."""
    return found.renewed is not None and clock.now() - found.renewed < AGAIN


def notice_days(found: Connection) -> int | None:
    """Which notice of the end of a consent is due, by its days before; None for none, and once it has ended."""
    if found.ends is None or found.ends <= clock.now():
        return None
    left = found.ends - clock.now()
    return min((days for days in settings.PROFILE.capture.consent_notices if left <= dt.timedelta(days=days)), default=None)


@finding_source
def consent_findings() -> Iterator[Finding]:
    """W011 not archived for want of a consent, W012 a consent ends soon, W013 a token could not be renewed."""
    for account in unconnected_accounts().exclude(state__in=["approved", "provisioned"]):
        text = f"{account} is not archived: {why_unconnected(account)}"
        hint = "Who looks after it consents at the platform: “Connection”, on the account’s page."
        yield Finding("capture.W011", Level.ERROR, text, hint, subject(account), clause_of("records"))
    for found in connected().filter(Q(ends__isnull=False) | Q(failures__gt=0)):
        if notice_days(found) is not None and found.ends:
            text = f"The consent for {found.account} ends on {in_words(found.ends)}; then it is no longer archived."
            yield Finding("capture.W012", Level.WARNING, text, "Give it again before that day.", subject(found.account))
        if found.failures:
            text = f"The token of {found.account} could not be renewed {found.failures} times: {found.trouble}"
            yield Finding("capture.W013", Level.WARNING, text, "It is tried again by itself.", subject(found.account))


def why_unconnected(account: Account) -> str:
    """What is missing, in a sentence for the public."""
    found = getattr(account, "connection", None)
    if found is None:
        return "nobody has consented at the platform yet."
    return f"the consent given at the platform is in force no more, since {clock.stamp(found.since)}."


@waiting
def consents_waiting(actor: Actor) -> Iterator[Queue]:
    """Accounts that one looks after and that are not archived until one consents, where one can."""
    networks = [network for network in networks_asking() if _may_send_to(network)]
    rows = unconnected_accounts().filter(network__in=networks).order_by("since", "pk")
    if not may(actor, Right.WRITE, Function.REGISTER):
        person = person_of(actor)
        rows = rows.filter(pk__in=stewardships(person.pk).values("account")) if person else rows.none()
    if rows.exists():
        yield queue("accounts to connect", reverse("desk:accounts"), rows, _to_connect)


def _to_connect(account: Account) -> Waiting:
    reason = "It is not archived before its holder consents at the platform."
    return Waiting(
        f"Connect: {account.name}", reverse("desk:connection", args=[account.slug]), reason, account.since, owner=account.custodian.name
    )


def may_ask_holder(actor: Actor, account: Account) -> Permission:
    """Who sends the steward the link: whoever looks after capture, and who keeps the register."""
    if consent_of(account.network) is None:
        return Permission("This network asks nobody for consent.")
    may_ask = may(actor, Right.WRITE, Function.CAPTURE) or may(actor, Right.WRITE, Function.REGISTER)
    return (ALLOWED if actor.is_system else may_ask) and may_capture(account) and _may_send_to(account.network)
