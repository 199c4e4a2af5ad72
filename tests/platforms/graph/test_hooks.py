"""What Meta sends by itself, in the shapes in which others recorded it and its references show it; and what others might send."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.graph.server import START

from rostra.platforms.base import Absence, BadSource, Certainty, Method, Source
from rostra.platforms.calls import Ask, Call, Heard, Keys
from rostra.platforms.facebook.hook import FacebookHook
from rostra.platforms.graph.hooks import MetaHook
from rostra.platforms.instagram.hook import InstagramHook
from rostra.platforms.testing import faults
from rostra.platforms.threads.hook import ThreadsHook

PAGE, GRAM, THREAD = "1234567890321", "17841400000000001", "26000000000000001"


SOURCE = Source(Method.STREAM, "", START)
HOOKS = (FacebookHook(), InstagramHook(), ThreadsHook())


def heard(message: object, *hooks: MetaHook) -> tuple[Heard, ...]:
    body = orjson.dumps(message)
    return tuple(each for hook in hooks or HOOKS for each in hook.heard(body, SOURCE))


def challenge(query: dict[str, str], verify: str) -> bytes:
    answer = HOOKS[0].answer(Call(query, {}), Keys("", verify))
    return answer.body if answer else b""


def is_signed(body: bytes, header: str, secret: str) -> bool:
    return HOOKS[0].is_signed(Call({}, {"x-hub-signature-256": header}, body), Keys(secret))


def feed(**value: object) -> dict[str, object]:
    return {"object": "page", "entry": [{"id": PAGE, "time": 1452107182, "changes": [{"field": "feed", "value": value}]}]}


def thread(field: str, **value: object) -> dict[str, object]:
    return {
        "app_id": "123456",
        "topic": "moderate",
        "target_id": "78901",
        "time": 1723226877,
        "subscription_id": "234567",
        "has_uid_field": False,
        "values": {"value": value, "field": field},
    }


# Whether it is Meta


def test_the_address_is_known_as_ours_only_by_the_word_that_was_agreed_on() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "agreed", "hub.challenge": "1158201444"}
    assert challenge(asked, "agreed") == b"1158201444"
    for wrong in (
        {"hub.verify_token": "other"},
        {"hub.verify_token": "ägreed"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "<script>"},
        {"hub.challenge": "1" * 201},
    ):
        assert challenge({**asked, **wrong}, "agreed") == b""
    assert challenge({}, "agreed") == b""
    assert challenge({**asked, "hub.verify_token": ""}, "") == b""


def test_what_meta_signed_is_known_by_the_secret() -> None:
    body = b'{"object":"page"}'
    signed = "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    assert is_signed(body, signed, "secret")
    for wrong in ("", "sha256=", signed[:-1], signed.upper(), signed.removeprefix("sha256="), "sha1=x", "sha256=ä"):
        assert not is_signed(body, wrong, "secret")
    assert not is_signed(body + b" ", signed, "secret")
    assert not is_signed(body, signed, "other")
    assert not is_signed(body, "sha256=" + hmac.new(b"", body, hashlib.sha256).hexdigest(), "")


# Facebook


@pytest.mark.parametrize(
    "value",
    [
        {"item": "status", "verb": "edited", "post_id": f"{PAGE}_949560725137650", "sender_id": 1234567890321, "published": 1},
        {"item": "post", "verb": "edit", "post_id": f"{PAGE}_949560725137650"},
        {
            "item": "comment",
            "verb": "add",
            "comment_id": "900728623356296_900744590021366",
            "post_id": f"{PAGE}_901097836652708",
            "message": "hi",
        },
        {"item": "comment", "verb": "hide", "comment_id": "900728623356296_900744590021366", "post_id": f"{PAGE}_901097836652708"},
        {"item": "comment", "verb": "unhide", "comment_id": "900728623356296_900744590021366"},
        {"item": "video", "verb": "block", "video_id": "900767076685784", "video_flag_reason": 1},
        {"item": "video", "verb": "unblock", "video_id": "900767076685784"},
        {"item": "video", "verb": "mute", "video_id": "900767076685784"},
    ],
)
def test_what_happens_on_a_page_is_a_reason_to_ask(value: dict[str, object]) -> None:
    edited = (f"https://www.facebook.com/{value['post_id']}",) if str(value["verb"]).startswith("edit") else ()
    assert heard(feed(**value)) == (Ask(PAGE, uris=edited, lists=value["verb"] not in ("add", "edit", "edited")),)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ({"item": "post", "post_id": f"{PAGE}_901097836652708", "recipient_id": 1234567890321}, f"{PAGE}_901097836652708"),
        ({"item": "photo", "post_id": f"{PAGE}_900767076685784", "sender_name": "Joe"}, f"{PAGE}_900767076685784"),
        (
            {"item": "comment", "comment_id": "905578656204626_905579239537901", "post_id": f"{PAGE}_905578656204626"},
            "905578656204626_905579239537901",
        ),
    ],
)
def test_what_is_removed_is_gone(value: dict[str, object], number: str) -> None:
    gone, ask = heard(feed(verb="remove", **value))
    assert isinstance(gone, Absence)
    assert (gone.uri, gone.account, gone.certainty) == (f"https://www.facebook.com/{number}", PAGE, Certainty.ASSERTED)
    assert (gone.source, orjson.loads(gone.raw)["field"]) == (SOURCE, "feed")
    assert ask == Ask(PAGE)
    assert list(faults(gone, "absence")) == []


def test_likes_and_other_fields_are_passed_over() -> None:
    assert heard(feed(item="like", verb="remove", post_id=f"{PAGE}_1")) == ()
    assert heard(feed(item="reaction", verb="edit", post_id=f"{PAGE}_1")) == ()
    assert (
        heard({"object": "page", "entry": [{"id": PAGE, "changes": [{"field": "ratings", "value": {"verb": "remove", "post_id": "1"}}]}]})
        == ()
    )
    assert heard(feed(item="post", verb="remove", post_id="../x")) == (Ask(PAGE),)


# Instagram


def test_comments_and_mentions_on_instagram() -> None:
    value = {"id": "17865799348089039", "from": {"id": "5", "username": "a.resident"}, "text": "hi", "media": {"id": "17887498072083520"}}
    listed = {"object": "instagram", "entry": [{"id": GRAM, "time": 1, "changes": [{"field": "comments", "value": value}]}]}
    flat = [{"object": "instagram", "entry": [{"id": GRAM, "time": 1, "field": "mentions", "value": {"media_id": "1", "comment_id": "2"}}]}]
    assert heard(listed) == heard(flat) == (Ask(GRAM),)
    assert heard({"object": "instagram", "entry": [{"id": GRAM, "changes": [{"field": "messages"}]}]}) == ()


# Threads


def test_replies_mentions_and_publications_on_threads() -> None:
    root = {"id": "123456", "owner_id": THREAD, "username": "exampleville"}
    assert heard(thread("replies", id="8901234", username="a", text="Reply", root_post=root)) == (Ask(THREAD),)
    assert heard({**thread("mentions", id="8901234", text="@exampleville"), "target_id": THREAD}) == (Ask(THREAD),)
    assert heard(thread("publish", id="8901234", username="exampleville")) == (Ask("", "exampleville"),)


def test_a_deletion_on_threads() -> None:
    gone, ask = heard(thread("delete", id="8901234", owner={"owner_id": THREAD}, deleted_at="2024-08-07T10:33:16+0000"))
    assert isinstance(gone, Absence)
    assert (gone.uri, gone.account, gone.certainty) == ("https://graph.threads.net/8901234", THREAD, Certainty.ASSERTED)
    assert ask == Ask(THREAD)
    several = thread("delete", id="1", owner={"owner_id": THREAD})
    several["values"] = [several["values"], several["values"]]
    assert len(heard(several)) == 2  # the same is heard once


# What others might send

ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=9)
    | st.sampled_from([PAGE, "page", "instagram", "feed", "remove", "delete", "comment"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "object",
                    "entry",
                    "id",
                    "changes",
                    "field",
                    "value",
                    "values",
                    "verb",
                    "item",
                    "post_id",
                    "comment_id",
                    "owner",
                    "username",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(message=ANY)
def test_any_message(message: object) -> None:
    for found in heard(message) if _fits(message) else ():
        assert list(faults(found, "heard")) == []


@given(body=st.binary(max_size=60))
def test_any_bytes(body: bytes) -> None:
    for hook in HOOKS:
        with suppress(BadSource):
            assert isinstance(hook.heard(body, SOURCE), tuple)
    assert not is_signed(body, "sha256=00", "secret")


def _fits(value: object) -> bool:
    """Whether the writer of JSON takes it: no number of more than 64 bits, no half character."""
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return False
    return True
