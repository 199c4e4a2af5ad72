"""What TikTok sends by itself, as its documentation shows it, and what others might send."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.platforms.base import BadSource, Method, Source
from rostra.platforms.calls import Ask, Call, Keys
from rostra.platforms.tiktok.hook import TikTokHook

HOOK, KEYS = TikTokHook(), Keys("secret-of-the-app")
SOURCE = Source(Method.STREAM, "", dt.datetime(2026, 7, 4, tzinfo=dt.UTC))
TOLD = {
    "client_key": "bwo2m45353a6k85", "event": "authorization.removed", "create_time": 1615338610,
    "user_openid": "act.example12345Example12345Example", "content": '{"reason": 1}',
}  # fmt: skip


def signed(body: bytes, at: str = "1633174587") -> str:
    return f"t={at},s={hmac.new(KEYS.signing.encode(), at.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def test_an_account_that_consents_no_more_is_to_be_asked() -> None:
    assert list(HOOK.heard(json.dumps(TOLD).encode(), SOURCE)) == [Ask("act.example12345Example12345Example")]
    for other in ({"event": "video.publish.completed"}, {"user_openid": "../x"}, {"user_openid": 7}):
        assert list(HOOK.heard(json.dumps({**TOLD, **other}).encode(), SOURCE)) == []
    with pytest.raises(BadSource):
        HOOK.heard(b"{", SOURCE)


@pytest.mark.parametrize("wrong", ["", "t=1633174587", signed(b"another"), signed(b"{}").replace("t=1", "t=2"), "t=ä,s=ä"])
def test_only_tiktok_signs(wrong: str) -> None:
    assert HOOK.is_signed(Call({}, {"tiktok-signature": signed(b"{}")}, b"{}"), KEYS)
    assert not HOOK.is_signed(Call({}, {"tiktok-signature": signed(b"{}")}, b"{}"), Keys(""))
    assert not HOOK.is_signed(Call({}, {"tiktok-signature": wrong}, b"{}"), KEYS)


@given(st.binary(max_size=60), st.text(max_size=90))
def test_nobody_else(body: bytes, header: str) -> None:
    assert not HOOK.is_signed(Call({}, {"tiktok-signature": header}, body), KEYS)
