"""Addresses that nobody would type: an answer each, never a failure, on either database."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.portal.conftest import City

HOSTILE = [
    "/search?q=a%00b", "/search.json?q=%00", "/search?after=%00", "/search?q=x&sort=%00", "/search?q=%22%22-*%3A%28%29OR+AND+NOT",
    "/accounts?q=a%00b", "/accounts.json?q=a%00", "/account/a%00b", "/account/a%00.json", "/account/x?year=%00", "/unit/x%00",
    "/official/x%00", "/verify?q=a%00b", "/verify.json?digest=%00", "/media/a%00", "/tlog/tile/0/%00", "/tlog/..%2f..%2fkeys%2flog-key",
    "/record/99999999999999999999", "/record/99999999999999999999.json", "/record/1/v/99999999999999999999",
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.django_db
def test_an_address_that_nobody_would_type_is_answered(address: str, city: City, client: Client) -> None:
    assert client.get(address).status_code in {200, 400, 404, 422}
