"""Moderators at work: what the public says, what is recorded about it, and what the network shows."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import libipld
from tests import rolls
from tests.moderation.conftest import RESIDENT, Network

from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.archive.models import Record, Version
from rostra.core import clock
from rostra.core.actor import Actor, system
from rostra.moderation.actions.acts import move_act, record_act
from rostra.moderation.actions.notices import Way, give_notice
from rostra.moderation.models import ModerationAct
from rostra.moderation.rules.acts import NewAct
from rostra.moderation.states.appeals import Route
from rostra.people.models import User
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.platforms.base import Act, Evidence, Identity, Item, Kind, Method, Source
from rostra.platforms.bluesky import parse

_revisions = itertools.count()


def actor(role: Role, slug: str = "") -> Actor:
    """Somebody who holds this role; the same person when asked again."""
    slug = slug or f"the-{role.value}"
    found = User.objects.filter(person__slug=slug).first()
    return (found or rolls.user(slug, role)).as_actor()


def comment(network: Network, text: str = "CHEAP PILLS", key: str = "r1", *, post: str = "", author: str = RESIDENT) -> Version:
    """What a resident says to the account; captured."""
    uri = f"at://{author}/app.bsky.feed.post/{key}"
    raw = libipld.encode_dag_cbor({"$type": parse.POST, "text": text})
    source = Source(Method.STREAM, "wss://pds.exampleville.example/stream", clock.now())
    said = Item(
        uri, Kind.REPLY, network.account.identity, Identity(author, "loud.voice.example"), raw, parse.MEDIA_TYPE, source,
        Evidence.PLATFORM_API, published=clock.now(), text=text, thread=post, reply_to=post,
    )  # fmt: skip
    take_in([Captured(said)], accounts={network.account.identity: network.account}, actor=system("test"))
    record = Record.objects.get(uri=uri)
    return Version.objects.select_related("record__account").get(record=record, number=record.current)


def new_act(version: Version | None, **changes: object) -> NewAct:
    """What is said of an act: spam, unless told otherwise."""
    told = NewAct(
        Act.HIDE, "spam", "The same text on forty posts.", neutral=True, review_on=city_day() + dt.timedelta(days=90), version=version
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def threat(version: Version | None, **changes: object) -> NewAct:
    """An act on a ground that needs a second reviewer."""
    return new_act(version, **{"ground": "true-threat", "met": "He says where and when.", **changes})


def hide(network: Network, *uris: str) -> None:
    """The gate of the account's first post hides these, as the network shows it from now on."""
    post = f"at://{network.account.identity}/app.bsky.feed.post/p1"
    network.show(parse.THREAD_GATE, {"post": post, "hiddenReplies": list(uris)}, key="p1", revision=f"3{next(_revisions):06}")


def close(network: Network, post: str) -> None:
    """Nobody may reply to a post any more."""
    network.show(parse.THREAD_GATE, {"post": post, "allow": []}, key=post.rpartition("/")[2])


def applied(network: Network, new: NewAct | None = None, *, moderator: Actor | None = None, reviewer: Actor | None = None) -> ModerationAct:
    """An act that was recorded, reviewed where it must be, and applied by a word."""
    moderator = moderator or actor(Role.MODERATOR)
    act = record_act(new or new_act(comment(network)), actor=moderator)
    if not act.alone and not act.emergency:
        act = move_act(act, "approve", actor=reviewer or actor(Role.SOCIAL_MEDIA_OFFICER), reason="The test is met.")
    return move_act(act, "apply", actor=moderator) if act.state == "approved" else act


def noticed(network: Network, new: NewAct | None = None, **who: Actor) -> ModerationAct:
    """An act whose speaker was told."""
    act = applied(network, new, **who)
    give_notice(act, Way(Route.BY_HAND), actor=actor(Role.MODERATOR))
    act.refresh_from_db()
    return act
