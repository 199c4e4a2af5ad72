"""Exports of Facebook: of Pages and profiles, every form, every way to be broken, and nothing in them that is not public."""

from __future__ import annotations

import io
from typing import Any

import pytest
from tests.platforms.meta.exports import (
    ACCOUNT,
    ADDRESS,
    AT,
    DEVICE,
    FACEBOOK,
    HANDLE,
    MAIL,
    MOMENT,
    NAME,
    PAGE,
    SECRETS,
    SOURCE,
    attached,
    facebook_comment,
    facebook_post,
    facebook_profile,
    instagram_post,
    items,
    photo,
    rejected,
    take_in,
    with_secrets,
    written,
)
from tests.platforms.x.archives import pack

from rostra.platforms.base import BadSource, Evidence, Identity, Item, Kind, Refused, Span
from rostra.platforms.facebook import FacebookExport
from rostra.platforms.testing import PlatformContract

POSTS = f"{PAGE}/posts/profile_posts_1.json"
PLACE = f"urn:rostra:export:facebook:{ACCOUNT}:"


def read(*posts: dict[str, Any]) -> list[Item]:
    return items(take_in(FacebookExport, {POSTS: written(list(posts))}))


class TestContract(PlatformContract):
    def make(self) -> FacebookExport:
        return FacebookExport(SOURCE, ACCOUNT)

    def replay(self, platform: Any) -> Any:
        posts = [facebook_post(at=AT + number) for number in range(1100)]
        shown = facebook_post(at=AT - 1, attachments=attached(photo("posts/media/1.jpg", "Pflug"), photo("https://x.example/a.jpg")))
        linked = facebook_post("", AT - 2, attachments=attached({"external_context": {"url": "https://exampleville.example/"}}))
        members = {
            POSTS: written([*posts, shown, linked, {"timestamp": "never"}]),
            f"{PAGE}/comments_and_reactions/comments.json": written({"comments_v2": [facebook_comment()]}),
        }
        return platform.take_in(io.BytesIO(pack(members)), "")


def test_a_post_is_taken_as_it_was_meant() -> None:
    (item,) = read(facebook_post("Schnee – Räumdienst 👍", edited=AT))
    assert item.text == "Schnee – Räumdienst 👍"
    assert item.uri == f"{PLACE}post:{AT}"
    assert (item.kind, item.account, item.evidence) == (Kind.POST, ACCOUNT, Evidence.OWNER_EXPORT)
    assert item.author == Identity(ACCOUNT)
    assert item.published == MOMENT
    assert rb"Schnee \u00e2\u0080\u0093 R\u00c3\u00a4umdienst" in item.raw


@pytest.mark.parametrize("text", ["plain", "Ã", "naïve", "já é", "日本", "Ã¤ and 👍", ""])
def test_a_text_that_meta_wrote_rightly_stays_as_it_is(text: str) -> None:
    raw = written([facebook_post("TEXT")]).replace(b"TEXT", text.encode())
    (item,) = items(take_in(FacebookExport, {POSTS: raw}))
    assert item.text == text


LAYOUTS = {
    "a Page": POSTS,
    "a Page in a folder of its own": f"facebook-exampleville-2026-05-04/{POSTS}",
    "a Page, packed without its folder": "posts/profile_posts_1.json",
    "a profile today": f"{FACEBOOK}/posts/your_posts__check_ins__photos_and_videos_1.json",
    "a profile of 2022": f"{FACEBOOK}/posts/your_posts_12.json",
    "a profile of 2019": "posts/your_posts_1.json",
    "a profile of 2018": "posts/your_posts.json",
}


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_every_form_gives_the_same_posts(name: str) -> None:
    events = take_in(FacebookExport, {LAYOUTS[name]: written([facebook_post()])})
    (item,), (same,) = items(events), read(facebook_post())
    assert item == same
    assert rejected(events) == []


def test_parts_are_read_in_their_order_and_a_list_with_a_name_too() -> None:
    parts = {f"posts/your_posts_{number}.json": written([facebook_post(f"{number}", AT + number)]) for number in (10, 2, 1)}
    named = {"posts/your_posts.json": written({"status_updates": [facebook_post("old", AT)]})}
    assert {item.text for item in items(take_in(FacebookExport, {**parts, **named}))} == {"old", "1", "2", "10"}
    assert [item.text for item in items(take_in(FacebookExport, parts))] == ["1", "2", "10"]


@pytest.mark.parametrize("place", [f"{PAGE}/comments_and_reactions/comments.json", "comments/comments.json"])
@pytest.mark.parametrize("of", ["comments_v2", "comments"])
def test_own_comments_are_replies_and_those_in_groups_are_left(place: str, of: str) -> None:
    told = [facebook_comment(), facebook_comment("Geheim", AT + 1, group="Neighbors")]
    events = take_in(FacebookExport, {place: written({of: told})})
    (item,) = items(events)
    assert (item.kind, item.text, item.uri, item.reply_to) == (Kind.REPLY, "Danke für den Hinweis", f"{PLACE}comment:{AT}", "")
    assert "Geheim" not in repr(events)


@pytest.mark.parametrize(
    ("place", "of"),
    [(f"{PAGE}/posts/videos.json", "videos_v2"), ("posts/your_videos.json", "videos_v2"), ("photos_and_videos/your_videos.json", "videos")],
)
def test_videos_are_posts(place: str, of: str) -> None:
    video = {
        "uri": "posts/media/videos/1_2.mp4",
        "creation_timestamp": AT,
        "media_metadata": {"video_metadata": {"exif_data": [{"upload_ip": ADDRESS, "upload_timestamp": 0}]}},
        "thumbnail": {"uri": "https://interncache.example/a.jpg"},
        "description": "Räumdienst",
    }
    (item,) = items(take_in(FacebookExport, {place: written({of: [video]})}))
    assert (item.uri, item.text, item.kind) == (f"{PLACE}video:{AT}", "Räumdienst", Kind.POST)
    assert [(medium.ref, medium.media_type) for medium in item.media] == [("posts/media/videos/1_2.mp4", "video/mp4")]
    assert ADDRESS.encode() not in item.raw


def test_a_video_that_a_post_shows_is_taken_once() -> None:
    videos = [
        {"uri": f"posts/media/videos/{number}.mp4", "creation_timestamp": AT + number, "description": f"{number}"} for number in (1, 2)
    ]
    post = facebook_post("Schnee", attachments=attached(photo("posts/media/videos/1.mp4")))
    events = take_in(FacebookExport, {POSTS: written([post]), f"{PAGE}/posts/videos.json": written({"videos_v2": videos})})
    assert [(item.text, [medium.ref for medium in item.media]) for item in items(events)] == [
        ("Schnee", ["posts/media/videos/1.mp4"]),
        ("2", ["posts/media/videos/2.mp4"]),
    ]
    assert rejected(events) == []


def test_a_post_without_words_says_what_it_links_to() -> None:
    link = attached({"external_context": {"url": "https://exampleville.example/snow", "name": "Snow"}})
    bare, worded = read(facebook_post("", attachments=link), facebook_post("Read:", AT + 1, attachments=link))
    assert (bare.text, bare.spans) == ("https://exampleville.example/snow", (Span(0, 33, "https://exampleville.example/snow"),))
    assert (worded.text, worded.spans) == ("Read:", ())
    (evil,) = read(facebook_post("", attachments=attached({"external_context": {"url": "javascript:alert(1)"}})))
    assert (evil.text, evil.spans) == ("", ())


def test_a_note_is_taken_with_its_pictures() -> None:
    note = {"note": {"title": "", "text": "Bürgerbrief", "media": [{"uri": "posts/media/your_posts/9.jpg"}]}}
    (item,) = read(facebook_post("", attachments=attached(note)))
    assert (item.text, [medium.ref for medium in item.media]) == ("Bürgerbrief", ["posts/media/your_posts/9.jpg"])


def test_an_album_is_one_post_with_its_media_and_their_words() -> None:
    uris = [f"{PAGE}/posts/media/Album_x/{number}.jpg" for number in range(2)]
    shown = attached(photo(uris[0], "Pflüge"), photo(uris[1], "Schnee"), photo("https://scontent.example/2.jpg?token=1"), photo(""))
    for folder in ("", "facebook-exampleville/"):
        members = {f"{folder}{POSTS}": written([facebook_post("Schnee", attachments=shown)]), f"{folder}{uris[0]}": b"a picture"}
        platform, seen = FacebookExport(SOURCE, ACCOUNT), False
        for event in platform.take_in(io.BytesIO(pack(members)), ""):
            if isinstance(event, Item):
                seen = True
                assert [(medium.ref, medium.media_type, medium.alt) for medium in event.media] == [
                    (uris[0], "image/jpeg", "Pflüge"),
                    (uris[1], "image/jpeg", ""),
                    ("https://scontent.example/2.jpg?token=1", "image/jpeg", ""),
                ]
                assert b"".join(platform.fetch_media(ACCOUNT, event.media[0].ref)) == b"a picture"
                for missing in event.media[1:]:
                    with pytest.raises(Refused, match="does not hold it"):
                        platform.fetch_media(ACCOUNT, missing.ref)
        assert seen


@pytest.mark.parametrize(
    "ref", [*SECRETS, POSTS, "../etc/passwd", "/etc/passwd", "messages/posts/1.jpg", "posts/1.jpg", "posts/x.html", ""]
)
def test_nothing_but_media_is_given_as_a_medium(ref: str) -> None:
    platform = FacebookExport(SOURCE, ACCOUNT)
    members = with_secrets({POSTS: written([facebook_post()]), "messages/posts/1.jpg": b"secret", "posts/x.html": b"<html>"})
    for event in platform.take_in(io.BytesIO(pack(members)), ""):
        if isinstance(event, Item):
            with pytest.raises(Refused):
                platform.fetch_media(ACCOUNT, ref)


def test_an_edit_is_another_version_of_the_same_post() -> None:
    (old,), (new,) = read(facebook_post("Strasse gesperrt")), read(facebook_post("Straße gesperrt", edited=AT + 60))
    assert old.uri == new.uri
    assert old.sameness != new.sameness
    assert old.revision < new.revision
    (later,) = read(facebook_post("Straße gesperrt!", edited=AT + 61))
    assert new.revision < later.revision


def test_another_folder_or_title_of_the_same_post_makes_no_version() -> None:
    (old,) = read(facebook_post(attachments=attached(photo("posts/media/Album_a/1.jpg"))))
    (new,) = read(facebook_post(attachments=attached(photo(f"{PAGE}/posts/media/Album_b/1.jpg")), title="Exampleville hat etwas geteilt."))
    assert (old.uri, old.sameness) == (new.uri, new.sameness)
    assert old.raw != new.raw


@pytest.mark.parametrize(
    "place", ["profile_information/profile_information.json", "personal_information/profile_information/profile_information.json"]
)
def test_whose_it_is_says_the_export_by_handle_and_a_person_by_number(place: str) -> None:
    members = {POSTS: written([facebook_post()]), place: facebook_profile()}
    platform = FacebookExport(SOURCE, ACCOUNT)
    assert platform.owner(io.BytesIO(pack(members))) == Identity("", HANDLE, NAME)
    assert items(take_in(FacebookExport, members))[0].author == Identity(ACCOUNT, HANDLE, NAME)
    assert platform.owner(io.BytesIO(pack({**members, place: facebook_profile("<b>")}))).handle == ""
    assert platform.owner(io.BytesIO(pack({**members, place: b"{nonsense"}))) == Identity("")
    assert MAIL not in repr(take_in(FacebookExport, members))


BAD: dict[str, tuple[dict[str, bytes], str]] = {
    "nothing in it": ({"index.json": b"{}"}, "no file with posts"),
    "web pages": ({"start_here.html": b"<html>", f"{PAGE}/posts/profile_posts_1.html": b"<html>"}, "in the format JSON"),
    "of Instagram": ({"your_instagram_activity/media/posts_1.json": written([instagram_post()])}, "no export of Facebook"),
    "only its media": ({f"{FACEBOOK}/posts/media/1.jpg": b"x"}, "only one part of it"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_no_export_of_facebook_is_refused(name: str) -> None:
    members, why = BAD[name]
    with pytest.raises(BadSource, match=why):
        take_in(FacebookExport, members)


GOOD = facebook_post("good", AT + 5)


@pytest.mark.parametrize(
    ("broken", "kept", "why"),
    [
        (written([{**facebook_post(), "timestamp": None}, GOOD]), ["good"], "element 1: its time is none"),
        (written([{**facebook_post(), "timestamp": "1700000000"}, GOOD]), ["good"], "its time is none"),
        (written([{**facebook_post(), "timestamp": 0}, GOOD]), ["good"], "or cannot be: 1970"),
        (written([{**facebook_post(), "timestamp": 4_000_000_000}, GOOD]), ["good"], "or cannot be: 2096"),
        (written([{**facebook_post(), "timestamp": 10**18}, GOOD]), ["good"], "its time is none"),
        (written([{**facebook_post(), "timestamp": True}, GOOD]), ["good"], "its time is none"),
        (written([facebook_post(), GOOD]).replace(b"1700000000", b"nonsense"), ["good"], "it is not JSON"),
        (written([facebook_post("TEXT"), GOOD]).replace(b"TEXT", b"\xff"), ["good"], "it is not JSON"),
        (written([facebook_post("TEXT"), GOOD]).replace(b"TEXT", rb"\ud83d"), ["good"], "it is not JSON"),
        (written([GOOD])[:-30], [], "cut off in element 1"),
        (written([GOOD])[:-1], ["good"], "cut off behind element 1"),
        (written([GOOD]) + b"; fetch('https://evil.example')", ["good"], "neither read nor run"),
        (written([GOOD, "two"]), ["good"], "element 2 is no object"),
        (written([GOOD, ["two"]]), ["good"], "element 2 is no object"),
        (written({"drafts": [facebook_post()], "status_updates": [GOOD]}), ["good"], "in a list that is not known: 'drafts'"),
        (written({"posts": {"a": 1}}), [], "does not begin"),
        (b"<html>", [], "does not begin"),
        (b"", [], "does not begin"),
    ],
)
def test_what_is_broken_is_lost_alone_and_said(broken: bytes, kept: list[str], why: str) -> None:
    members = {POSTS: broken, f"{PAGE}/posts/profile_posts_2.json": written([facebook_post("other", AT + 9)])}
    events = take_in(FacebookExport, members)
    assert [item.text for item in items(events)] == [*kept, "other"]
    (lost,) = rejected(events)
    assert why in lost.reason
    assert POSTS in lost.reason


def test_nothing_private_comes_out() -> None:
    shown = attached(photo("posts/media/1.jpg"))
    broken = written([facebook_post(attachments=shown), {**facebook_post(attachments=shown), "timestamp": 0}])
    told = repr(take_in(FacebookExport, with_secrets({POSTS: broken, "profile_information/profile_information.json": facebook_profile()})))
    assert "Räumdienst" in told
    assert [secret for secret in (*SECRETS.values(), MAIL, ADDRESS, DEVICE, "44.9") if secret in told] == []
