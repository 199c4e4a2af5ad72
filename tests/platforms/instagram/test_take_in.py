"""Exports of Instagram: every form since 2018, every way to be broken, and nothing in them that is not public."""

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
    PRIVATE,
    SECRETS,
    SOURCE,
    facebook_post,
    instagram_comment,
    instagram_post,
    instagram_profile,
    items,
    rejected,
    take_in,
    with_secrets,
    written,
)
from tests.platforms.x.archives import pack

from rostra.platforms.base import BadSource, Event, Identity, Item, Kind, Refused
from rostra.platforms.instagram import InstagramExport
from rostra.platforms.testing import PlatformContract

POSTS = f"{INSTAGRAM}/media/posts_1.json"
COMMENTS = f"{INSTAGRAM}/comments/post_comments_1.json"
PLACE = f"urn:rostra:export:instagram:{ACCOUNT}:"
GERMAN = ("Kommentar", "Medieninhaber", "Zeit")
OLD = {"caption": "Räumdienst", "taken_at": "2018-10-16T17:00:00", "location": "Exampleville", "path": "photos/201810/a.jpg"}


def read(members: dict[str, bytes]) -> list[Event]:
    return take_in(InstagramExport, members)


class TestContract(PlatformContract):
    def make(self) -> InstagramExport:
        return InstagramExport(SOURCE, ACCOUNT)

    def replay(self, platform: Any) -> Any:
        members = {
            POSTS: written([instagram_post(at=AT + number) for number in range(1100)]),
            f"{INSTAGRAM}/media/profile_photos.json": written(
                {"ig_profile_picture": [{"uri": "media/profile/1.jpg", "creation_timestamp": AT}]}
            ),
            COMMENTS: written([instagram_comment(), {"string_map_data": "none"}]),
        }
        return platform.take_in(io.BytesIO(pack(members)), "")


LISTS: dict[str, tuple[str, Any, str]] = {  # file, what it holds, address
    "posts": (POSTS, [instagram_post()], "post"),
    "posts in a folder": (f"instagram-exampleville-2026-05-04-AbCdEf/{POSTS}", [instagram_post()], "post"),
    "posts of 2023": (f"{INSTAGRAM}/content/posts_1.json", [instagram_post()], "post"),
    "posts of 2021": ("content/posts_1.json", [instagram_post()], "post"),
    "posts without a number": ("media/posts.json", [instagram_post()], "post"),
    "reels": (f"{INSTAGRAM}/media/reels.json", {"ig_reels_media": [instagram_post()]}, "post"),
    "igtv": (f"{INSTAGRAM}/content/igtv_videos.json", {"ig_igtv_media": [instagram_post()]}, "post"),
    "stories": (f"{INSTAGRAM}/media/stories.json", {"ig_stories": instagram_post()["media"]}, "story"),
    "stories of 2021": ("content/stories.json", {"ig_stories": instagram_post()["media"]}, "story"),
}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_list_gives_its_posts(name: str) -> None:
    place, told, what = LISTS[name]
    events = read({place: written(told)})
    (item,) = items(events)
    assert (item.kind, item.text, item.published) == (Kind.POST, "Schnee – Räumdienst", MOMENT)
    assert item.uri == f"{PLACE}{what}:{AT}"
    assert [(medium.ref, medium.media_type, medium.alt) for medium in item.media] == [("media/posts/202311/1.jpg", "image/jpeg", "")]
    assert rejected(events) == []
    assert ADDRESS.encode() not in item.raw
    assert b'"media_metadata": null' in item.raw


def test_a_carousel_is_one_post_and_keeps_the_words_of_each_picture() -> None:
    media = [{**instagram_post(words, AT - 9 + n, f"media/posts/{n}.jpg")["media"][0]} for n, words in enumerate(["", "Pflüge"])]
    (item,) = items(read({POSTS: written([{"media": media, "title": "Schnee – Räumdienst", "creation_timestamp": AT}])}))
    assert (item.text, item.published) == ("Schnee – Räumdienst", MOMENT)
    assert [(medium.ref, medium.alt) for medium in item.media] == [("media/posts/0.jpg", ""), ("media/posts/1.jpg", "Pflüge")]


def test_a_story_without_words_is_a_post_with_a_picture() -> None:
    (item,) = items(
        read({f"{INSTAGRAM}/media/stories.json": written({"ig_stories": [{"uri": "media/stories/1.mp4", "creation_timestamp": AT}]})})
    )
    assert (item.kind, item.text, [medium.media_type for medium in item.media]) == (Kind.POST, "", ["video/mp4"])


def test_the_export_of_2018_is_read_list_by_list_and_what_was_sent_to_somebody_is_left() -> None:
    told = {
        "stories": [{**OLD, "path": "stories/201810/s.mp4"}],
        "photos": [OLD, {**OLD, "taken_at": "2018-10-17T17:00:00+00:00", "path": "photos/201810/b.jpg"}],
        "direct": [{**OLD, "path": "direct/201810/secret.jpg"}],
        "videos": [{**OLD, "taken_at": "2018-10-18T17:00:00", "path": "videos/201810/c.mp4"}],
        "profile": [{**OLD, "path": "profile/201810/p.jpg", "is_active_profile": True}],
    }
    members = {
        "media.json": written(told),
        "profile.json": written({"username": HANDLE, "name": NAME, "email": MAIL}),
        "photos/201810/a.jpg": b"x",
    }
    events = read(members)
    found = items(events)
    assert sorted((item.uri.removeprefix(PLACE).partition(":")[0], item.kind) for item in found) == [
        ("post", Kind.POST), ("post", Kind.POST), ("post", Kind.POST), ("profile", Kind.PROFILE), ("story", Kind.POST),
    ]  # fmt: skip
    assert {item.published.isoformat() for item in found if item.published} == {f"2018-10-{day}T17:00:00+00:00" for day in (16, 17, 18)}
    assert found[0].author == Identity(ACCOUNT, HANDLE, NAME)
    assert "secret" not in repr(events)
    assert MAIL not in repr(events)


def test_pictures_of_one_second_stay_apart() -> None:
    """Of several pictures each stood alone in old exports, with the words and the time of all."""
    told = {"photos": [{**OLD, "path": f"photos/201810/{name}.jpg"} for name in "abc"]}
    first, later = read({"media.json": written(told)}), read({"media.json": written({**told, "videos": [{**OLD, "path": "videos/d.mp4"}]})})
    assert len({item.uri for item in items(first)}) == 3
    assert {item.uri for item in items(first)} < {item.uri for item in items(later)}


def test_the_pictures_of_the_profile_are_its_versions() -> None:
    told = {"ig_profile_picture": [{"uri": f"media/profile/{n}.jpg", "creation_timestamp": AT + n, "title": ""} for n in (2, 1)]}
    first, second = items(read({f"{INSTAGRAM}/media/profile_photos.json": written(told)}))
    assert (first.kind, first.uri, second.uri) == (Kind.PROFILE, f"{PLACE}profile", f"{PLACE}profile")
    assert first.revision < second.revision


@pytest.mark.parametrize("labels", [("Comment", "Media Owner", "Time"), GERMAN, ("Commentaire", "Propriétaire du média", "Heure")])
@pytest.mark.parametrize("place", [COMMENTS, f"{INSTAGRAM}/comments/reels_comments.json", "comments/post_comments.json"])
def test_own_comments_are_replies_in_every_language(labels: tuple[str, str, str], place: str) -> None:
    (item,) = items(read({place: written([instagram_comment(labels=labels)])}))
    assert (item.kind, item.text, item.published) == (Kind.REPLY, "Danke für den Hinweis", MOMENT)


@pytest.mark.parametrize("of", ["comments_media_comments", "comments_reels_comments"])
def test_comments_stand_in_a_named_list_too(of: str) -> None:
    (item,) = items(read({COMMENTS: written({of: [instagram_comment("")]})}))
    assert (item.text, item.uri) == ("", f"{PLACE}comment:{AT}")


def test_a_label_without_a_time_may_say_so_with_a_zero() -> None:
    told = {"Kommentar": {"href": "", "value": "Danke", "timestamp": 0}, "Zeit": {"href": "", "value": "", "timestamp": AT}}
    (item,) = items(
        read({COMMENTS: written([{"title": "", "string_map_data": {**told, "Medieninhaber": {"value": "x", "timestamp": 0}}}])})
    )
    assert (item.text, item.published) == ("Danke", MOMENT)


def test_which_of_its_values_a_comment_is_is_not_guessed() -> None:
    owner_alone = {"string_map_data": {"Medieninhaber": {"value": "neighbor.town"}, "Zeit": {"timestamp": AT}}}
    nothing = {"string_map_data": {"Zeit": {"timestamp": AT}}}
    newest = {"timestamp": AT, "media": [], "label_values": [{"label": "URL", "value": "x"}]}
    words = {"string_map_data": {"Kommentar": {"value": "Vielen Dank!"}, "Zeit": {"timestamp": AT}}}
    events = read({COMMENTS: written([owner_alone, nothing, newest, words])})
    assert [item.text for item in items(events)] == ["Vielen Dank!"]
    assert [("do not tell" in lost.reason, "form that is known" in lost.reason) for lost in rejected(events)] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "labels", "handle"),
    [
        ("personal_information/personal_information/personal_information.json", ("Username", "Name"), HANDLE),
        ("personal_information/personal_information.json", ("Benutzername", "Name"), HANDLE),
        ("account_information/personal_information.json", ("Nom d’utilisateur", "Nom"), HANDLE),
        ("personal_information/personal_information.json", ("用户名", "名前"), ""),
    ],
)
def test_whose_it_is(place: str, labels: tuple[str, str], handle: str) -> None:
    packed = pack({POSTS: written([instagram_post()]), place: instagram_profile(labels=labels)})
    owner = InstagramExport(SOURCE, ACCOUNT).owner(io.BytesIO(packed))
    assert owner == Identity("", handle, NAME if handle else "")


@pytest.mark.parametrize(
    ("broken", "kept", "why"),
    [
        (written([{"media": []}, instagram_post("good")]), ["good"], "element 1: its time is none"),
        (written([{"media": "none"}, instagram_post("good")]), ["good"], "its time is none"),
        (written([instagram_post(at=0), instagram_post("good")]), ["good"], "or cannot be"),
        (written([instagram_post(at=AT * 1000), instagram_post("good")]), ["good"], "its time is none, or cannot be"),
        (written([instagram_post("TEXT"), instagram_post("good")]).replace(b'"TEXT"', b"nonsense"), ["good"], "it is not JSON"),
        (written([instagram_post("TEXT"), instagram_post("good")]).replace(b"TEXT", b"\xff\xfe"), ["good"], "it is not JSON"),
        (written([instagram_post("good")])[:-20], [], "cut off in element 1"),
        (written([instagram_post("good")])[:-2], ["good"], "cut off behind element 1"),
        (written({"ig_posts": [instagram_post("good")]})[:-1], ["good"], "neither read nor run"),
        (written({"ig_posts": [instagram_post("good")]}) + b"]", ["good"], "neither read nor run"),
        (written([instagram_post("good"), 7]), ["good"], "element 2 is no object"),
        (
            written({"ig_archived": [instagram_post()], "ig_posts": [instagram_post("good")]}),
            ["good"],
            "list that is not known: 'ig_archived'",
        ),
        (written({"ig_posts": "none"}), [], "does not begin"),
        (b"\x00\x01", [], "does not begin"),
    ],
)
def test_what_is_broken_is_lost_alone_and_said(broken: bytes, kept: list[str], why: str) -> None:
    events = read({POSTS: broken, f"{INSTAGRAM}/media/posts_2.json": written([instagram_post("other", AT + 9)])})
    assert [item.text for item in items(events)] == [*kept, "other"]
    (lost,) = rejected(events)
    assert why in lost.reason
    assert POSTS in lost.reason


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({f"{INSTAGRAM}/media/posts_1.html": b"<html>"}, "in the format JSON"),
        ({"posts/your_posts_1.json": written([facebook_post()])}, "no export of Instagram"),
        ({f"{INSTAGRAM}/media/archived_posts.json": b"[]"}, "no file with posts"),
    ],
)
def test_what_is_no_export_of_instagram_is_refused(members: dict[str, bytes], why: str) -> None:
    with pytest.raises(BadSource, match=why):
        read(members)


def test_media_come_from_the_archive_and_nothing_else_does() -> None:
    members = with_secrets({POSTS: written([instagram_post()]), "media/posts/202311/1.jpg": b"a picture"})
    members |= dict.fromkeys(("messages/photos/1.jpg", "direct/photos/1.jpg", "media/posts/note.json"), b"secret")
    platform, given = InstagramExport(SOURCE, ACCOUNT), b""
    for event in platform.take_in(io.BytesIO(pack(members)), ""):
        if isinstance(event, Item):
            given = b"".join(platform.fetch_media(ACCOUNT, event.media[0].ref))
            for ref in (*set(members) - {"media/posts/202311/1.jpg"}, "photos/1.jpg", "../media/posts/202311/1.jpg"):
                with pytest.raises(Refused):
                    platform.fetch_media(ACCOUNT, ref)
    assert given == b"a picture"


def test_nothing_private_comes_out() -> None:
    person = "personal_information/personal_information/personal_information.json"
    told = repr(read(with_secrets({POSTS: written([instagram_post(), {"media_metadata": PRIVATE}]), person: instagram_profile()})))
    assert "Räumdienst" in told
    assert [secret for secret in (*SECRETS.values(), MAIL, ADDRESS, DEVICE, "44.9") if secret in told] == []
