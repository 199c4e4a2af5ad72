"""What the exports of Meta's networks have in common: what is struck out, what tells posts apart, and that reading goes on anywhere."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.platforms.meta.exports import (
    ACCOUNT,
    ADDRESS,
    AT,
    FACEBOOK,
    INSTAGRAM,
    PRIVATE,
    SEEN,
    SOURCE,
    facebook_comment,
    facebook_post,
    facebook_profile,
    instagram_comment,
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

import rostra.platforms.files.exported
from rostra.platforms import EXPORTS
from rostra.platforms.base import BadSource, Event, Mark, MediaRef
from rostra.platforms.facebook import FacebookExport
from rostra.platforms.instagram import InstagramExport
from rostra.platforms.meta import export
from rostra.platforms.meta.export import MetaExport, medium_at, repaired, struck
from rostra.platforms.threads import ThreadsExport

FACEBOOK_POSTS = f"{FACEBOOK}/posts/your_posts_1.json"
INSTAGRAM_POSTS = f"{INSTAGRAM}/media/posts_1.json"
THREADS_POSTS = f"{INSTAGRAM}/threads/threads_and_replies.json"
ALL: list[type[MetaExport]] = [FacebookExport, InstagramExport, ThreadsExport]


def facebook(*posts: Mapping[str, Any]) -> dict[str, bytes]:
    return {FACEBOOK_POSTS: written(list(posts))}


def test_the_three_are_in_the_tables() -> None:
    for kind in ALL:
        assert EXPORTS[kind.network] is kind
    assert len({kind.reading for kind in ALL}) == 3


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        (b'{"upload_ip": "198.51.100.77", "a": 1}', b'{"upload_ip": null, "a": 1}'),
        (b'{"media_metadata":{"x":[{"upload_ip":"1"},"]}{"]},"title":"t"}', b'{"media_metadata":null,"title":"t"}'),
        (b'{"exif_data" : [ {"a": "\\"}]"} ] , "b": [1]}', b'{"exif_data" : null , "b": [1]}'),
        (b'{"device_id": 7}', b'{"device_id": null}'),
        (b'{"device_id": -7.5e3,"b":2}', b'{"device_id": null,"b":2}'),
        (b'{"text": "\\"upload_ip\\": \\"1\\"", "upload_ip": ""}', b'{"text": "\\"upload_ip\\": \\"1\\"", "upload_ip": null}'),
        (b'{"a": "upload_ip", "b": ["exif_data"]}', b'{"a": "upload_ip", "b": ["exif_data"]}'),
        (b'{"upload_ip": nonsense "198.51.100.77"}', b'{"upload_ip": null "198.51.100.77"}'),
        (b'{"exif_data": [{"upload_ip": "198.51.100.77"', b'{"exif_data": null'),
        (b"{}", b"{}"),
    ],
)
def test_what_is_about_persons_is_struck_out_and_nothing_else(raw: bytes, left: bytes) -> None:
    assert struck(raw) == left
    assert struck(left) == left


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(['"upload_ip": "', "}", "]", "\\"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["media_metadata", "upload_ip", "a", "b"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_striking_out_keeps_everything_else(value: object) -> None:
    for raw in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        assert json.loads(struck(raw.encode())) == _without_persons(value)


def _without_persons(value: object) -> object:
    if isinstance(value, list):
        return [_without_persons(each) for each in value]
    if isinstance(value, dict):
        return {name: None if name in ("media_metadata", "upload_ip") else _without_persons(each) for name, each in value.items()}
    return value


@given(st.text())
def test_what_meta_broke_is_repaired_and_never_broken(text: str) -> None:
    whole = text.encode("utf-8", "replace").decode()
    assert repaired(whole.encode().decode("latin-1")) == whole
    assert repaired(repaired(text)).encode("utf-8", "surrogatepass") or not text


@pytest.mark.parametrize(
    ("uri", "media_type"),
    [
        ("media/posts/1.jpg", "image/jpeg"),
        ("https://scontent.example/1.jpg?a=1", "image/jpeg"),
        ("media/ü.webp", "image/webp"),
        ("media/1.heic", "application/octet-stream"),
        ("file:///etc/passwd", None),
        ("javascript://x/%0aalert(1)", None),
        ("https://a b/1.jpg", None),
        ("../media/1.jpg", None),
        ("media/\n1.jpg", None),
        ("m" * 2001, None),
        ("", None),
    ],
)
def test_a_medium_is_a_member_or_an_address_on_the_web(uri: str, media_type: str | None) -> None:
    found = medium_at(uri, "Pflug")
    assert found == (MediaRef(uri, media_type, "Pflug") if media_type else None)


def test_two_of_the_same_second_remain_two_and_are_the_same_in_the_next_export() -> None:
    one, other, third = facebook_post("one"), facebook_post("other"), facebook_post("third", AT + 1)
    first = items(take_in(FacebookExport, facebook(one, third, other)))
    assert len({item.uri for item in first}) == 3
    later = items(
        take_in(FacebookExport, {f"{FACEBOOK}/posts/your_posts_1.json": written([other]), "posts/your_posts_2.json": written([one, third])})
    )
    assert {item.text: item.uri for item in first} == {item.text: item.uri for item in later}


def test_of_two_of_the_same_second_no_edit_is_guessed() -> None:
    first = items(take_in(FacebookExport, facebook(facebook_post("one"), facebook_post("other"))))
    edited = items(take_in(FacebookExport, facebook(facebook_post("one!"), facebook_post("other"))))
    assert first[0].uri not in {item.uri for item in edited}
    assert first[1].uri == edited[1].uri
    (left,) = items(take_in(FacebookExport, facebook(facebook_post("other"))))
    assert left.uri not in {item.uri for item in first}


def test_the_same_thing_twice_is_one_thing() -> None:
    twice, once = take_in(FacebookExport, facebook(facebook_post(), facebook_post())), take_in(FacebookExport, facebook(facebook_post()))
    assert {item.uri for item in items(twice)} == {item.uri for item in items(once)}


def test_a_post_and_a_comment_of_the_same_second_are_two_things() -> None:
    comments = {f"{FACEBOOK}/comments_and_reactions/comments.json": written({"comments_v2": [facebook_comment()]})}
    post, comment = items(take_in(FacebookExport, {**facebook(facebook_post()), **comments}))
    assert (post.uri, comment.uri) == tuple(f"urn:rostra:export:facebook:{ACCOUNT}:{what}:{AT}" for what in ("post", "comment"))


def test_an_export_with_more_than_can_be_compared_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST", 2)
    events = take_in(FacebookExport, facebook(*(facebook_post(at=AT + number) for number in range(3))))
    assert items(events) == []
    assert "more than 2 posts" in rejected(events)[0].reason


def _read(export: type[MetaExport], packed: bytes) -> list[Event]:
    return list(export(SOURCE, ACCOUNT).take_in(io.BytesIO(packed), ""))


WHOLE: dict[type[MetaExport], dict[str, bytes]] = {
    FacebookExport: {
        **facebook(*(facebook_post(f"{number}", AT + number // 2) for number in range(9))),
        "posts/your_posts_2.json": written([facebook_post(f"{number}", AT + number // 2) for number in range(9, 17)])[:-20],
        f"{FACEBOOK}/comments_and_reactions/comments.json": written(
            {"comments_v2": [facebook_comment(at=AT + number) for number in range(5)]}
        ),
    },
    InstagramExport: {
        INSTAGRAM_POSTS: written([instagram_post(f"{number}", AT + number // 3) for number in range(10)]),
        "media.json": written({"photos": [{"taken_at": "x"}] * 4, "direct": [{"path": "direct/1.jpg"}] * 4}),
        f"{INSTAGRAM}/comments/post_comments_1.json": written([instagram_comment(at=AT + number) for number in range(5)]),
    },
    ThreadsExport: {THREADS_POSTS: threads(*(thread(f"{number}", AT + number // 2) for number in range(10)))},
}


@pytest.mark.parametrize("export", ALL)
def test_reading_goes_on_behind_any_mark(export: type[MetaExport], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostra.platforms.files.exported, "MARK_EVERY", 3)
    members = WHOLE[export]
    whole = take_in(export, members)
    marks = [(at, event) for at, event in enumerate(whole) if isinstance(event, Mark)]
    assert len(marks) > len(members) + 2
    for at, mark in marks:
        assert take_in(export, members, mark.cursor) == whole[at + 1 :]
    with pytest.raises(BadSource, match="not the archive"):
        take_in(export, {**members, "more.txt": b"x"}, marks[0][1].cursor)


@pytest.mark.parametrize("export", ALL)
def test_a_damaged_member_is_lost_alone(export: type[MetaExport]) -> None:
    names = {
        FacebookExport: "posts/your_posts_9.json",
        InstagramExport: "media/posts_9.json",
        ThreadsExport: "threads/threads_and_replies_9.json",
    }
    whole = {FacebookExport: [facebook_post("fifty")], InstagramExport: [instagram_post("fifty")], ThreadsExport: [thread("fifty")]}
    members = {**WHOLE[export], names[export]: written(whole[export])}
    packed = pack(members, zipfile.ZIP_STORED).replace(b"fifty", b"fifth")
    events = _read(export, packed)
    assert "fifth" not in {item.text for item in items(events)}
    assert any("is damaged: Bad CRC" in lost.reason for lost in rejected(events))
    kept = {item.text for item in items(take_in(export, WHOLE[export]))}
    assert kept <= {item.text for item in items(events)}


OPENED = {
    FacebookExport: {FACEBOOK_POSTS, "profile_information/profile_information.json"},
    InstagramExport: {INSTAGRAM_POSTS, "personal_information/personal_information.json"},
    ThreadsExport: {THREADS_POSTS, "personal_information/personal_information.json"},
}


@pytest.mark.parametrize("export", ALL)
def test_nothing_private_is_even_opened(export: type[MetaExport], monkeypatch: pytest.MonkeyPatch) -> None:
    members = with_secrets(
        {
            **facebook(facebook_post()),
            INSTAGRAM_POSTS: written([instagram_post()]),
            THREADS_POSTS: threads(thread()),
            "profile_information/profile_information.json": facebook_profile(),
            "personal_information/personal_information.json": instagram_profile(),
        }
    )
    packed, opened = pack(members), set()
    plain = zipfile.ZipFile.open

    def note(self: zipfile.ZipFile, info: zipfile.ZipInfo, *rest: Any) -> Any:
        opened.add(info.filename)
        return plain(self, info, *rest)

    monkeypatch.setattr(zipfile.ZipFile, "open", note)
    assert len(items(_read(export, packed))) == 1
    assert opened == OPENED[export]


def test_nothing_is_known_before_it_was_received() -> None:
    early = replace(SOURCE, seen=SEEN.replace(year=2020))
    assert "or cannot be" in rejected(take_in(FacebookExport, facebook(facebook_post()), source=early))[0].reason


NAMES = [
    "timestamp", "data", "attachments", "title", "post", "media", "uri", "creation_timestamp", "media_metadata", "external_context",
    "url", "note", "text", "update_timestamp", "description", "string_map_data", "Comment", "value", "text_app_post", "is_reply", "path",
    "taken_at", "caption", "comment", "group",
]  # fmt: skip
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=9)
    | st.sampled_from([AT, "2018-10-16T17:00:00", ADDRESS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=10,
)
PLACES: list[tuple[type[MetaExport], str, str]] = [
    (FacebookExport, FACEBOOK_POSTS, ""),
    (FacebookExport, "posts/your_videos.json", "videos_v2"),
    (FacebookExport, "comments/comments.json", "comments_v2"),
    (InstagramExport, INSTAGRAM_POSTS, ""),
    (InstagramExport, f"{INSTAGRAM}/media/stories.json", "ig_stories"),
    (InstagramExport, f"{INSTAGRAM}/comments/post_comments_1.json", ""),
    (InstagramExport, "media.json", "photos"),
    (ThreadsExport, THREADS_POSTS, "text_post_app_text_posts"),
]


@pytest.mark.parametrize(("export", "place", "of"), PLACES)
@hypothesis_settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING), st.booleans())
def test_whatever_an_element_holds_it_is_taken_or_set_aside(
    export: type[MetaExport], place: str, of: str, element: dict[str, Any], dated: bool
) -> None:
    times = {"timestamp": AT, "creation_timestamp": AT, "taken_at": "2018-10-16T17:00:00"} if dated else {}
    told = [{**element, **times, "media_metadata": PRIVATE}]
    events = take_in(export, {place: json.dumps({of: told} if of else told).encode()})
    taken, lost = items(events), rejected(events)
    in_a_group = place.startswith("comments/") and not taken and not lost
    assert len(taken) + len(lost) + in_a_group == 1
    assert all(item.text[span.start : span.end] == span.href for item in taken for span in item.spans)
    assert b"photo_metadata" not in b"".join(event.raw for event in (*taken, *lost))


@pytest.mark.parametrize("export", ALL)
@hypothesis_settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200) | st.text(alphabet='[]{}",:\\ab1', max_size=80).map(str.encode))
def test_whatever_a_file_holds_it_is_read_or_told(export: type[MetaExport], content: bytes) -> None:
    place = {FacebookExport: FACEBOOK_POSTS, InstagramExport: INSTAGRAM_POSTS, ThreadsExport: THREADS_POSTS}[export]
    person = {"profile_information/profile_information.json": content, "personal_information/personal_information.json": content}
    for raw in (content, b'{"a": [' + content, b"[{" + content + b"}]"):
        events = take_in(export, {place: raw, **person})
        assert isinstance(events[-1], Mark)
        assert items(events) == []
