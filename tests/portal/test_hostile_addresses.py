"""Addresses that nobody would type: an answer each, never a failure, on either database."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.portal.conftest import City

HOSTILE = [
    "/search?q=a%00b", "/search.json?q=%00", "/search?after=%00", "/search?q=x&sort=%00", "/search?q=%22%22-*%3A%28%29OR+AND+NOT",
    "/accounts?q=a%00b", "/accounts.json?q=a%00", "/account/a%00b", "/account/a%00.json", "/account/x?year=%00", "/unit/x%00",
    "/official/x%00", "/verify?q=a%00b", "/verify.json?digest=%00", "/media/a%00", "/tlog/tile/0/%00", "/tlog/..%2f..%2fkeys%2flog-key",
    "/record/99999999999999999999", "/record/99999999999999999999.json", "/record/1/v/99999999999999999999",
]  # fmt: skip


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\\u00[01]")
QUESTIONS = [
    *("/accounts?q=", "/accounts?find=", "/coverage?find=", "/coverage/gaps?find=", "/verify?q=", "/search?q=", "/search.json?q="),
    *("/accounts.json?q=", "/accounts.json?find=", "/api/v1/accounts/verify?url="),
]


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.django_db
def test_an_address_that_nobody_would_type_is_answered(address: str, city: City, client: Client) -> None:
    assert client.get(address).status_code in {200, 400, 404, 422}


@pytest.mark.parametrize("address", QUESTIONS)
@pytest.mark.django_db
def test_what_nobody_sees_is_a_blank_in_what_is_asked_for_and_in_no_answer(address: str, city: City, client: Client) -> None:
    answers = [client.get(f"{address}{asked}") for asked in ("mayor%00%01%C2%85", "mayor+++")]
    told = [re.sub(r'"as_of":"[^"]*"', "", answer.content.decode()) for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert not CONTROLS.search(told[0])
    assert told[0] == told[1]


@pytest.mark.django_db
def test_lines_that_are_pasted_stay_lines(city: City, client: Client) -> None:
    assert "one\n\ttwo" in client.get("/verify?q=one%0A%09two").content.decode()
