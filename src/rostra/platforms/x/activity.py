"""What X sends by itself when something happens (X Activity API): its events as ours, and whether it was X that sent them. Pure.

Posts by an account and their deletion, direct replies, and whom it blocks and mutes. Edits are not told, and protected accounts not at all.
Source: docs.x.com, "X Activity API event payload examples" and "Webhooks: Quickstart".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from rostra.platforms.base import Absence, Act, BadSource, Certainty, Event, Rejected, Source
from rostra.platforms.calls import Call, Heard, Hook, Keys, Reply
from rostra.platforms.hostile import text_at
from rostra.platforms.lists.parse import BadEntry, ListOf
from rostra.platforms.parts import Part, Unfit, member, whole
from rostra.platforms.x.addresses import is_id, post_uri, revision_at
from rostra.platforms.x.answers import own_post, posts_in, reply
from rostra.platforms.x.people import entry, identity


@dataclass(frozen=True, slots=True)
class _Told:
    """One event: the account that it is about, its kind, and what is in it."""

    account: str
    kind: str
    part: Part
    source: Source

    def payload(self, *names: str) -> Part:
        """A part of what it tells. Raises Unfit where that is not there."""
        found: Part | None = self.part
        for name in ("payload", *names):
            found = member(found, name) if found else None
        if found is None:
            raise Unfit(f"An event {self.kind} that does not tell what it should")
        return found


class XHook(Hook):
    """X’s calls, all to one address: signed with the app’s consumer secret, with which X is answered each hour that the address is ours."""

    by_hand: ClassVar[str] = "Nothing: with the app’s bearer token X is asked to call the address, and to tell of each account."

    def answer(self, call: Call, keys: Keys) -> Reply | None:
        """See ``Hook.answer``: X asks with ``crc_token``."""
        token = call.query.get("crc_token", "")
        if not token or not keys.signing:
            return None
        told = {"response_token": _signature(token.encode("utf-8", "replace"), keys.signing)}
        return Reply(json.dumps(told).encode(), "application/json")

    def is_signed(self, call: Call, keys: Keys) -> bool:
        """See ``Hook.is_signed``."""
        told = call.headers.get("x-twitter-webhooks-signature", "").encode("utf-8", "replace")
        return bool(keys.signing) and hmac.compare_digest(_signature(call.body, keys.signing).encode(), told)

    def heard(self, body: bytes, source: Source) -> Iterable[Heard]:
        """See ``Hook.heard``: nothing of a kind that is not taken; Rejected where an event contradicts itself."""
        try:
            told = member(whole(body), "data")
        except ValueError:
            raise BadSource("X sent something that is not JSON.") from None
        kind, account = text_at(told and told.value, "event_type"), text_at(told and told.value, "filter", "user_id")
        if told is None or kind not in _KINDS:
            return []
        try:
            return [_read(_Told(account, kind, told, source))]
        except (Unfit, BadEntry) as error:
            return [Rejected(0, f"{error}.", body)]


def _signature(message: bytes, secret: str) -> str:
    return "sha256=" + base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()


def _read(told: _Told) -> Event:
    if not is_id(told.account):
        raise Unfit("An event that is about no account")
    return _KINDS[told.kind](told)


def _posted(told: _Told) -> Event:
    [post] = _post(told)
    return own_post(post, told.account, told.source)


def _replied(told: _Told) -> Event:
    [post] = _post(told)
    if text_at(post.value, "data", "in_reply_to_user_id") != told.account:
        raise Unfit("A reply that is to somebody else")
    return reply(post, told.account, told.source)


def _post(told: _Told) -> list[Part]:
    told.payload()
    found = posts_in(told.part, "payload")
    if len(found) != 1:
        raise Unfit("An event that tells of no post, or of several")
    return found


def _deleted(told: _Told) -> Event:
    """X names the version that was deleted. Of an edited post that is not the first: then ``probe`` finds that the post is gone."""
    payload = told.payload()
    number = text_at(payload.value, "id")
    if not is_id(number) or text_at(payload.value, "author_id") != told.account:
        raise Unfit("A deletion by somebody else, or of nothing")
    return Absence(
        post_uri(number), told.account, Certainty.ASSERTED, told.source, "X says that it was deleted.",
        revision=revision_at(told.source.seen), raw=told.part.raw,
    )  # fmt: skip


def _listed(act: Act, *, ended: bool) -> Callable[[_Told], Event]:
    def read(told: _Told) -> Event:
        whose, whom = identity(told.payload("source", "data").value), told.payload("target", "data")
        if whose.id != told.account:
            raise Unfit("What somebody else does")
        item = entry(whom, ListOf("x", told.account, act, whose.handle), told.source)
        if not ended:
            return item
        reason = f"X says that the {act.value} was ended."
        return Absence(item.uri, told.account, Certainty.ASSERTED, told.source, reason, revision=item.revision, raw=told.part.raw)

    return read


_KINDS: Final[Mapping[str, Callable[[_Told], Event]]] = {
    "post.create": _posted,
    "post.delete": _deleted,
    "post.reply.create": _replied,
    "block.block": _listed(Act.BLOCK, ended=False),
    "block.unblock": _listed(Act.BLOCK, ended=True),
    "mute.mute": _listed(Act.MUTE, ended=False),
    "mute.unmute": _listed(Act.MUTE, ended=True),
}
TOLD: Final = tuple(_KINDS)  # the kinds of events that are taken
