"""On a real Bluesky server: a city account blocks somebody, the city knows within seconds, undoes it, and the network proves it."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from typing import Any

import pytest
from tests.capture.city import PASSWORD, Desk, Portal
from tests.capture.running import until
from tests.pds.server import Account, Pds

pytest_plugins = ["tests.capture.city"]
pytestmark = pytest.mark.pds
CREATED = "2026-07-01T12:00:00.000Z"
GATE = "app.bsky.feed.threadgate"
NUMBERS = itertools.count(1)
SECONDS = 15  # in which a violation must be open, on a machine that is busy with other tests
STAFF = """
import django
from rostra.config.sqlite import use_fixed_sqlite
use_fixed_sqlite()
django.setup()
from rostra.accounts import actions
from rostra.accounts.models import Account
from rostra.accounts.states import Part
from rostra.core.actor import system
from rostra.people.models import Person
from rostra.people.queries import user_by_email
from rostra.people.actions import add_user, grant_role
operator = system("command line")
kim = Person.objects.get(slug="kim-example")
Person.objects.filter(pk=kim.pk).update(email="kim@exampleville.example")
actions.assign_part(Account.objects.get(slug="mayor"), Part.STEWARD, kim, actor=operator)
admin = user_by_email("robin@exampleville.example").as_actor()
made = add_user(kim, email="kim@exampleville.example", password="{password}", actor=admin)
grant_role(made, "social-media-officer", actor=admin)
"""


@pytest.fixture
def desk(portal: Portal) -> Desk:
    """The steward of the mayor's account, signed in."""
    house = portal.house
    house.rostra("people", "unit", "clerk", "City Clerk")
    house.rostra("people", "appoint", "Kim Example", "Social Media Officer", "clerk")
    house.rostra("people", "add", "Robin Example", "robin@exampleville.example", "--administrator", stdin=f"{PASSWORD}\n")
    subprocess.run([sys.executable, "-c", STAFF.format(password=PASSWORD)], env=house.environment, check=True)
    desk = Desk(portal.http)
    desk.sign_in("kim@exampleville.example")
    return desk


@pytest.fixture
def mayor(portal: Portal, pds: Pds) -> Account:
    """The city's account, followed."""
    made = pds.account(f"mayor{next(NUMBERS)}")  # the server goes on from test to test, and the city does not
    portal.house.connect("mayor", made.did)
    until(lambda: portal.house.one("SELECT connected FROM capture_streamsource WHERE connected IS NOT NULL"))
    return made


def rows(portal: Portal) -> list[tuple[Any, ...]]:
    """Act, subject and standing of everything in the register."""
    return portal.house.rows("SELECT act, subject, standing FROM moderation_restriction ORDER BY id")


def seconds_until(portal: Portal, wanted: list[tuple[Any, ...]]) -> float:
    """How long it takes until the register says this."""
    begun = time.monotonic()
    until(lambda: rows(portal) == wanted)
    return time.monotonic() - begun


def app_password(account: Account, name: str) -> str:
    return str(account.call("com.atproto.server.createAppPassword", {"name": name})["password"])


def number_of(portal: Portal, act: str) -> int:
    return int(portal.house.rows(f"SELECT id FROM moderation_restriction WHERE act = '{act}' ORDER BY id DESC")[0][0])


def test_a_block_is_found_undone_and_proven_and_its_history_stays(portal: Portal, pds: Pds, mayor: Account, desk: Desk) -> None:
    resident = pds.account("resident")
    mayor.block(resident.did)
    taken = seconds_until(portal, [("block", resident.did, "open")])
    assert taken < SECONDS
    assert "To be undone" in portal.house.one("SELECT subject FROM core_mail WHERE \"to\" = 'kim@exampleville.example'")
    portal.says("/moderation", "Not undone yet 1")

    number = number_of(portal, "block")
    place = f"/desk/restriction/{number}"
    assert "to be undone" in desk.http.get(place).text
    assert "did not accept" in desk.send(f"{place}/undo", secret="wrong-wrong-wrong")
    assert rows(portal) == [("block", resident.did, "open")]
    secret = app_password(mayor, "to undo a block")
    assert "has undone it" in desk.send(f"{place}/undo", secret=secret)
    seconds_until(portal, [("block", resident.did, "lifted")])
    assert mayor.http.get("/xrpc/com.atproto.repo.listRecords", params={"repo": mayor.did, "collection": "app.bsky.graph.block"}).json()[
        "records"
    ] == []  # fmt: skip
    history = desk.http.get(place).text
    for step in ("Restriction found", "Restriction undoing ordered", "Restriction undone on the network", "Restriction lifted"):
        assert step in history
    portal.says("/moderation", "Not undone yet 0", "Undone in all 1")
    leaked = [row for table in ("core_event", "core_mail", "archive_statement") for row in portal.house.rows(f"SELECT * FROM {table}")]
    assert secret not in repr(leaked)


def test_a_closed_thread_and_a_hidden_reply_are_opened_one_by_one(portal: Portal, pds: Pds, mayor: Account, desk: Desk) -> None:
    resident = pds.account("neighbour")
    post = mayor.post("The budget is out.")
    replies = [resident.reply(text, post) for text in ("Too high.", "Too low.")]
    key = post.uri.rsplit("/", 1)[1]
    gate = {"post": post.uri, "allow": [], "createdAt": CREATED, "hiddenReplies": [reply.uri for reply in replies]}
    mayor.put(GATE, key, gate)
    shut, first, second = ("close-comments", post.uri), ("hide", replies[0].uri), ("hide", replies[1].uri)
    assert seconds_until(portal, [(*each, "open") for each in (shut, first, second)]) < SECONDS
    secret = app_password(mayor, "to open a thread")
    numbers = dict(portal.house.rows("SELECT subject, id FROM moderation_restriction"))
    assert "has undone it" in desk.send(f"/desk/restriction/{numbers[replies[0].uri]}/undo", secret=secret)
    seconds_until(portal, [(*shut, "open"), (*first, "lifted"), (*second, "open")])
    assert "has undone it" in desk.send(f"/desk/restriction/{numbers[post.uri]}/undo", secret=secret)
    seconds_until(portal, [(*shut, "lifted"), (*first, "lifted"), (*second, "open")])
    left = mayor.http.get("/xrpc/com.atproto.repo.getRecord", params={"repo": mayor.did, "collection": GATE, "rkey": key}).json()["value"]
    assert left["hiddenReplies"] == [replies[1].uri]
    assert "allow" not in left
    page = portal.address(replies[0].uri)
    portal.says(page, "Too high.")  # hidden or not, it was kept
