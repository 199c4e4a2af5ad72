"""Connecting an account by its holder's consent: asked for, given at the platform, kept sealed, given back."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from rostra.accounts.models import Account
from rostra.accounts.states.networks import label
from rostra.capture.actions.connect import arrange
from rostra.capture.actions.letters import ask_holder
from rostra.capture.models import Connection, ConsentApp
from rostra.capture.queries.consent import connection_of, consenting, open_sealed, opened, redirect_address, seal, sealed
from rostra.capture.queries.platforms import Connections
from rostra.capture.rules.consent import may_ask_holder, may_connect, may_disconnect, renewal_due
from rostra.capture.states import ConnectionState
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Invalid, Misconfigured
from rostra.people.states import Relation
from rostra.platforms import consent_of
from rostra.platforms.base import PlatformError, Refused
from rostra.platforms.consent import App, Consenting, Tokens
from rostra.platforms.hostile import origin


@dataclass(frozen=True, slots=True)
class Begun:
    """A consent that waits for its holder to come back: where they are sent to, and what their session keeps until then, sealed."""

    url: str
    kept: dict[str, str] = field(repr=False)


@transaction.atomic
def ask_for_consent(account: Account, *, actor: Actor) -> int:
    """Write to who looks after the account where to consent; to how many. Raises Forbidden, Invalid where nobody can be written to."""
    may_ask_holder(actor, account).require()
    count = ask_holder(account)
    if not count:
        raise Invalid({"": "Nobody who looks after it has an address in the roster."}, hint="name a steward, or connect it yourself")
    record_event(actor=actor, action="capture.consent.asked", subject=f"account:{account.slug}", facts={"letters": count})
    return count


def begin_consent(account: Account, *, actor: Actor, also: Collection[Relation] = ()) -> Begun:
    """Where the holder is sent to. Nothing is changed yet. Raises Forbidden, Misconfigured, PlatformError."""
    may_connect(actor, account, also=also).require()
    platform, state = _platform(account), secrets.token_urlsafe(32)
    asked = platform.connecting.ask(app_of(account, platform), account.identity, redirect_address(), state)
    return Begun(asked.url, {"account": account.slug, "state": state, "kept": seal(asked.kept)})


def take_consent(
    account: Account, answer: Mapping[str, str], begun: Mapping[str, str], *, actor: Actor, also: Collection[Relation] = ()
) -> Connection:
    """The holder came back with ``answer``: the tokens are kept, and capture goes on at once, with all that was missed and still is there.

    Raises Forbidden; Refused where they did not consent, or as another account; PlatformError. Then nothing is changed.
    """
    may_connect(actor, account, also=also).require()
    if not secrets.compare_digest(answer.get("state", ""), begun["state"]):
        raise Refused("This answer belongs to no question of yours: begin again.")
    platform = _platform(account)
    tokens = platform.connecting.redeem(app_of(account, platform), account.identity, redirect_address(), answer, open_sealed(begun["kept"]))
    with transaction.atomic():
        found = _kept(account, tokens, actor)
        told = {"scopes": list(tokens.scopes), "ends": clock.stamp(tokens.ends) if tokens.ends else ""}
        record_event(actor=actor, action="capture.account.consented", subject=f"account:{account.slug}", facts=told)
        arrange(account, actor=actor)
    return found


def disconnect(account: Account, *, actor: Actor, also: Collection[Relation] = ()) -> None:
    """Give the consent back, at the platform too where it can be reached; the tokens are gone in any case. Raises Forbidden."""
    found = connection_of(account)
    may_disconnect(actor, found, also=also).require()
    assert found is not None
    told = ""
    try:
        platform = _platform(account)
        platform.connecting.revoke(app_of(account, platform), account.identity, opened(found.sealed))
    except (PlatformError, Misconfigured) as error:
        told = str(error)
    with transaction.atomic():
        now = clock.now()
        Connection.objects.filter(pk=found.pk).update(state=ConnectionState.ENDED, sealed="", due=None, since=now)
        record_event(actor=actor, action="capture.account.disconnected", subject=f"account:{account.slug}", facts={"not_revoked": told})


def app_of(account: Account, platform: Consenting) -> App:
    """This installation as the account's platform knows it: made known to its server now, or registered by hand.

    Raises Misconfigured, PlatformError.
    """
    told = consent_of(account.network)
    if told is None or not told.registers:
        return _registered_by_hand(account.network)
    where = {"network": account.network, "server": origin(account.identity), "redirect": redirect_address()}
    known = ConsentApp.objects.filter(**where).first()
    if known is None:
        app = platform.connecting.register_app(account.identity, f"Records archive of {settings.PROFILE.city.name}", where["redirect"])
        known, _ = ConsentApp.objects.get_or_create(**where, defaults={"client": app.id, "sealed": seal(app.secret)})
    return App(known.client, open_sealed(known.sealed))


def _registered_by_hand(network: str) -> App:
    app: App | None = settings.PLATFORM_APPS.get(network)
    if app is None:
        hint = f"register it there, and add [[platform_app]] with network = {network!r}: docs/how-to/connect-an-account.md"
        raise Misconfigured(f"{label(network)} does not know this installation yet", id="capture.E002", hint=hint)
    return app


def _platform(account: Account) -> Consenting:
    return consenting(account.network, Connections().platform(account.network))


def _kept(account: Account, tokens: Tokens, actor: Actor) -> Connection:
    now = clock.now()
    facts = {
        **kept_tokens(tokens),
        "state": ConnectionState.CONNECTED,
        "granted": now,
        "since": now,
        "renewed": None,
        "by_ref": actor.ref,
        "by_name": actor.name,
    }
    return Connection.objects.update_or_create(account=account, defaults=facts)[0]


def kept_tokens(tokens: Tokens) -> dict[str, object]:
    """The columns of a connection that tokens fill."""
    renewable = tokens.ends is None or (tokens.expires is not None and tokens.expires < tokens.ends)
    return {
        "sealed": sealed(tokens),
        "scopes": list(tokens.scopes),
        "expires": tokens.expires,
        "ends": tokens.ends,
        "due": renewal_due(tokens.expires, renewable=renewable),
        "failures": 0,
        "trouble": "",
    }
