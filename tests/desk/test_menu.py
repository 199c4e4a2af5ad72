"""The menu of the desk, for each role: no group stands there without a place, and the places of cases open."""

from __future__ import annotations

import re

import pytest
from tests.policy.conftest import ROLES, Staff, staff

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
_GROUP = re.compile(r'id="places-\d+">(?P<title>[^<]*)</p>\s*<ul.*?>(?P<places>.*?)</ul>', re.DOTALL)


@pytest.mark.parametrize("who", ROLES)
def test_no_group_is_empty_and_what_stands_under_cases_opens_and_says_what_to_do(who: str, staff: Staff) -> None:
    client = staff.client(who)
    groups = {
        found["title"]: re.findall(r'href="(.*?)"', found["places"]) for found in _GROUP.finditer(client.get("/desk/").content.decode())
    }
    assert all(groups.values()), groups
    assert "Yours" in groups  # else the test could not fail
    for place in groups.get("Cases", []):
        page = client.get(place)
        assert page.status_code == 200, place
        assert place != "/desk/cases" or "Who decides a case adds you to it" in page.content.decode()
