"""Threads in the exports of Instagram: posts and replies, in every form, and every way to be broken."""

from __future__ import annotations

import io
from typing import Any

import pytest
from tests.platforms.meta.exports import (
    ACCOUNT,
    ADDRESS,
    AT,
    DEVICE,
    HANDLE,
    INSTAGRAM,
    MAIL,
    MOMENT,
    NAME,
    SECRETS,
    SOURCE,
    instagram_post,
    instagram_profile,
    items,
    rejected,
    take_in,
    thread,
    threads,
    with_secrets,
    written,
)
from tests.platforms.x.archives import pack

from rostra.platforms.base import BadSource, Event, Identity, Item, Kind, Refused
from rostra.platforms.testing import PlatformContract
from rostra.platforms.threads import ThreadsExport

POSTS = f"{INSTAGRAM}/threads/threads_and_replies.json"
PLACE = f"urn:rostra:export:threads:{ACCOUNT}:post:"


def read(members: dict[str, bytes]) -> list[Event]:
    return take_in(ThreadsExport, members)


class TestContract(PlatformContract):
    def make(self) -> ThreadsExport:
        return ThreadsExport(SOURCE, ACCOUNT)

    def replay(self, platform: Any) -> Any:
        told = [thread(at=AT + number, reply=number % 2 == 0) for number in range(1100)]
        return platform.take_in(io.BytesIO(pack({POSTS: threads(*told, {})})), "")


@pytest.mark.parametrize("place", [POSTS, f"instagram-exampleville-2026-05-04-AbC/{POSTS}", "threads/threads_and_replies.json"])
@pytest.mark.parametrize(("reply", "kind"), [(None, Kind.POST), (False, Kind.POST), (True, Kind.REPLY)])
def test_posts_and_replies(place: str, reply: bool | None, kind: Kind) -> None:
    (item,) = items(read({place: threads(thread(reply=reply))}))
    assert (item.uri, item.kind, item.text, item.published) == (f"{PLACE}{AT}", kind, "Schnee – Räumdienst", MOMENT)
    assert (item.reply_to, item.media) == ("", ())


def test_words_and_time_may_stand_above_the_media() -> None:
    media = [{**medium, "creation_timestamp": AT - 5, "title": ""} for n in "ab" for medium in thread(uri=f"media/posts/{n}.jpg")["media"]]
    (item,) = items(read({POSTS: written([{"media": media, "title": "Schnee – Räumdienst", "creation_timestamp": AT}])}))
    assert (item.uri, item.text) == (f"{PLACE}{AT}", "Schnee – Räumdienst")
    assert [medium.ref for medium in item.media] == ["media/posts/a.jpg", "media/posts/b.jpg"]


@pytest.mark.parametrize(
    ("broken", "kept", "why"),
    [
        (threads({}, thread("good")), ["good"], "element 1: its time is none"),
        (threads({"media": [7, None]}, thread("good")), ["good"], "its time is none"),
        (threads(thread(at=-1), thread("good")), ["good"], "or cannot be"),
        (threads(thread(at=10**30), thread("good")), ["good"], "its time is none"),
        (threads(thread("TEXT"), thread("good")).replace(b'"TEXT"', b"TEXT"), ["good"], "it is not JSON"),
        (threads(thread("TEXT"), thread("good")).replace(b"TEXT", b"\xc3"), ["good"], "it is not JSON"),
        (threads(thread("good"))[:-30], [], "cut off in element 1"),
        (threads(thread("good"))[:-2], ["good"], "neither read nor run"),
        (threads(thread("good")) + b"alert(1)", ["good"], "neither read nor run"),
        (written({"text_post_app_text_posts": [thread("good"), "two"]}), ["good"], "element 2 is no object"),
        (written({"text_post_app_text_app_archived_posts": [thread()]}), [], "in a list that is not known"),
        (b"[" * 2000, [], "element 1 is no object"),
        (b'[{"a":' + b"[" * 2000 + b"]" * 2000 + b"}]", [], "it is not JSON"),
        (b"no", [], "does not begin"),
    ],
)
def test_what_is_broken_is_lost_alone_and_said(broken: bytes, kept: list[str], why: str) -> None:
    events = read({POSTS: broken, f"{INSTAGRAM}/threads/threads_and_replies_2.json": threads(thread("other", AT + 9))})
    assert [item.text for item in items(events)] == [*kept, "other"]
    (lost,) = rejected(events)
    assert why in lost.reason


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({f"{INSTAGRAM}/threads/threads_and_replies.html": b"<html>"}, "in the format JSON"),
        ({f"{INSTAGRAM}/media/posts_1.json": written([instagram_post()])}, "no export of Threads"),
    ],
)
def test_what_holds_no_threads_is_refused(members: dict[str, bytes], why: str) -> None:
    with pytest.raises(BadSource, match=why):
        read(members)


def test_nothing_private_comes_out_and_nothing_of_instagram() -> None:
    person = "personal_information/personal_information/personal_information.json"
    members = {
        POSTS: threads(thread(), {}),
        f"{INSTAGRAM}/media/posts_1.json": written([instagram_post("Instagram")]),
        person: instagram_profile(),
    }
    told = read(with_secrets(members))
    assert [item.author for item in items(told)] == [Identity(ACCOUNT, HANDLE, NAME)]
    assert [secret for secret in (*SECRETS.values(), MAIL, ADDRESS, DEVICE, "44.9") if secret in repr(told)] == []


def test_media_come_from_the_archive() -> None:
    members = {POSTS: threads(thread(uri="media/posts/202311/1.jpg"), thread("none", AT + 1, uri="media/posts/202311/2.jpg"))}
    platform = ThreadsExport(SOURCE, ACCOUNT)
    given = []
    for event in platform.take_in(io.BytesIO(pack({**members, "media/posts/202311/1.jpg": b"a picture"})), ""):
        if isinstance(event, Item) and event.text == "none":
            with pytest.raises(Refused):
                platform.fetch_media(ACCOUNT, event.media[0].ref)
        elif isinstance(event, Item):
            given = list(platform.fetch_media(ACCOUNT, event.media[0].ref))
    assert given == [b"a picture"]
