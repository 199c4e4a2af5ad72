"""Direct messages of X, Facebook, Instagram and Mastodon: read only where they are asked for, and nothing of what cannot be read kept."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.archive.messages import GROUP, RESIDENT, TWO, VENDOR, archive_with, conversation, message
from tests.platforms.mastodon import archives as mastodon
from tests.platforms.meta import exports as meta
from tests.platforms.x.archives import OWNER, pack

from rostra.platforms import EXPORTS
from rostra.platforms.base import Event, Identity, Item, Kind, Mark, Rejected
from rostra.platforms.files.exported import Exported
from rostra.platforms.messages import MOST_PARTIES, SCHEME, parties_in
from rostra.platforms.testing import PlatformContract, faults

SOURCE = replace(meta.SOURCE, seen=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
FRIEND, TOWN = "Renée Räuber", meta.NAME
AT = meta.AT * 1000
FOLDER = f"{meta.FACEBOOK}/messages/inbox/renee_17/"


def read(export: type[Exported], members: dict[str, bytes], told: str = "", cursor: str = "") -> list[Event]:
    return list(export(SOURCE, told, messages=True).take_in(io.BytesIO(pack(members)), cursor))


def messages(events: list[Event]) -> list[Item]:
    return [event for event in events if isinstance(event, Item) and event.kind is Kind.MESSAGE]


def rejected(events: list[Event]) -> list[Rejected]:
    return [event for event in events if isinstance(event, Rejected)]


def from_x(*conversations: Any, **more: Any) -> list[Event]:
    return read(EXPORTS["x"], archive_with(*conversations, **more))


def letter(text: str = "Grüße – hello", sender: str = FRIEND, at: int = AT, **more: Any) -> dict[str, Any]:
    return {"sender_name": sender, "timestamp_ms": at, "content": text, "is_geoblocked_for_viewer": False, **more}


def inbox(*letters: Any, people: tuple[str, ...] = (FRIEND, TOWN)) -> bytes:
    behind = {
        "title": FRIEND,
        "is_still_participant": True,
        "thread_path": "inbox/renee_17",
        "magic_words": [],
        "joinable_mode": {"mode": 1},
    }
    return meta.written({"participants": [{"name": name} for name in people], "messages": list(letters), **behind})


def from_facebook(*letters: Any, people: tuple[str, ...] = (FRIEND, TOWN), **members: bytes) -> list[Event]:
    found = {
        f"{meta.FACEBOOK}/posts/profile_posts_1.json": meta.written([meta.facebook_post()]),
        "profile_information/profile_information.json": meta.facebook_profile(),
        f"{FOLDER}message_1.json": inbox(*letters, people=people), **members,
    }  # fmt: skip
    return read(EXPORTS["facebook"], found, meta.ACCOUNT)


def from_mastodon(*activities: Any) -> list[Event]:
    return read(EXPORTS["mastodon"], mastodon.files(*activities))


class TestContract(PlatformContract):
    def make(self) -> Exported:
        return EXPORTS["x"](SOURCE, messages=True)

    def replay(self, platform: Any) -> Any:
        members = archive_with(conversation(message("11", "Hello"), message("12", "Hello", createdAt="never")))
        return platform.take_in(io.BytesIO(pack(members)), "")


def test_a_message_of_x_says_who_wrote_it_and_who_takes_part() -> None:
    link = {"url": "https://t.co/a", "expanded": "https://e.example/b", "display": "e"}
    written = message("11", "Look at https://t.co/a", urls=[link], mediaUrls=["https://ton.twitter.com/dm/11/55/p.jpg"])
    came, went = messages(from_x(conversation(written, message("12", "Thanks", sender=OWNER))))
    assert came.uri == f"{SCHEME}x:{OWNER}:{TWO}:11"
    assert came.thread == went.thread == f"{SCHEME}x:{OWNER}:{TWO}"
    assert (came.author, went.author.id, came.account) == (Identity(RESIDENT), OWNER, OWNER)
    assert parties_in(came.subject) == (Identity(RESIDENT),)
    assert [(came.text[span.start : span.end], span.href) for span in came.spans] == [("https://t.co/a", "https://e.example/b")]
    assert [medium.ref for medium in came.media] == ["11/55/p.jpg"]


def test_in_a_group_of_x_takes_part_whoever_was_ever_named() -> None:
    joined = {"participantsJoin": {"userIds": [VENDOR, "no number", 5], "initiatingUserId": RESIDENT, "createdAt": "2026"}}
    (found,) = messages(from_x(groups=(conversation(message("13", "Hello", sender="700009"), joined, of=GROUP),)))
    assert {party.id for party in parties_in(found.subject)} == {
        "700009",
        RESIDENT,
        VENDOR,
    }


@pytest.mark.parametrize("name", ["11-p.jpg", "55-p.jpg"])
@pytest.mark.parametrize("folder", ["data/direct_messages_media", "direct_message_group_media"])
def test_a_medium_of_x_is_found_under_the_names_it_has_had(name: str, folder: str) -> None:
    members = archive_with(conversation(message("11", "", mediaUrls=["https://ton.twitter.com/dm/11/55/p.jpg"])))
    platform = EXPORTS["x"](SOURCE, messages=True)
    for event in platform.take_in(io.BytesIO(pack({**members, f"{folder}/{name}": b"picture"})), ""):
        if isinstance(event, Item) and event.kind is Kind.MESSAGE:
            assert b"".join(platform.fetch_media(OWNER, event.media[0].ref)) == b"picture"


def test_a_conversation_longer_than_any_element_may_be_is_read_to_its_end() -> None:
    many = [message(str(1000 + number), "word " * 200) for number in range(2000)]
    assert len(messages(from_x(conversation(*many)))) == 2000


def test_reading_goes_on_where_it_was() -> None:
    members = archive_with(conversation(*(message(str(1000 + number), "Hello") for number in range(2500))))
    events = read(EXPORTS["x"], members)
    marks = [event for event in events if isinstance(event, Mark)]
    for mark in marks:
        rest = read(EXPORTS["x"], members, cursor=mark.cursor)
        assert messages(rest) == messages(events[events.index(mark) :])


def test_a_message_of_meta_is_mended_and_told_from_the_accounts_own_by_names() -> None:
    shown = letter(photos=[{"uri": f"{FOLDER}photos/1.jpg", "creation_timestamp": 1}], share={"link": "https://e.example/x"})
    came, went = messages(from_facebook(shown, letter("Danke", sender=TOWN, at=AT + 5), **{f"{FOLDER}photos/1.jpg": b"p"}))
    assert came.text == "Grüße – hello\nhttps://e.example/x"
    assert (came.author.name, went.author.id) == (FRIEND, meta.ACCOUNT)
    assert came.author == parties_in(came.subject)[0]
    assert came.published == meta.MOMENT
    assert came.uri.startswith(f"{came.thread}:{AT}-")
    assert [medium.ref for medium in came.media] == [f"message:{FOLDER}photos/1.jpg"]


@pytest.mark.parametrize("people", [(FRIEND,), (TOWN, TOWN, FRIEND), (), (FRIEND, "Somebody else")])
def test_where_names_do_not_tell_who_is_the_account_nothing_is_taken(people: tuple[str, ...]) -> None:
    events = from_facebook(letter("zq-secret"), people=people)
    assert messages(events) == []
    assert rejected(events)
    assert "zq-secret" not in repr(rejected(events))


def test_no_post_of_meta_leads_to_a_medium_of_a_message() -> None:
    for uri in (f"message:{FOLDER}photos/1.jpg", f"{FOLDER}photos/1.jpg"):
        post = meta.facebook_post(attachments=meta.attached(meta.photo(uri)))
        members = {f"{meta.FACEBOOK}/posts/profile_posts_1.json": meta.written([post]), f"{FOLDER}photos/1.jpg": b"zq-secret"}
        platform = EXPORTS["facebook"](SOURCE, meta.ACCOUNT, messages=True)
        for event in platform.take_in(io.BytesIO(pack(members)), ""):
            for medium in event.media if isinstance(event, Item) else ():
                with pytest.raises(Exception, match="does not hold it"):
                    b"".join(platform.fetch_media(meta.ACCOUNT, medium.ref))


def test_instagram_keeps_its_messages_in_the_same_way() -> None:
    members = {
        f"{meta.INSTAGRAM}/media/posts_1.json": meta.written([meta.instagram_post()]),
        "personal_information/personal_information/personal_information.json": meta.instagram_profile(),
        f"{meta.INSTAGRAM}/messages/message_requests/renee_17/message_1.json": inbox(letter()),
    }
    (found,) = messages(read(EXPORTS["instagram"], members, meta.ACCOUNT))
    assert found.thread == f"{SCHEME}instagram:{meta.ACCOUNT}:renee_17"


def test_of_mastodon_a_post_for_named_people_is_a_message_and_one_for_followers_is_nothing() -> None:
    tag = {"type": "Mention", "href": mastodon.RESIDENT, "name": "@resident@social.example"}
    direct = mastodon.create("7", "<p>Only you</p>", to=[mastodon.RESIDENT], cc=[], tag=[tag])
    followers = mastodon.create("8", "<p>Followers</p>", to=[mastodon.FOLLOWERS], cc=[mastodon.RESIDENT])
    mixed = {**mastodon.create("9", "<p>Both</p>", to=[mastodon.RESIDENT], cc=[]), "to": [mastodon.PUBLIC]}
    (found,) = messages(from_mastodon(direct, followers, mixed, mastodon.create("10")))
    assert (found.text, found.author.id) == ("Only you", mastodon.ACTOR)
    assert parties_in(found.subject) == (Identity(mastodon.RESIDENT, "resident@social.example"),)
    assert found.uri.startswith(f"{SCHEME}mastodon:")


BY_NETWORK: dict[str, Callable[..., list[Event]]] = {"x": from_x, "facebook": from_facebook, "mastodon": from_mastodon}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = (
    "id",
    "senderId",
    "recipientId",
    "text",
    "createdAt",
    "mediaUrls",
    "urls",
    "sender_name",
    "timestamp_ms",
    "content",
    "photos",
    "to",
)


@pytest.mark.parametrize("network", ["x", "facebook", "mastodon"])
@given(changed=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6), other=JSON)
@hypothesis_settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_message_only_what_is_declared_comes_of_it(network: str, changed: dict[str, Any], other: Any) -> None:
    bare = message("1", "")["messageCreate"]
    given = {
        "x": lambda: (conversation(message("11", "zq-secret") | {"extra": other}, {"messageCreate": {**bare, **changed}}),),
        "facebook": lambda: (letter("zq-secret") | changed, {"any": other}),
        "mastodon": lambda: ({**mastodon.create("7", "zq-secret", to=[mastodon.RESIDENT], cc=[]), **changed},),
    }[network]()  # fmt: skip
    events = BY_NETWORK[network](*given)
    assert [fault for event in events for fault in faults(event, type(event).__name__)] == []
    assert not any("zq-secret" in repr(event) for event in rejected(events))
    for found in messages(events):
        assert found.author.id
        assert found.uri.startswith(f"{found.thread}:")
        assert 0 < len(parties_in(found.subject)) <= MOST_PARTIES


@given(subject=st.text() | JSON.map(json.dumps))
def test_who_takes_part_is_read_from_any_text(subject: str) -> None:
    assert all(isinstance(party, Identity) for party in parties_in(subject))


@pytest.mark.parametrize("broken", [b"", b"window.YTD.direct_messages.part0 = [{", b"window.YTD.direct_messages.part0 = [{}]", b"\xff\xfe"])
def test_a_broken_file_of_messages_spoils_nothing_else(broken: bytes) -> None:
    events = read(EXPORTS["x"], archive_with() | {"data/direct-messages.js": broken})
    assert [event.text for event in events if isinstance(event, Item) and event.kind is Kind.POST] == ["The pool opens."]
    assert rejected(events)


def test_where_too_many_take_part_no_message_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rostra.platforms.x.messages.MOST_PEOPLE", 1)
    (lost,) = rejected(from_x(conversation(message("11", "Hello"))))
    assert "more than 1 people take part" in lost.reason


def test_a_file_with_its_messages_is_another_import_than_without() -> None:
    plain, whole = EXPORTS["x"](SOURCE), EXPORTS["x"](SOURCE, messages=True)
    assert plain.reading != whole.reading
    assert not EXPORTS["bluesky"].holds_messages
