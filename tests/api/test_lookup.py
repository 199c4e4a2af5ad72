"""Is it official? The page, the interface, the signed list and the badge tell the same."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.records import START, make_account, make_log

from rostra.accounts.models import Handle
from rostra.archive.queries.log import log_key
from rostra.config.cli import main

VERIFY = "/api/v1/accounts/verify"
HANDLES = ["parks.exampleville.example", "pаrks.exampleville.example", "exampleville", "old.example", "gone", "12", "parks", "mayor", "new"]
FRONTS = ["", "@", "https://bsky.app/profile/", "http://www.x.com/", "m.x.com/", "https://faceb00k.com/", "https://social.example/@"]


@pytest.fixture
def register(db: None, data_directory: Path) -> None:
    cache.clear()
    make_log()
    parks = make_account("parks")
    Handle.objects.create(account=parks, handle="old.example", first_seen=START, last_seen=START)
    make_account("exampleville-x", network="x", identity="12", handle="exampleville", url="https://x.com/exampleville")
    make_account("gone-x", network="x", identity="13", handle="gone", state="archived", closed=START.date())
    make_account("new-x", network="x", identity="14", handle="new", state="approved")
    make_account("taken-x", network="x", identity="15", handle="taken", state="lost")


@given(st.builds("{}{}{}".format, st.sampled_from(FRONTS), st.sampled_from(HANDLES), st.sampled_from(["", "/", "?a=1", "#b"])) | st.text())
@example("https://x.com/exampleville")
@example("old.example")
@example("Ward 4")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
def test_page_and_interface_give_the_same_answer(register: None, asked: str) -> None:
    client = Client()
    told = client.get(VERIFY, {"url": asked})
    page = client.get("/accounts", {"q": asked}).content.decode()
    words = re.findall(r'data-word="([a-z-]+)"', page)
    if told.status_code == 422:
        assert words == []
        return
    answer = told.json()["answer"]
    assert words == [answer["word"]]
    shown = page.split('<div role="status">')[1].split('id="all"')[0]
    listed = re.findall(r'<p class="answer-account"><a href="/account/([a-z0-9-]+)"', shown)
    assert listed == answer["accounts"] == [account["slug"] for account in told.json()["accounts"]]
    assert shown.count('class="compare"') == len(answer["look_alikes"])
    assert client.get("/accounts.json", {"q": asked}).json()["answer"] == answer


def test_an_account_that_is_only_approved_hides_no_official_one_of_its_name(register: None, client: Client) -> None:
    make_account("mayor", name="Mayor")
    make_account("mayor-x", network="x", identity="16", handle="mayor", name="Mayor", state="approved")
    for asked in ("Mayor", "mayor"):
        told = client.get(VERIFY, {"url": asked}).json()["answer"]
        assert (told["word"], told["accounts"], told["namesakes"]) == ("under-review", ["mayor-x"], ["mayor"])
        assert 'class="answer-called"><a href="/account/mayor"' in client.get("/accounts", {"q": asked}).content.decode()
    assert client.get(VERIFY, {"url": "@mayor"}).json()["answer"]["namesakes"] == []


def test_a_confusable_letter_is_named(register: None, client: Client) -> None:
    told = client.get(VERIFY, {"url": "https://bsky.app/profile/pаrks.exampleville.example"}).json()["answer"]
    assert told["word"] == "not-ours"
    (alike,) = told["look_alikes"]
    assert (alike["account"], alike["network"]) == ("parks", "bluesky")
    assert "CYRILLIC SMALL LETTER A" in alike["letters"]
    assert "CYRILLIC SMALL LETTER A" in client.get("/accounts", {"q": "pаrks.exampleville.example"}).content.decode()


def test_any_site_may_ask_and_keep_the_answer_for_a_minute(register: None, client: Client) -> None:
    response = client.get(VERIFY, {"url": "x.com/gone"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert (response.json()["answer"]["word"], response.json()["answer"]["until"]) == ("yes-until", "2026-03-14")


def test_the_signed_list_is_checked_offline(register: None, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    signed = tmp_path / "official-accounts.note"
    signed.write_bytes(client.get("/.well-known/official-accounts.note").content)
    assert main(["verify", str(signed), "--key", log_key()]) == 0
    told = capsys.readouterr().out
    assert "The list holds" in told
    assert "x · gone · 13 · Gone X · archived, until 2026-03-14" in told
    signed.write_bytes(signed.read_bytes().replace(b'"exampleville"', b'"exampleviile"'))
    assert main(["verify", str(signed), "--key", log_key()]) == 1
    assert "does not hold" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("slug", "words", "word"),
    [
        ("exampleville-x", "Official account", "yes"),
        ("parks", "Official account", "yes"),
        ("gone-x", "no longer official", "yes-until"),
        ("taken-x", "Not in the city’s hands", "yes-until"),
        ("new-x", "Not in use yet", "under-review"),
    ],
)
def test_a_badge_names_itself_runs_nothing_and_leads_to_the_answer(
    slug: str, words: str, word: str, register: None, client: Client
) -> None:
    drawn = client.get(f"/account/{slug}/badge.svg")
    text = drawn.content.decode()
    assert text.startswith("<svg")
    assert re.search(rf'role="img" aria-labelledby="name">\n<title id="name">[^<]*{words}', text)
    assert not re.search(r"<script|href|style|url\(|@import", text)
    assert "sandbox" in drawn["Content-Security-Policy"]
    page = client.get(f"/account/{slug}/badge").content.decode()
    link, image, alt = re.findall(r'<code>&lt;a href="([^"]+)"&gt;&lt;img src="([^"]+)" width="320" height="56" alt="([^"]+)"', page)[0]
    assert "Ask the register" in alt
    answer = client.get("/" + link.partition("//")[2].partition("/")[2]).content.decode()
    assert f'data-word="{word}"' in answer
    assert image.endswith(f"/account/{slug}/badge.svg")
    assert "&lt;a href=" in page


def test_a_hostile_name_stays_text_in_a_badge(register: None, client: Client) -> None:
    make_account("hostile", name='<script>alert(1)</script>"&\u202e', handle="hostile")
    text = client.get("/account/hostile/badge.svg").content.decode()
    assert "<script" not in text
    assert "\u202e" not in text
    copied = unescape(client.get("/account/hostile/badge").content.decode().split("<code>")[1].split("</code>")[0])
    assert "<script" not in copied
    assert copied.count('"') == 10  # the quotes of five attributes and no other
    assert client.get("/account/nobody/badge").status_code == 404
    assert urlencode({"q": "did:plc:hostile"}) in client.get("/account/hostile/badge").content.decode()
