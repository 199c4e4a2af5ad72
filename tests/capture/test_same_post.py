"""A post that its network showed and its owner's export tells of without a number is one post, whichever came first."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from tests.archive.items import item
from tests.archive.test_withheld import clerk
from tests.capture.conftest import OPERATOR, Register
from tests.capture.numberless import POSTS, Place, Places, stamp
from tests.platforms.facebook import server as facebook
from tests.platforms.meta.exports import (
    AT,
    INSTAGRAM,
    PAGE,
    attached,
    facebook_comment,
    facebook_post,
    written,
)
from tests.platforms.x.archives import pack
from tests.records import make_gone, publish_log
from tests.withheld import addresses_of, answered

from rostra.accounts.models import Account
from rostra.archive.actions.classify import classify
from rostra.archive.actions.intake import Captured, take_in
from rostra.archive.actions.joining import join_again
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.actions.statements import follow_events
from rostra.archive.models import Attachment, Entry, Record, Version
from rostra.archive.queries.holdings import holdings, official_posts
from rostra.archive.queries.joined import NETWORKS
from rostra.archive.rules.classification import Proposed, Target
from rostra.archive.rules.everything import record_flaws
from rostra.archive.states.withholding import Part
from rostra.capture.actions.imports import told_apart
from rostra.capture.queries.coverage import coverage_of
from rostra.capture.queries.ledger import account_ledger
from rostra.capture.rules.routes import apart_findings, route_findings
from rostra.config.cli import main
from rostra.core import clock
from rostra.core.data_class import DataClass
from rostra.core.models import Event
from rostra.core.months import Month, month_of
from rostra.core.profile import DisplayTerms
from rostra.platforms.base import Item
from rostra.search.actions import follow
from rostra.search.queries import find

MAY, JULY = Month(2026, 5), Month(2026, 7)
COMMENTS = f"{PAGE}/comments_and_reactions/comments.json"


@pytest.fixture
def places(register: Register, tmp_path: Path) -> Iterator[Places]:
    with ExitStack() as running:
        yield Places(running, register, tmp_path)


@pytest.fixture
def page(places: Places) -> Place:
    return places.of("facebook")


def told_by_number() -> dict[str, str]:
    """What an export told, and by what text the post is shown that stands for it."""
    texts = dict(Version.objects.values_list("record_id", "text"))
    return {texts[pk]: texts[post] for pk, post in Record.objects.filter(same_as__isnull=False).values_list("pk", "same_as")}


def findings() -> list[tuple[str, str]]:
    return [(each.id, each.text) for source in (route_findings, apart_findings) for each in source()]


def shown() -> list[str]:
    """Everything that lists hold of official posts."""
    return sorted(Version.objects.filter(record__in=official_posts()).values_list("text", flat=True))


def test_the_networks_are_those_whose_exports_state_no_numbers() -> None:
    assert {"facebook", "instagram", "threads", "tiktok"} == NETWORKS


@pytest.mark.database
@pytest.mark.parametrize("network", sorted(NETWORKS))
@pytest.mark.parametrize("live_first", [True, False])
def test_either_first_there_is_one_post_and_both_stay(network: str, live_first: bool, places: Places) -> None:
    place = places.of(network)
    place.post(1, "Schnee – Räumdienst")
    place.post(2, "Straße gesperrt", AT + 1)
    told = [("Schnee  –\nRäumdienst ", AT), ("Straße gesperrt", AT + 1), ("only in the export", AT + 2)]
    if live_first:
        place.look()
        done = place.hand_over(*told)
        assert (done.items, done.new, done.edited) == (3, 1, 0)
    else:
        assert place.hand_over(*told).new == 3
        place.look()
    assert told_by_number() == {"Schnee  –\nRäumdienst ": "Schnee – Räumdienst", "Straße gesperrt": "Straße gesperrt"}
    assert shown() == ["Schnee – Räumdienst", "Straße gesperrt", "only in the export"]
    assert (holdings().posts, holdings().edited) == (3, 0)
    assert not findings()
    assert not list(record_flaws())
    assert {version.entry.type for version in Version.objects.select_related("entry")} == {"capture"}  # each has its own

    again, looked = place.hand_over(*told, name="again.zip", again=True), place.look()
    assert (again.new, again.edited, looked.new, looked.edited) == (0, 0, 0, 0)
    assert holdings().posts == 3


@pytest.mark.parametrize("live_first", [True, False])
def test_another_text_of_the_only_post_of_a_second_is_the_same_post_and_a_finding(page: Place, live_first: bool) -> None:
    page.post(1, "We were wrong")
    steps = [page.look, lambda: page.hand_over(("We were right", AT))]
    for step in steps if live_first else steps[::-1]:
        step()
    assert shown() == ["We were wrong"]
    post = Record.objects.get(told_also__isnull=False)
    (found,) = findings()
    told = post.told_also.get().pk
    expected = f"Record {post.pk} reads otherwise by two routes: record {told} is what the owner's export tells of the same post."
    assert found == ("capture.W015", expected)


@pytest.mark.parametrize("live_first", [True, False])
def test_of_two_posts_of_a_second_words_tell_which_is_which(page: Place, live_first: bool) -> None:
    page.post(1, "one")
    page.post(2, "other")
    steps = [page.look, lambda: page.hand_over(("other", AT), ("one", AT))]
    for step in steps if live_first else steps[::-1]:
        step()
    assert told_by_number() == {"one": "one", "other": "other"}
    assert shown() == ["one", "other"]


def test_what_may_be_one_of_several_stands_by_itself_and_it_is_said(page: Place, client: Client) -> None:
    page.post(1, "one")
    page.post(2, "other")
    page.look()
    done = page.hand_over(("one, edited", AT))
    assert told_by_number() == {}
    assert shown() == ["one", "one, edited", "other"]
    assert (told_apart(done), done.new) == (1, 1)
    (found,) = findings()
    assert found[0] == "capture.W018"
    assert found[1].startswith("1 posts out of exports of @facebook have no number")
    record = Record.objects.get(apart=True)
    assert "nobody can tell whether it is one of them" in client.get(f"/record/{record.pk}").content.decode()


def test_the_command_says_what_it_knew_again_and_what_stands_by_itself(page: Place, capfd: pytest.CaptureFixture[str]) -> None:
    page.post(1, "one")
    page.post(2, "other")
    page.post(3, "Snow", AT + 9)
    page.look()
    path = page.folder / "facebook.zip"
    path.write_bytes(page.packed([("one, edited", AT), ("Snow", AT + 9)]))
    assert main(["take-in", "--platform", "facebook", "--account", "facebook", str(path)]) == 0
    said = capfd.readouterr().out
    assert "1 new records, 0 edits, 1 held already" in said
    assert "1 may be one of several posts of the same second, and stand by themselves" in said


def test_twins_of_an_export_are_not_both_the_one_post_that_was_captured(page: Place) -> None:
    """The same words with two pictures: one of them was captured, and nobody can tell which."""
    page.post(1, "Snow")
    page.look()
    twins = [facebook_post("Snow", attachments=attached({"media": {"uri": f"{PAGE}/posts/media/{n}.jpg"}})) for n in (1, 2)]
    page.hand_over(raw=pack({POSTS: written(twins)}))
    assert (told_by_number(), len(shown())) == ({}, 3)
    assert [each[0] for each in findings()] == ["capture.W018"]


def test_of_two_posts_of_an_export_one_was_captured_and_the_other_is_surely_another(page: Place) -> None:
    page.post(1, "one")
    page.look()
    page.hand_over(("other", AT), ("one", AT))
    assert told_by_number() == {"one": "one"}
    assert shown() == ["one", "other"]
    assert not findings()


def test_a_story_of_the_same_second_is_no_post(places: Places) -> None:
    place = places.of("instagram")
    place.post(1, "")
    place.look()
    story = {"uri": "media/stories/202311/9.jpg", "creation_timestamp": AT, "title": ""}
    place.hand_over(raw=pack({f"{INSTAGRAM}/media/stories_1.json": written({"ig_stories": [story]})}))
    assert (told_by_number(), len(shown())) == ({}, 2)
    place.post(2, "", edge="stories")
    place.look()
    assert Record.objects.get(same_as__isnull=False).same_as == Record.objects.get(uri__contains="/stories/")


def test_a_comment_of_the_same_second_is_no_post(page: Place) -> None:
    """Only the comment was captured: the post of that second is another thing, whatever it says."""
    site = page.site
    below = page.post(1, "older", AT - 99)
    facebook.comment(site, below, 7, "Danke", author=facebook.PAGE, created_time=stamp(AT))
    page.look()
    page.hand_over(
        raw=pack({POSTS: written([facebook_post("Snow")]), COMMENTS: written({"comments_v2": [facebook_comment("Danke, alle")]})})
    )
    assert told_by_number() == {"Danke, alle": "Danke"}
    assert "Snow" in shown()


def test_a_share_without_words_is_the_same_though_the_network_says_a_sentence(page: Place) -> None:
    page.post(1, "", story="City of Exampleville shared a post.", parent_id="9_9", status_type="shared_story")
    page.look()
    page.hand_over(("", AT))
    assert told_by_number() == {"": "City of Exampleville shared a post."}
    assert not findings()


def test_a_link_that_stands_below_the_text_is_no_other_text(page: Place) -> None:
    link = "https://example.org/snow"
    shared = {"data": [{"type": "share", "unshimmed_url": link, "target": {"url": link}}]}
    page.post(1, "Read this", attachments=shared)
    page.look()
    post = facebook_post("Read this", attachments=attached({"external_context": {"url": link}}))
    page.hand_over(raw=pack({POSTS: written([post])}))
    assert told_by_number() == {"Read this": f"Read this\n\n{link}"}
    assert not findings()


def test_older_exports_of_threads_take_replies_for_posts(places: Places) -> None:
    place = places.of("threads")
    place.post(1, "an answer", edge="replies", is_reply=True, replied_to={"id": "99"}, root_post={"id": "99"})
    place.look()
    place.hand_over(("an answer", AT))
    assert set(Record.objects.filter(told_also__isnull=False).values_list("kind", flat=True)) == {"reply"}
    place.hand_over(("another answer", AT), name="edited.zip")  # an edit of the same record of the export
    assert [each[0] for each in findings()] == ["capture.W015"]


def test_an_edit_in_a_later_export_is_found_and_told(page: Place) -> None:
    page.post(1, "Snow tonight")
    page.look()
    page.hand_over(("Snow tonight", AT))
    done = page.hand_over(("Ice tonight", AT), name="later.zip")
    assert (done.new, done.edited) == (0, 1)
    assert shown() == ["Snow tonight"]
    assert [each[0] for each in findings()] == ["capture.W015"]
    assert holdings().edited == 0


@pytest.mark.database
def test_a_batch_of_200_takes_as_many_queries_as_one_of_two(page: Place) -> None:
    """Six of joining: the new ones, their seconds, their texts, what may be several, what is joined, and the event."""
    asked = {}
    for number, first in ((2, AT), (200, AT + 10_000)):
        for each in range(number):
            page.post(first + each, f"post {each}", first + each)
        page.post(first + 5_000, "twin", first)
        page.look()
        raw = page.packed([(f"post {each}" if each else "nobody knows", first + each) for each in range(number)])
        items = [Captured(event) for event in page.opened("x.zip").take_in(io.BytesIO(raw), "") if isinstance(event, Item)]
        with CaptureQueriesContext(connection) as queries:
            receipt = take_in(items, accounts={page.account.identity: page.account}, actor=OPERATOR)
        assert (receipt.joined, receipt.new) == (number - 1, 1)
        asked[number] = len(queries)
    assert asked == {2: 20, 200: 20}


def test_other_networks_ask_nothing_more(register: Register) -> None:
    account = register("city")
    Account.objects.filter(pk=account.pk).update(identity="did:plc:mayor")
    account.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        take_in([Captured(item("Snow"))], accounts={"did:plc:mayor": account}, actor=OPERATOR)
    assert not [query for query in queries if "same_as" in query["sql"]]


def test_what_came_in_before_there_was_joining_is_joined_with_the_next_export(page: Place) -> None:
    page.post(1, "Snow")
    page.look()
    page.hand_over(("Snow", AT))
    Record.objects.update(same_as=None)
    assert holdings().posts == 2
    page.hand_over(("Ice", AT + 9), name="later.zip")
    assert shown() == ["Ice", "Snow"]
    assert join_again(page.account, actor=OPERATOR) == {}


def test_the_log_tells_what_was_joined_and_the_tables_are_made_again_from_it(page: Place) -> None:
    page.post(1, "We were wrong")
    page.look()
    page.hand_over(("We were right", AT))
    page.post(2, "another of this second")
    page.look()  # by now the words would not tell
    joined = dict(Record.objects.filter(same_as__isnull=False).values_list("pk", "same_as"))
    event = Event.objects.get(action="archive.posts.joined")
    assert event.facts == {str(told): str(post) for told, post in joined.items()}
    follow_events()
    publish_log()
    assert Entry.objects.filter(statement__event=event.pk, index__isnull=False).exists()
    rebuild(actor=OPERATOR)
    assert dict(Record.objects.filter(same_as__isnull=False).values_list("pk", "same_as")) == joined
    assert len(joined) == 1


def test_what_cannot_be_one_post_is_a_flaw(page: Place) -> None:
    page.post(1, "Snow")
    page.post(2, "Ice", AT + 1)
    page.look()
    first, second = Record.objects.filter(kind="post").order_by("published")
    Record.objects.filter(pk=first.pk).update(same_as=second)
    assert [(flaw.id, flaw.place) for flaw in record_flaws()] == [("archive.E405", f"archive_record {first.pk}")]


def test_everything_in_public_shows_it_once_and_its_page_says_how_it_came(page: Place, client: Client) -> None:
    page.post(1, "Snow tonight")
    page.post(2, "Only the network showed this", AT + 1)
    page.look()
    page.hand_over(("Snow tonight, said the export", AT), ("Only the export tells this", AT + 2))
    publish_log()
    follow()
    post = Record.objects.get(told_also__isnull=False)
    told = post.told_also.get()
    assert find("tonight").record_ids == [post.pk]
    assert find('"said the export"').record_ids == [post.pk]
    assert coverage_of(page.account).held == 4  # three posts and the profile
    listed = client.get("/search.json", {"q": "from:facebook platform:facebook"}).json()
    texts = ["Only the export tells this", "Only the network showed this", "Snow tonight"]
    assert sorted(each["text"] for each in listed["records"] if each["kind"] == "post") == texts
    alone = client.get(f"/record/{told.pk}.json").json()
    assert (alone["same_as"], alone["text"]) == (post.pk, "Snow tonight, said the export")
    assert client.get(f"/record/{post.pk}.json").json()["same_as"] is None
    front = client.get("/account/facebook").content.decode()
    assert (front.count("Snow tonight"), "said the export" in front) == (1, False)
    shown = " ".join(client.get(f"/record/{post.pk}").content.decode().split())
    assert "By which routes it came" in shown
    assert "Received from the platform: version 1" in shown
    assert f'From an export by the account’s owner: <a href="/record/{told.pk}">record {told.pk}</a> · it reads otherwise' in shown
    own = " ".join(client.get(f"/record/{told.pk}").content.decode().split())
    assert f'Lists and numbers hold the post once: <a href="/record/{post.pk}">record {post.pk}</a>' in own
    assert client.get(f"/record/{told.pk}/v/1.tlog-proof").status_code == 200


def new_in(account: Account, *months: Month) -> list[int]:
    return [line.numbers["new"] for line in account_ledger(account, months).lines][::-1]


def test_a_post_is_new_once_and_a_month_that_is_over_keeps_its_number(page: Place) -> None:
    with clock.frozen(dt.datetime(2026, 5, 10, tzinfo=dt.UTC)):
        page.hand_over(("Snow", AT), ("Ice", AT + 1))
    assert new_in(page.account, MAY, JULY) == [2, 0]
    page.post(1, "Snow")
    page.look()  # on the fourth of July, with the profile
    assert new_in(page.account, MAY, JULY) == [2, 1]
    later = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    page.post(2, "Fog", AT + 2)
    page.look()
    with clock.frozen(later):
        page.hand_over(("Snow", AT), ("Ice", AT + 1), ("Fog", AT + 2), name="later.zip")
    assert new_in(page.account, MAY, JULY, month_of(later, "UTC")) == [2, 2, 0]


def tell_with_a_picture(page: Place) -> tuple[Record, Record, str]:
    """A post, what an export tells of it, and the picture that the export shows."""
    picture = f"{PAGE}/posts/media/1.jpg"
    page.post(1, "zqword tonight")
    page.look()
    post = facebook_post("zqword tonight, zqtold", attachments=attached({"media": {"uri": picture, "description": "zqalt"}}))
    page.hand_over(raw=pack({POSTS: written([post]), picture: b"\xff\xd8 a plow"}))
    publish_log()
    follow()
    told = Record.objects.get(same_as__isnull=False)
    assert told.same_as is not None
    name = Attachment.objects.exclude(medium=None).get(version__record=told).medium
    assert name is not None
    return told.same_as, told, name.name


def met(client: Client, page: Place, post: Record, told: Record, medium: str) -> str:
    cache.clear()
    publish_log()
    follow()
    return "\n".join(answered(client, address) for address in addresses_of(page.account.slug, [post.pk, told.pk], [medium]))


def test_what_is_withheld_of_a_post_is_withheld_of_what_an_export_tells_of_it(page: Place, client: Client) -> None:
    post, told, medium = tell_with_a_picture(page)
    was = met(client, page, post, told, medium)
    assert all(word in was for word in ("zqword", "zqtold", "zqalt", "a plow"))  # else the test could not fail
    span = Target(post, Part.SPAN, 1, span=(0, len("zqword")))
    classify(span, Proposed(DataClass.PRIVATE, "", "Minn. Stat. 13.01", "A test."), actor=clerk())
    now = met(client, page, post, told, medium)
    assert [word for word in ("zqword", "zqtold", "zqalt", "a plow") if word in now] == []
    assert "tonight" in now
    assert find("zqtold").record_ids == []


@pytest.mark.parametrize("policy", ["fact", "withheld"])
def test_what_is_not_shown_of_a_removed_post_no_export_shows(page: Place, client: Client, settings: Settings, policy: str) -> None:
    post, told, medium = tell_with_a_picture(page)
    terms = DisplayTerms(removed={"default": policy}, reason={"default": "Its terms."})  # type: ignore[arg-type]
    settings.PROFILE = settings.PROFILE.model_copy(update={"display": terms})
    make_gone(post, at=clock.now())
    now = met(client, page, post, told, medium)
    assert [word for word in ("zqword", "zqtold", "zqalt", "a plow") if word in now] == []
