"""The staff's pages on policies: who may open and do what, what they show, how they refuse, and how many queries they take."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoAssertNumQueries
from tests.conftest import Turn
from tests.policy import texts as given
from tests.policy.conftest import ROLES, Staff
from tests.policy.test_moves import brought_to
from tests.policy.test_word import written
from tests.policy.texts import FIRST, SECOND

from rostra.core import clock
from rostra.core.dates import in_words
from rostra.core.models import Event
from rostra.people.models import Unit
from rostra.people.queries import city_day
from rostra.policy.actions import comments, moves, texts
from rostra.policy.models import Comment, Document, Version
from rostra.policy.states import DocumentKind
from rostra.policy.urls import urlpatterns
from rostra.policy.views import versions

pytestmark = pytest.mark.django_db
EVERYBODY = set(ROLES)
READERS = EVERYBODY - {"administrator"}
WRITERS, DIRECTOR, ATTORNEY, CLERK = {"officer", "director"}, {"director"}, {"attorney"}, {"clerk"}
# page: who may, by which method
PAGES = {
    "documents": (EVERYBODY, "get"),
    "document": (EVERYBODY, "get"),
    "add": (WRITERS, "get"),
    "confirm": (DIRECTOR, "post"),
    "new": (WRITERS, "get"),
    "version": (READERS, "get"),
    "edit": (WRITERS, "get"),
    "revision": (READERS, "get"),
    "clear": (ATTORNEY, "post"),
    "changes": (READERS, "get"),
    "comment": ({"moderator"}, "get"),
    "resolve": (WRITERS, "get"),
    "move": (DIRECTOR, "get"),
    "put-off": (CLERK, "get"),
}


@pytest.fixture
def drafts(staff: Staff) -> Document:
    """A policy of which one version is adopted, one written, and one circulated with a comment."""
    of = given.document()
    given.adopted(of, FIRST, city_day(), city_day() + dt.timedelta(days=30))
    given.draft(of, SECOND)
    version = given.circulated(of, SECOND, closes=city_day())
    comments.comment_on(version, "no-blocking", "And <b>trolls</b>?", person=staff.person("moderator"), actor=given.OFFICER)
    return of


def address(name: str) -> str:
    comment = Comment.objects.get()
    arguments: dict[str, list[object]] = {
        "documents": [], "add": [], "document": ["social-media"], "confirm": ["social-media"], "new": ["social-media"],
        "resolve": ["social-media", comment.pk], "version": ["social-media", 2], "edit": ["social-media", 2],
        "revision": ["social-media", 2, 0], "clear": ["social-media", 2],
        "put-off": ["social-media", 1], "changes": ["social-media", 3, 1], "comment": ["social-media", 3, "no-blocking"],
        "move": ["social-media", 2, "withdraw"],
    }  # fmt: skip
    return reverse(f"policy:{name}", args=arguments[name])


def body(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_every_address_is_in_the_table_and_checks_a_rule() -> None:
    named = {pattern.name: pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert set(named) == set(PAGES)
    assert [name for name, pattern in named.items() if not hasattr(pattern.callback, "rule")] == []


@pytest.mark.parametrize("name", PAGES)
def test_owner_colleague_and_stranger(name: str, staff: Staff, drafts: Document, turn: Turn) -> None:
    allowed, method = PAGES[name]
    url, events = address(name), Event.objects.count()
    for who in (*sorted(EVERYBODY), "nobody", "stranger"):
        with turn(who):
            answer = getattr(staff.client(who), method)(url)
            if who == "stranger":
                assert (answer.status_code, answer["Location"]) == (302, f"/desk/sign-in?next={url}")
            elif who in allowed:
                assert answer.status_code in {200, 302}
                assert "/sign-in" not in answer.get("Location", "")
            else:
                assert answer.status_code in ({403, 404} if who == "administrator" else {403})
            if who not in allowed:
                assert Event.objects.count() == events
                assert "trolls" not in answer.content.decode()
            assert answer.status_code == 404 or "no-store" in answer["Cache-Control"]


STEPS = {
    "review": ("draft", WRITERS), "circulate": ("legal_review", ATTORNEY), "submit": ("circulated", DIRECTOR),
    "adopt": ("committee", CLERK), "sign": ("adopted", CLERK),
    "publish": ("signed", DIRECTOR), "repeal": ("effective", CLERK), "withdraw": ("committee", DIRECTOR),
    "approve": ("draft", DIRECTOR),
}  # fmt: skip


def test_every_step_with_a_page_is_in_the_table() -> None:
    assert set(STEPS) == set(versions.STEPS)


@pytest.mark.parametrize("name", STEPS)
def test_the_page_of_a_step_is_its_owners_alone(name: str, staff: Staff) -> None:
    state, owners = STEPS[name]
    version = brought_to(state, DocumentKind.PROCEDURES if name == "approve" else DocumentKind.POLICY)
    url = reverse("policy:move", args=[version.document.slug, version.number, name])
    for who in EVERYBODY - owners | {"nobody", "stranger"}:
        for answer in (staff.client(who).get(url), staff.client(who).post(url, {"day": "2026-03-02", "reason": "x"})):
            assert answer.status_code == (302 if who == "stranger" else 403) or (
                answer.status_code == 404 and who in {"administrator", "nobody"}
            )
    assert Version.objects.get(pk=version.pk).state == state
    assert {who: staff.client(who).get(url).status_code for who in owners} == dict.fromkeys(owners, 200)


def test_a_person_who_is_covered_reads_what_is_circulated_and_nothing_earlier(staff: Staff, drafts: Document) -> None:
    other = staff.client("administrator")
    assert other.get("/desk/policy/text/social-media/3").status_code == 404
    post = staff.person("moderator").appointments.get()
    type(post).objects.create(person=staff.person("administrator"), position=post.position, begins=post.begins)
    assert other.get("/desk/policy/text/social-media/3").status_code == 200
    for number in (1, 2, 9):
        assert other.get(f"/desk/policy/text/social-media/{number}").status_code == 404
    assert other.get("/desk/policy/text/social-media/3/since/1").status_code == 404
    assert "Version 3" in body(other.get("/desk/policy/text/social-media"))
    assert "Version 2" not in body(other.get("/desk/policy/text/social-media"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("policy", 6), ("policy/text/policy-0", 7), ("policy/text/policy-0/1", 12), ("policy/text/policy-0/1/edit", 7)]
)
def test_a_page_takes_as_many_queries_for_three_rows_as_for_one(
    rows: int, path: str, queries: int, staff: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        version = given.circulated(given.document(f"policy-{number}"), closes=city_day())
        for _ in range(rows):
            comments.comment_on(version, "purpose", "Why?", person=staff.person("moderator"), actor=given.OFFICER)
    for _ in range(rows - 1):
        given.draft(Document.objects.get(slug="policy-0"))
    client = staff.client("officer")
    with django_assert_num_queries(queries):
        assert client.get(f"/desk/{path}").status_code == 200


def test_a_name_in_addresses_is_refused_in_plain_words(staff: Staff) -> None:
    officer, unit = staff.client("officer"), Unit.objects.get(slug="communications")
    assert "Choose a unit" in body(officer.get("/desk/policy/add"))
    told = {"title": "Records", "slug": "records", "unit": unit.pk}
    assert officer.post("/desk/policy/add", told).status_code == 302
    for slug, words in (
        ("records", "This name stands for another one already"),
        ("My records_!", "Use small letters, digits and hyphens alone"),
    ):
        refused = officer.post("/desk/policy/add", told | {"slug": slug})
        assert refused.status_code == 422
        assert words in body(refused)
        assert "with this Slug" not in body(refused)
        assert "underscores" not in body(refused)


def test_a_policy_from_its_first_word_to_the_public(staff: Staff, client: Client) -> None:
    officer, director, attorney, clerk = (staff.client(name) for name in ("officer", "director", "attorney", "clerk"))
    unit = Unit.objects.get(slug="communications")
    made = officer.post("/desk/policy/add", {"title": "Social Media Policy", "slug": "social-media", "unit": unit.pk})
    assert made["Location"] == "/desk/policy/text/social-media/new"
    seen = officer.post(made["Location"], {"source": "# 1 Purpose\n\nTo <i>speak</i>.\n", "preview": "1"})
    assert "Preview: not saved yet" in body(seen)
    assert "To &lt;i&gt;speak&lt;/i&gt;." in body(seen)
    assert not Version.objects.exists()
    assert officer.post(made["Location"], {"source": FIRST, "save": "1"}).status_code == 302
    step = "/desk/policy/text/social-media/1/step"
    today = city_day()
    for browser, name, told in (
        (officer, "review", {}),
        (attorney, "circulate", {"closes": ""}),
        (director, "submit", {}),
        (
            clerk,
            "adopt",
            {"body": "City Council", "file_number": "7", "vote": "5 to 0", "day": today, "effective": today, "repeals": "A\nB"},
        ),
        (clerk, "sign", {"day": today}),
        (director, "publish", {"day": today}),
    ):
        assert "usa-form" in body(browser.get(f"{step}/{name}"))
        answer = browser.post(f"{step}/{name}", told)
        assert answer.status_code == 302, body(answer)
        assert client.get("/policy/social-media").status_code == (200 if name == "publish" else 404)
    moves.bring_into_line()
    assert Version.objects.get().state == "effective"
    assert "in force since" in body(client.get("/policy"))


def test_what_the_second_of_two_writers_changed_elsewhere_is_brought_together(staff: Staff) -> None:
    version = given.draft()
    url, client = "/desk/policy/text/social-media/1/edit", staff.client("officer")
    texts.edit_version(version, FIRST.replace("official", "registered"), edits=0, actor=given.DIRECTOR)
    answer = client.post(url, {"source": FIRST.replace("is kept", "is archived"), "edits": "0", "save": "1"}, follow=True)
    assert "Somebody else saved the text while you wrote. Both changes are in it now" in body(answer)
    assert "through registered accounts" in body(answer)
    assert "Everything is archived" in body(answer)


def test_the_second_of_two_writers_gets_both_texts_and_the_first_stays_in_reach(staff: Staff) -> None:
    version = given.draft()
    url, client = "/desk/policy/text/social-media/1/edit", staff.client("officer")
    mine = FIRST.replace("Everything is kept", "Everything is archived")
    assert 'name="edits" value="0"' in body(client.get(url))
    theirs = FIRST.replace("official", "registered").replace("is kept", "is kept for ever")
    texts.edit_version(version, theirs, edits=0, actor=given.DIRECTOR)
    answer = client.post(url, {"source": mine, "edits": "0", "save": "1"})
    page = body(answer)
    assert answer.status_code == 409
    assert "Somebody else changed this text while you did" in page
    side = page.split("What both of you changed")[1].split("The text to go on with")[0]
    assert "Everything is kept for ever." in side
    assert "Everything is archived." in side
    form = page.split("The text to go on with")[1]
    assert "through registered accounts" in form, "what the other alone changed is in the text"
    assert "Everything is archived." in form
    assert 'name="edits" value="1"' in form
    assert client.post(url, {"source": mine, "edits": "1", "save": "1"}).status_code == 302
    assert "archived" in Version.objects.get().source
    assert client.post(url, {"source": FIRST, "save": "1"}).status_code == 409
    listed = body(client.get("/desk/policy/text/social-media/1")).split("Saved texts")[1]
    assert "3 texts" in listed
    assert "/desk/policy/text/social-media/1/saved/1" in listed
    saved = body(client.get("/desk/policy/text/social-media/1/saved/1"))
    assert "Robin Sample" in saved
    assert "archived<span" in saved, "what was added since is marked"
    assert "/desk/policy/text/social-media/1/edit?from=1" in saved
    restored = body(client.get(f"{url}?from=1"))
    assert "Everything is kept for ever." in restored
    assert 'name="edits" value="2"' in restored
    assert client.post(f"{url}?from=1", {"source": theirs, "edits": "2", "save": "1"}).status_code == 302
    assert Version.objects.get().source == theirs
    assert client.get(f"{url}?from=9").status_code == 404
    assert client.get("/desk/policy/text/social-media/1/saved/9").status_code == 404


def test_a_file_in_the_place_of_a_draft_leaves_the_draft_in_reach(staff: Staff) -> None:
    given.draft()
    file = SimpleUploadedFile("new.docx", written())
    answer = staff.client("officer").post("/desk/policy/text/social-media/1/edit", {"source": "", "edits": "0", "file": file})
    assert answer.status_code == 302
    assert "every account" in Version.objects.get().source
    assert "Nobody is blocked for an opinion." in body(staff.client("officer").get("/desk/policy/text/social-media/1/saved/0"))


def test_an_adopted_text_is_not_begun_again_from_a_saved_one(staff: Staff, drafts: Document) -> None:
    page = body(staff.client("officer").get("/desk/policy/text/social-media/1/saved/0"))
    assert "?from=" not in page
    assert "This is the text as it reads now." in page


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"source": "## A {#a}\n\n## B {#a}\n"}, "Line 3: the marker {#a} stands on line 1 already"),
        ({"source": " "}, "There is no text"),
        ({"source": "x" * 200_001}, "at most 200000 characters"),
        ({"file": SimpleUploadedFile("x.docx", b"no zip")}, "This is not a DOCX file"),
        ({"file": SimpleUploadedFile("x.md", b"\xff\xff")}, "Save it as a Word document"),
    ],
)
def test_a_text_that_cannot_be_taken_is_told_on_the_form(told: dict[str, object], problem: str, staff: Staff) -> None:
    given.document()
    answer = staff.client("officer").post("/desk/policy/text/social-media/new", told)
    assert answer.status_code == 422
    assert problem in body(answer)
    assert "<title>Error: " in body(answer)
    assert not Version.objects.exists()


def test_a_file_takes_the_place_of_the_text(staff: Staff) -> None:
    given.document()
    file = io.BytesIO(written())
    file.name = "policy.docx"
    answer = staff.client("officer").post("/desk/policy/text/social-media/new", {"source": "old", "file": file})
    assert answer.status_code == 302
    assert [clause.title for clause in Version.objects.get().clauses.all()] == ["Social Media Policy", "Purpose"]


def test_comments_are_made_shown_as_text_and_answered(staff: Staff) -> None:
    given.circulated(closes=city_day())
    moderator, officer = staff.client("moderator"), staff.client("officer")
    page = "/desk/policy/text/social-media/1"
    assert moderator.post(f"{page}/comment/purpose", {"text": " "}).status_code == 422
    assert moderator.post(f"{page}/comment/purpose", {"text": "<script>x</script>\nWhy?"}).status_code == 302
    assert "&lt;script&gt;x&lt;/script&gt;<br>Why?" in body(officer.get(page))
    answer = f"/desk/policy/text/social-media/comment/{Comment.objects.get().pk}"
    assert "The city speaks" in body(officer.get(answer))
    assert officer.post(answer, {"answer": ""}).status_code == 422
    assert officer.post(answer, {"answer": "Because."}).status_code == 302
    assert "Because." in body(moderator.get(page))
    again = officer.get(answer)
    assert again.status_code == 409
    assert "This comment was answered." in body(again)
    assert moderator.get(f"{page}/comment/nowhere").status_code == 404


def test_a_text_that_no_heading_divides_is_warned_of_and_not_refused(staff: Staff) -> None:
    """Before it is saved, on its page, and where it is handed on; one that is divided never."""
    given.draft(given.document(), "Nobody is blocked.\n\nEverything is archived.\n")
    officer, url = staff.client("officer"), "/desk/policy/text/social-media/1"
    told = "The whole text is one clause, because no heading divides it."
    assert told in body(officer.post(f"{url}/edit", {"source": "Nobody is blocked.", "edits": "0", "preview": "1"}))
    assert told in body(officer.get(url))
    assert told in body(officer.get(f"{url}/step/review"))
    assert told not in body(staff.client("director").get(f"{url}/step/withdraw"))
    assert told in body(officer.post(f"{url}/step/review", follow=True))
    assert Version.objects.get().state == "legal_review"
    assert officer.post(f"{url}/edit", {"source": FIRST, "edits": "0", "save": "1"}).status_code == 302
    assert told not in body(officer.get(url))


def test_a_step_says_where_the_version_stands_now(staff: Staff, drafts: Document) -> None:
    moved = staff.client("officer").post("/desk/policy/text/social-media/2/step/review", follow=True)
    assert "Version 2 is now in legal review." in body(moved)


def test_a_step_shows_why_it_cannot_be_made(staff: Staff, drafts: Document) -> None:
    page = body(staff.client("director").get("/desk/policy/text/social-media/3"))
    assert f"Covered persons may comment until {in_words(city_day())}." in page
    assert staff.client("director").post("/desk/policy/text/social-media/3/step/submit").status_code == 409
    early = staff.client("clerk").post("/desk/policy/text/social-media/2/step/adopt")
    assert early.status_code == 409
    assert "Not possible now" in body(early)
    assert "The version is a draft. Possible now: review, withdraw." in body(early)
    forbidden = staff.client("auditor").post("/desk/policy/text/social-media/2/step/adopt")
    assert (forbidden.status_code, "Not for you to do" in body(forbidden)) == (403, True)
    assert "never changed again" in body(staff.client("officer").get("/desk/policy/text/social-media/1/edit"))
    for name in ("begin", "supersede", "nothing"):
        assert staff.client("director").post(f"/desk/policy/text/social-media/1/step/{name}").status_code == 404
    wrong = staff.client("clerk").post("/desk/policy/text/social-media/1/step/sign", {"day": "2999-01-01"})
    assert wrong.status_code == 422
    assert "The day lies in the future" in body(wrong)


def test_a_form_of_another_site_is_refused_and_nothing_is_done_by_a_link(staff: Staff, drafts: Document) -> None:
    for name in ("confirm", "clear"):
        assert staff.client("director").get(address(name)).status_code == 405
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff.users["director"], backend="django.contrib.auth.backends.ModelBackend")
    for name in ("confirm", "edit", "move", "add"):
        assert client.post(address(name), {"reason": "x"}).status_code == 403


def test_a_review_is_recorded_from_the_page(staff: Staff) -> None:
    of = given.policy_of_two()
    page = "/desk/policy/text/social-media"
    assert "Not reviewed since it was adopted" in body(staff.client("director").get(page))
    assert staff.client("director").post(f"{page}/reviewed").status_code == 302
    assert Document.objects.get(pk=of.pk).reviewed == city_day()


def test_unknown_things_are_not_found(staff: Staff, drafts: Document) -> None:
    client = staff.client("officer")
    for path in (
        "nothing",
        "social-media/9",
        "social-media/9/edit",
        "social-media/2/since/9",
        "social-media/1/since/2",
        "social-media/comment/999",
    ):
        assert client.get(f"/desk/policy/text/{path}").status_code == 404
    other = given.document("other")
    assert client.get(f"/desk/policy/text/{other.slug}/comment/{Comment.objects.get().pk}").status_code == 404


# the public's pages


def public(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return body(answer)


def test_without_a_policy_the_rules_of_the_archive_stand_there(
    db: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        page = public(client, "/policy")
    assert "<h1>What is kept, and what is shown</h1>" in page
    assert "Personal accounts of officials or staff" in page


def test_with_one_policy_its_text_in_force_and_its_history(client: Client, db: None) -> None:
    of = given.policy_of_two()
    procedures = given.draft(given.document("procedures", DocumentKind.PROCEDURES, of))
    moves.clear_text(procedures, actor=given.ATTORNEY)
    moves.approve_procedures(procedures, effective=city_day(), actor=given.DIRECTOR)
    page = public(client, "/policy")
    assert "Version 2, in force since January 1, 2020" in page
    assert 'id="no-blocking"' in page
    assert "for an opinion or for who they are" in page
    assert "Resolution 2006-298" in page
    assert "file 2019-0616" in page
    assert '<a href="/policy/procedures">Procedures</a>' in page
    assert '<h2 id="kept_here" class="section-title">What this archive keeps, and what it shows</h2>' in page
    assert "This is no part of the policy" in page
    assert "Personal accounts of officials or staff" in page
    for text in ("/policy/social-media", "/policy/social-media/1", "/policy/social-media?on=2019-12-31", "/policy/procedures"):
        assert "Personal accounts of officials or staff" not in public(client, text)
    assert '<a href="/policy/social-media">Social Media</a>' in public(client, "/policy/procedures")


def test_a_version_that_was_entered_later_than_it_was_published_says_so(client: Client, db: None) -> None:
    version = given.published(given.document(), given.FIRST, given.JULY, given.JULY)
    assert "Entered here on" not in body(client.get("/policy/social-media/1"))
    Version.objects.filter(pk=version.pk).update(created=given.noon(given.JANUARY))
    assert "Entered here on January 1, 2020" in body(client.get("/policy/social-media/1"))


def test_each_version_has_a_permanent_address_and_each_day_its_text(client: Client, db: None) -> None:
    given.policy_of_two()
    old, new = "Nobody is blocked for an opinion.", "for an opinion or for who they are"
    assert old in public(client, "/policy/social-media/1")
    assert "no longer in force since January 1, 2020" in public(client, "/policy/social-media/1")
    assert new in public(client, "/policy/social-media/2")
    december = public(client, "/policy/social-media?on=2019-12-31")
    assert old in december
    assert "Version 1, in force on December 31, 2019" in december
    assert new in public(client, "/policy/social-media?on=2020-01-01")
    assert "in force on January 1, 2099 too, unless another" in public(client, "/policy/social-media?on=2099-01-01")
    assert "No version was in force on August 18, 2011." in public(client, "/policy/social-media?on=2011-08-18")
    assert "This is not a day" in public(client, "/policy/social-media?on=yesterday", 422)
    assert client.get("/policy/social-media/2.md").content.decode() == Version.objects.get(number=2).source


def test_what_changed_is_told_in_marks_and_in_words(client: Client, db: None) -> None:
    given.policy_of_two()
    page = public(client, "/policy/social-media/2/since/1")
    assert '<ins><span class="usa-sr-only"> [added: </span> or for who they are<span class="usa-sr-only"> end added] </span></ins>' in page
    assert "Personal accounts stay personal." in page
    assert "{#" not in page
    public(client, "/policy/social-media/1/since/2", 404)


def test_the_public_reads_nothing_that_is_not_published(client: Client, db: None) -> None:
    of = given.policy_of_two()
    given.draft(of, FIRST.replace("official", "secret"))
    given.adopted(given.document("adopted-only"), FIRST, city_day(), city_day())
    given.draft(given.document("draft-only"))
    for path in (
        "social-media/3",
        "social-media/3/since/1",
        "social-media/3.md",
        "adopted-only",
        "adopted-only/1",
        "draft-only",
        "nothing",
    ):
        public(client, f"/policy/{path}", 404)
    for path in ("social-media/3.json", "social-media/3.csv", "social-media/3/since/1.json", "adopted-only.json", "draft-only/1.json"):
        assert client.get(f"/policy/{path}").status_code == 404
    for path in ("/policy", "/policy.json", "/policy.csv", "/policy/social-media.json"):
        answer = client.get(path)
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        assert "secret" not in text
        assert "adopted-only" not in text
        assert "draft-only" not in text


def test_the_interface_says_what_the_page_says(client: Client, db: None) -> None:
    given.policy_of_two()
    (told,) = client.get("/policy.json").json()["documents"]
    assert (told["in_force"], [version["number"] for version in told["versions"]]) == (2, [2, 1])
    assert told["versions"][0]["repealed"] == ["Resolution 2006-298", "Social Media, version 1"]
    then = client.get("/policy/social-media.json?on=2019-12-31").json()
    assert (then["on"], then["document"]["in_force"]) == ("2019-12-31", 1)
    assert [clause["key"] for clause in then["clauses"]] == ["purpose", "no-blocking", "archive"]
    assert client.get("/policy/social-media.json?on=x").status_code == 422
    parts = client.get("/policy/social-media/2/since/1.json").json()["paragraphs"]
    assert {"change": "added", "text": " or for who they are"} in [part for paragraph in parts for part in paragraph]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/policy/social-media", 7), ("/policy/social-media/1", 6)])
def test_a_public_page_takes_as_many_queries_for_three_versions_as_for_one(
    rows: int, path: str, queries: int, client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    of = given.document()
    for number in range(rows):
        day = dt.date(2020 + number, 1, 1)
        given.published(of, FIRST, day, day)
    with clock.frozen(given.noon(dt.date(2026, 1, 1))), django_assert_num_queries(queries):
        public(client, path)
