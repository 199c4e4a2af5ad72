"""Every page answers, in a fixed number of queries, with the words that it must use."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.portal.conftest import City
from tests.records import START, make_account, make_gone, make_medium, make_record, publish_log

from rostra.accounts.models import Account
from rostra.archive.actions.batch import FetchedMedium
from rostra.archive.models import Record, Version
from rostra.capture.models import Gap
from rostra.capture.queries.platforms import asks_first
from rostra.config.cli import main
from rostra.platforms import PLATFORMS
from rostra.platforms.base import Certainty, MediaRef
from rostra.search.actions import follow

PLATFORM_ROW = (
    r'<tr><th scope="row"><a href="[^"]*/([\w-]+)">[^<]*</a></th><td[^>]*>[^<]*</td><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>'
    r"<td[^>]*>([^<]*)</td></tr>"
)
TEXTS = ["how-it-works", "accessibility", "verify"]


def body(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(answer.content.decode().split())


def table(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def of(name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=args)


@pytest.mark.parametrize("name", TEXTS)
def test_a_page_of_text_asks_the_database_nothing(
    name: str, city: City, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert "<h1>" in body(client, of(name))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_record_takes_six_queries_however_many_versions_and_replies(
    rows: int, db: None, data_directory: object, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account = make_account()
    record = make_record(account, "First")
    for number in range(1, rows):
        make_record(account, f"Text {number}", uri=record.uri, revision=str(number))
        make_record(account, f"Reply {number}", thread=record.uri, reply_to=record.uri)
    publish_log()
    with django_assert_num_queries(6):
        assert f"Text {rows - 1}" in body(client, of("record", record.pk)) or rows == 1


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "args", "queries"),
    [
        ("home", (), 8),
        ("search", (), 7),
        ("account", ("mayor",), 17),
        ("account-coverage", ("mayor",), 11),
        ("coverage-month", ("2026-03",), 9),
        ("directory", (), 2),
        ("badge", ("mayor",), 1),
        ("profile", ("mayor",), 2),
        ("coverage", (), 13),
        ("gaps", (), 4),
        ("platforms", (), 1),
        ("platform", ("bluesky",), 10),
        ("unit", ("city-hall",), 6),
        ("official", ("ida-quill",), 5),
    ],
)
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(
    rows: int,
    name: str,
    args: tuple[str, ...],
    queries: int,
    db: None,
    data_directory: object,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    account = make_account()
    for number in range(rows):
        make_record(account, f"Post {number}")
        make_account(f"other-{number}")
    while follow():
        pass
    publish_log()
    follow()
    with django_assert_num_queries(queries):
        body(client, of(name, *args))


def test_home_counts_what_is_kept_and_what_became_of_it(city: City, client: Client) -> None:
    page = body(client, of("home"))
    figures = re.findall(r"<dt>([^<]+)</dt><dd><a [^>]+>([^<]+)</a>", page)
    assert dict(figures)["Posts kept"] == "6"
    assert dict(figures)["Edited after posting"] == "1"
    assert dict(figures)["Removed from the platform"] == "1"
    assert "Last check of a platform" in page


def test_an_empty_archive_says_what_happens_next(db: None, client: Client) -> None:
    assert "Capture starts when staff connect the first account." in body(client, of("home"))
    assert "There are no posts in the archive yet." in body(client, of("search"))
    assert "No account is on the list yet" in body(client, of("directory"))
    assert "No platform was checked yet." in body(client, of("coverage"))


def test_an_observed_removal_is_told_as_an_interval(city: City, client: Client) -> None:
    page = re.sub(r"<[^>]+>", "", body(client, of("record", city.gone.pk)))
    page = " ".join(page.split())
    assert "Removed from the platform; our check found it gone at March 14, 2026, 9:50 a.m. CDT (2026-03-14 14:50:00 UTC)" in page
    assert "Last seen there at March 14, 2026, 9:30 a.m. CDT" in page
    assert "deleted by" not in page
    assert "A much alike post followed 8 minutes later" in page


def test_an_asserted_removal_names_the_platform_as_its_source(db: None, data_directory: object, client: Client) -> None:
    record = make_record()
    make_gone(record, at=START + dt.timedelta(days=1), certainty=Certainty.ASSERTED)
    assert "Removed from the platform; the platform said so at" in body(client, of("record", record.pk))


def test_an_edit_shows_every_version_and_what_changed_in_words(city: City, client: Client) -> None:
    page = body(client, of("record", city.edited.pk))
    assert '<del><span class="usa-sr-only"> [removed: </span>Tuesday<span class="usa-sr-only"> end removed] </span></del>' in page
    assert '<ins><span class="usa-sr-only"> [added: </span>Wednesday' in page
    first = body(client, of("version", city.edited.pk, 1))
    assert "The library opens on Tuesday at 10." in first
    assert "Version 1 of 2, not the newest" in first


def test_a_version_or_record_that_is_not_there_is_404_with_a_search(city: City, client: Client) -> None:
    for address in (
        of("record", 7),
        of("record", 10**23),
        of("version", city.post.pk, 10**23),
        of("version", city.post.pk, 9),
        "/nowhere",
        of("account", "nobody"),
        of("official", "nobody"),
    ):
        assert "There is nothing at this address" in body(client, address, 404)


def test_an_address_that_only_takes_forms_says_so_to_a_reader(city: City, client: Client) -> None:
    page = client.get("/report/case/leave", headers={"accept": "text/html"})
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "Nothing was done" in page.content.decode()
    assert client.get("/report/case/leave", headers={"accept": "application/json"}).content == b""


def test_a_record_carries_its_proof_its_bytes_and_its_citation(city: City, client: Client) -> None:
    page = body(client, of("record", city.post.pk))
    version = Version.objects.get(record=city.post)
    assert page.count(bytes(version.digest).hex()) == 2
    assert version.entry.index is not None
    for ending in (".tlog-proof", "/bytes"):
        link = f"/record/{city.post.pk}/v/1{ending}"
        assert link in page
        assert client.get(link).status_code == 200
    assert f"/record/{city.post.pk}/v/1</span> SHA-256" in page
    assert '<a href="https://exampleville.example/roads" rel="nofollow noopener external">' in page


def test_the_conversation_names_the_public_as_such_and_shows_no_name_of_who_was_blocked(city: City, client: Client) -> None:
    page = body(client, of("record", city.edited.pk))
    assert "Nadia" in page
    assert "member of the public" in page
    block = body(client, of("record", city.block.pk))
    assert "The account blocked another account." in block
    assert "did:plc:blocked" not in block


def test_a_picture_shows_its_description_or_says_that_there_is_none(city: City, client: Client) -> None:
    assert "A red wall" in body(client, of("record", city.edited.pk))
    from tests.portal.conftest import PNG
    from tests.records import make_medium

    bare = make_record(city.mayor, "No words for it", media=[make_medium(PNG + b"x")])
    assert "The account gave no description" in body(client, of("record", bare.pk))


def test_a_record_is_answered_with_304_until_something_on_its_page_changes(city: City, client: Client) -> None:
    first = client.get(of("record", city.post.pk))
    assert first["Last-Modified"]
    assert client.get(of("record", city.post.pk), headers={"if-none-match": first["ETag"]}).status_code == 304
    make_record(city.mayor, "An answer", thread=city.post.uri, reply_to=city.post.uri)
    assert client.get(of("record", city.post.pk), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_no_page_sets_a_cookie_or_holds_a_style_or_script_of_its_own(city: City, client: Client) -> None:
    for address in [*map(of, ["home", "search", "directory", "coverage", *TEXTS]), of("record", city.post.pk), of("account", "mayor")]:
        answer = client.get(address)
        page = answer.content.decode()
        assert not answer.cookies, address
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src=)", page), address
        assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_search_marks_what_it_found_and_offers_ways_on(city: City, client: Client) -> None:
    page = body(client, of("search") + "?q=library")
    assert "<mark>library</mark>" in page
    assert "/search.csv?q=library" in page
    assert "Removed from the platform" not in re.sub(r"<aside.*</aside>", "", page)
    empty = body(client, of("search") + "?q=zeppelin+is:gone")
    assert "Nothing was found" in empty
    assert "They were published from March 14, 2026" in empty
    assert 'href="?q=zeppelin"' in empty
    assert 'href="?q=is%3Agone"' in empty


def test_a_query_with_a_problem_is_told_in_a_summary_and_still_answered(city: City, client: Client) -> None:
    page = body(client, of("search") + "?q=library+before:yesterday", 422)
    assert "There is a problem" in page
    assert "<title>Error: " in page
    assert "before:yesterday" in page


@pytest.mark.parametrize(("asked", "answer"), [
    ("@mayor.exampleville.example", "Yes, this account is official"),
    ("did:plc:mayor", "Yes, this account is official"),
    ("mayor-berg.exampleville.example", "Yes, until January 2, 2024: it is closed"),
    ("may0r.exampleville.example", "It looks like an official account. Look closely:"),
    ("somebody.else.example", "Not ours: it is not on our list"),
])  # fmt: skip
def test_the_directory_answers_by_handle_or_identity(asked: str, answer: str, city: City, client: Client) -> None:
    assert answer in body(client, f"{of('directory')}?q={asked}")


def test_an_account_shows_its_days_its_changes_and_its_gaps(city: City, client: Client) -> None:
    page = body(client, of("account", "mayor"))
    assert "6 posts in 2026, day by day" in page
    assert page.count("<rect class=") >= 365
    assert not re.search(r'(width|height|x|y)="[^"]*,', page)
    assert "503" in page
    assert body(client, of("account", "mayor") + "?year=1999")


def test_a_unit_and_an_official_show_accounts_now_and_past(city: City, client: Client) -> None:
    for page in (body(client, of("unit", "mayor")), body(client, of("official", "amina-warsame"))):
        assert "Mayor Amina Warsame" in page
        assert "Closed" in page
        assert "January 2, 2024" in page


def test_coverage_tells_gaps_from_when_to_when_and_how_they_stand(city: City, client: Client) -> None:
    page = body(client, of("coverage"))
    assert "Sign-in &lt;expired&gt;" in page
    assert "<strong>goes on</strong>" in page
    assert "2 hours" in page
    assert "1 not fetched" in page


def test_a_gap_is_open_ended_or_healed_in_the_same_words_everywhere(city: City, client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    healed = START + dt.timedelta(hours=1)
    Gap.objects.create(account=city.mayor, method="poll", starts=START, ends=healed, noticed=START, healed_at=healed, reason="A reboot")
    page = body(client, of("coverage"))
    for reason, state, words in (
        ("Sign-in <expired>", "open", "Open: it goes on"),
        ("503", "ended", "Ended, not fetched"),
        ("A reboot", "healed", "Healed: fetched later"),
    ):
        row = next(row for row in page.split("<tr>") if html.escape(reason) in row)
        assert words in row
        assert [gap["state"] for gap in client.get("/coverage/gaps.json").json()["gaps"] if gap["reason"] == reason] == [state]
        assert [gap["state"] for gap in table(client, "/coverage/gaps.csv") if gap["reason"] == reason] == [state]
        capfd.readouterr()
        main(["capture", "gaps", "--json"])
        assert [gap["state"] for gap in json.loads(capfd.readouterr().out) if gap["reason"] == reason] == [state]


def test_lists_are_narrowed_in_the_words_of_their_rows(city: City, client: Client) -> None:
    page, gaps = body(client, of("coverage")), body(client, of("gaps"))
    for value, words in (("stopped", "Not followed now"), ("ended", "Ended")):
        assert f'<option value="{value}">{words}</option>' in page
        assert f"</svg>{words}</span>" in page
        assert f"<dt>{words}</dt>" in page
    for value, words in (("open", "Open: it goes on"), ("ended", "Ended, not fetched")):
        assert f'<option value="{value}">{words}</option>' in gaps
        assert f"</svg>{words}</span>" in gaps


def test_lists_lead_to_the_same_rows_as_files(city: City, client: Client) -> None:
    for name, asked in (("coverage", "?standing=ended"), ("coverage", ""), ("gaps", "?state=open"), ("platforms", "")):
        page = html.unescape(body(client, of(name) + asked))
        assert f'href="{of(name)}.csv{asked}"' in page
        assert f'href="{of(name)}.json{asked}"' in page
    assert [row["account"] for row in table(client, of("coverage") + ".csv?standing=ended")] == ["mayor-berg"]
    bluesky = client.get(of("platform", "bluesky") + ".json").json()
    assert bluesky["platform"]["platform"] == "bluesky"
    assert [row["account"] for row in bluesky["accounts"]] == [
        row["account"] for row in table(client, of("coverage") + ".csv?network=bluesky")
    ]
    page = body(client, of("platform", "bluesky"))
    assert f'href="{of("platform", "bluesky")}.json"' in page
    assert f'href="{of("coverage")}.csv?network=bluesky"' in page


def test_a_post_that_its_author_dated_ahead_says_when_it_was_seen(city: City, client: Client) -> None:
    record = make_record(city.mayor, "The fair is tomorrow.")
    assert "by its author, seen" not in body(client, of("account", "mayor"))
    Record.objects.filter(pk=record.pk).update(first_seen=START, published=START + dt.timedelta(days=1))
    publish_log()
    while follow():
        pass
    seen, dated = (f"March {day}, 2026" for day in (START.day, START.day + 1))
    assert f"Dated {dated} by its author, seen {seen}" in body(client, of("account", "mayor"))
    assert "so its author dated it; seen" in body(client, of("record", record.pk))


def test_a_handle_that_nobody_knows_is_called_so(city: City, client: Client) -> None:
    Account.objects.filter(pk=city.mayor.pk).update(handle="")
    for address in (of("account", "mayor"), of("directory")):
        page = body(client, address)
        assert "handle not known" in page
        assert "@<" not in page


def test_a_page_that_only_reads_says_so_to_any_other_method(city: City) -> None:
    asking = Client(enforce_csrf_checks=True)
    names = ("home", "search", "directory", "coverage", "gaps", "platforms", "policy", "moderation", "cases", "data", "evidence", "line")
    pages = [*map(of, names), of("record", city.post.pk), of("account", "mayor"), of("platform", "rss"), "/api/docs"]
    for address in pages:
        for method in ("PUT", "POST", "DELETE", "PATCH"):
            refused = asking.generic(method, address)
            assert (refused.status_code, refused.get("Allow")) == (405, "GET, HEAD"), address
    refused = asking.put(of("verify"))
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, POST")


def test_the_page_for_a_fault_needs_nothing() -> None:
    from django.template.loader import render_to_string

    page = render_to_string("500.html")
    assert "{%" not in page
    assert "fault on our side" in page


def test_what_capture_of_an_account_means_is_said_in_a_sentence(city: City, client: Client) -> None:
    stopped = "We look at it no more: what was kept stays, what was posted after the last successful check is not kept."
    assert stopped in body(client, of("coverage"))
    assert stopped in body(client, of("account", "mayor"))


def test_networks_stand_in_their_own_spelling(city: City, client: Client) -> None:
    page = body(client, of("search") + "?q=platform:bluesky")
    assert "<span>Bluesky</span>" in page
    assert "Platform: Bluesky" in page
    assert "<summary>Bluesky</summary>" in body(client, of("coverage"))
    assert ">Files from elsewhere</a>" in body(client, of("platforms"))


def test_each_platform_has_a_page_with_what_we_cannot_see_as_it_declares(city: City, client: Client) -> None:
    page = body(client, of("platforms"))
    told = client.get(of("platforms") + ".json").json()["platforms"]
    assert {each["platform"] for each in told} == set(PLATFORMS)
    assert [row["platform"] for row in table(client, of("platforms") + ".csv")] == [each["platform"] for each in told]
    for each in told:
        assert of("platform", each["platform"]) in page
        one = html.unescape(body(client, of("platform", each["platform"])))
        assert each["cannot"] == list(PLATFORMS[each["platform"]].capabilities.cannot)
        assert [sentence for sentence in each["cannot"] if sentence not in one] == []
    assert "Mayor" in body(client, of("platform", "bluesky"))
    assert "as far as the owner’s file tells" in body(client, of("platform", "lists"))
    assert "the platform says so at once" in body(client, of("platform", "bluesky"))
    assert client.get(of("platform", "nowhere")).status_code == 404


def test_what_can_be_captured_by_consent_alone_says_so_and_each_column_speaks_of_itself(db: None, client: Client) -> None:
    rows = {row[0]: row[1:] for row in re.findall(PLATFORM_ROW, html.unescape(body(client, of("platforms"))))}
    live, by_consent, again = "live", "live, with the holder’s consent", "we look again and compare"
    assert rows["x"] == (by_consent, "the platform keeps every version, and we fetch them", "we look again, and it is gone")
    assert rows["facebook"][0] == by_consent
    assert rows["rss"] == (live, again, "we look again, and it is gone")
    assert {network: can == by_consent for network, (can, *_) in rows.items()} == {network: asks_first(network) for network in rows}


def test_a_list_says_which_attachments_are_not_here(db: None, data_directory: object, client: Client) -> None:
    mayor = make_account()
    kept, lost = make_medium(b"kept"), FetchedMedium(MediaRef("lost", "image/png"), missing="404 Not Found")
    for text, media in (("One", [lost]), ("Two", [kept, lost]), ("Three", [kept])):
        make_record(mayor, text, media=media)
    marks = re.findall(r"(\d attachments?[^<]*)</li>", body(client, of("account", "mayor")))
    assert sorted(marks) == ["1 attachment", "1 attachment, not kept", "2 attachments, 1 not kept"]


def test_a_feed_is_called_by_its_address_and_has_no_handle(db: None, data_directory: object, client: Client) -> None:
    feed = make_account("news", network="rss", identity="https://city.example/feed", handle="city.example/feed")
    hostile = make_account("other", network="rss", identity="javascript:alert(1)", handle="alert(1)")
    make_account("mayor")
    record = make_record(feed, "The bridge is open.")
    link = '<bdi class="handle"><a href="https://city.example/feed" rel="nofollow noopener">https://city.example/feed</a></bdi>'
    for page in (of("account", "news"), of("directory"), of("unit", feed.unit.slug)):
        assert link in body(client, page)
    for page in (of("account", "news"), of("account", "other"), of("directory"), of("record", record.pk)):
        assert "@city.example" not in body(client, page)
        assert 'href="javascript' not in body(client, page)
    assert hostile.identity in body(client, of("account", "other"))
    assert "@mayor.exampleville.example" in body(client, of("directory"))
    Account.objects.filter(pk=feed.pk).update(state="lost")
    assert 'href="https://city.example/feed"' not in body(client, of("account", "news"))


def test_a_block_is_reported_of_accounts_that_can_block(db: None, client: Client) -> None:
    for slug, network, state in (
        ("active", "instagram", "active"),
        ("lost", "x", "lost"),
        ("closed", "x", "archived"),
        ("prepared", "x", "provisioned"),
        ("feed", "rss", "active"),
    ):
        make_account(slug, network=network, state=state)
    assert re.findall(r'<option value="([^"]+)"', body(client, of("report-blocked"))) == ["active", "lost"]
    assert re.findall(r'name="network" value="([^"]+)"', body(client, of("blocked"))) == ["instagram", "x"]


def test_a_network_that_no_program_of_ours_reads_says_so(db: None, client: Client) -> None:
    Account.objects.filter(pk=make_account("elsewhere").pk).update(network="nextdoor")
    assert "no program of ours reads this platform" in body(client, of("platform", "nextdoor"))
    assert "elsewhere" in body(client, of("platform", "nextdoor"))


@pytest.mark.parametrize(
    ("state", "said", "link"),
    [
        ("active", "Official account<", True),
        ("transition", "Official account<", True),
        ("closing", "Official account, being closed<", True),
        ("approved", "Not in use yet<", True),
        ("provisioned", "Not in use yet<", True),
        ("lost", "Not in the city’s hands since", False),
    ],
)
def test_only_an_account_that_speaks_for_the_city_is_called_official(
    state: str, said: str, link: bool, db: None, data_directory: object, client: Client
) -> None:
    make_account("mayor", state=state, url="https://social.example/mayor")
    page = body(client, of("account", "mayor"))
    mark = page.split('<header class="page-head">')[1].split("</p>")[0] + "<"
    assert said in mark
    assert ("mark-present" in mark) == (state in {"active", "transition"})
    assert ('href="https://social.example/mayor"' in page) == link
    assert ("Do not rely on what is posted there" in page) == (state == "lost")
