"""Who an account of the fediverse is: by webfinger (RFC 7033) from what somebody wrote down to the actor, and back to a handle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from rostra.platforms.base import AccountUnknown, PlatformError, RateLimited
from rostra.platforms.hostile import list_at, maps_in, origin, text_at, web_address
from rostra.platforms.web import Answer, Web, WebRefused

LONGEST_IDENTITY = 255  # characters of an account's address, which is its identity
MAX_DOCUMENT = 1024 * 1024  # bytes
ACTIVITY = "application/activity+json"
NOT_FOUND = 404

_HOST = r"[\w.-]{1,253}(?::[0-9]{1,5})?"
_HANDLE = re.compile(rf"(?:acct:|@)?(?P<user>[\w.-]{{1,100}})@(?P<host>{_HOST})")
_PROFILE = re.compile(rf"/@(?P<user>[\w.-]{{1,100}})(?:@(?P<host>{_HOST}))?(?:/.*)?")


def resource(address: str) -> tuple[str, str]:
    """The host to be asked, and what to ask it for: of ``@user@host``, ``https://host/@user`` or the actor's address.

    Raises AccountUnknown.
    """
    given = address.strip()
    if handle := _HANDLE.fullmatch(given):
        return handle["host"], f"acct:{handle['user']}@{handle['host']}"
    if not web_address(given):
        raise AccountUnknown(f"{address[:200]} is no account of this network: give @user@server, or the address of the profile.")
    parts = urlsplit(given)
    if profile := _PROFILE.fullmatch(parts.path):
        host = profile["host"] or parts.netloc
        return host, f"acct:{profile['user']}@{host}"
    return parts.netloc, given.partition("#")[0]


def account_in(subject: str) -> tuple[str, str]:
    """User and host of an ``acct:`` address; empty where it is none."""
    found = _HANDLE.fullmatch(subject)
    return (found["user"], found["host"]) if found else ("", "")


@dataclass(frozen=True, slots=True)
class Finger:
    """The questions. All raise Unreachable, RateLimited, WebRefused (with the status), Refused."""

    web: Web

    def find(self, address: str) -> str:
        """The actor's address behind what somebody wrote down. Raises AccountUnknown too; a WebRefused says how the server refused."""
        host, asked = resource(address)
        try:
            _, actor = self._asked(f"{self._scheme}://{host}", asked)
        except WebRefused as refused:
            if asked.startswith("acct:") or refused.status not in (400, NOT_FOUND):
                raise
            actor = asked
        return actor

    def name(self, actor: str) -> tuple[str, str]:
        """User and host as the actor's own server has them; where it answers no such question, as the actor itself says.

        Raises AccountUnknown too.
        """
        try:
            subject, found = self._asked(origin(actor), actor)
        except WebRefused as refused:
            if refused.status not in (400, NOT_FOUND):
                raise
            subject, found = self._self_told(actor), actor
        user, host = account_in(subject)
        if not user or found != actor:
            raise AccountUnknown(f"{origin(actor)} does not say which account {actor} is.")
        return user, host

    def proven(self, actor: str, user: str, host: str) -> str:
        """The handle, if its host is the actor's own, or points back to the actor at this moment; else ""."""
        if host.lower() != urlsplit(actor).netloc.lower():
            try:
                _, found = self._asked(f"{self._scheme}://{host}", f"acct:{user}@{host}")
            except RateLimited:
                raise
            except PlatformError:
                return ""
            if found != actor:
                return ""
        return f"{user}@{host}"

    def document(self, address: str) -> Answer:
        """What lies at an address of the network itself."""
        return self.web.get(address, limit=MAX_DOCUMENT, accept=ACTIVITY)

    @property
    def _scheme(self) -> str:
        return "http" if self.web.guard.allow_http else "https"

    def _asked(self, server: str, asked: str) -> tuple[str, str]:
        """What a server says of an account: its ``acct:`` address, and the actor's. Raises AccountUnknown."""
        told = self.web.get(f"{server}/.well-known/webfinger", {"resource": asked}, limit=MAX_DOCUMENT).json()
        links = maps_in(list_at(told, "links"))
        actors = (text_at(link, "href") for link in links if text_at(link, "rel") == "self" and "json" in text_at(link, "type"))
        actor = next(filter(web_address, actors), "")
        if not actor:
            raise AccountUnknown(f"{server} names no account for {asked[:200]}.")
        return text_at(told, "subject"), actor

    def _self_told(self, actor: str) -> str:
        told = self.document(actor).json()
        if text_at(told, "id") != actor:
            raise AccountUnknown(f"{actor} says that it is another.")
        return f"acct:{text_at(told, 'preferredUsername')}@{urlsplit(actor).netloc}"
