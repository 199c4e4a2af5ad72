"""Direct messages: held by who wrote to whom, shown to who may see them alone, and to nobody else anywhere."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from tests import rolls
from tests.archive.messages import GROUP, PICTURE, RESIDENT, VENDOR, archive_with, conversation, held, message, on_x, take_in_messages
from tests.platforms.x.archives import OWNER
from tests.policy.conftest import Staff, staff
from tests.records import publish_log
from tests.withheld import finds

from rostra.accounts.models import Account
from rostra.api.queries.export import json_lines
from rostra.archive.actions.classify import lift_classification
from rostra.archive.actions.messages import say_party
from rostra.archive.actions.rebuild import rebuild
from rostra.archive.models import Attachment, Classification, Entry, Medium, Record, SaidParty, Statement, Version
from rostra.archive.queries.messages import conversation_at, parties_of
from rostra.archive.queries.withheld import as_public
from rostra.archive.rules.everything import all_flaws
from rostra.archive.states.parties import STRICTEST, PartyKind, held_between
from rostra.core.errors import Forbidden, Invalid
from rostra.core.models import Event, Mail
from rostra.core.profile import MessageRule
from rostra.moderation.queries.acts import replies_to
from rostra.moderation.queries.filters import hits_of
from rostra.people import actions as people
from rostra.people.models import View
from rostra.people.states import Category
from rostra.retention.actions.holds import place_hold
from rostra.retention.queries.holds import held as held_by
from rostra.retention.rules.holding import Things
from rostra.search.actions import follow

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
WORD = "zqmessagex"


@pytest.fixture
def city(archive: Path, mayor: Account) -> Account:
    """A department's account on X."""
    return on_x(mayor)


@pytest.fixture
def taken(city: Account, tmp_path: Path) -> Account:
    """The account with a conversation of two, a picture in it, and a group."""
    written = message("11", f"My address is {WORD}secret", mediaUrls=["https://ton.twitter.com/dm/11/55/letter.jpg"])
    answer = message("12", f"We have it, {WORD}answer", sender=OWNER)
    group = conversation(
        {"joinConversation": {"initiatingUserId": VENDOR, "participantsSnapshot": [RESIDENT, VENDOR, OWNER], "createdAt": "2026"}},
        message("13", f"To you all, {WORD}group", sender=VENDOR),
        of=GROUP,
    )
    members = archive_with(conversation(answer, written), groups=(group,))
    members["data/direct_messages_media/11-letter.jpg"] = PICTURE + WORD.encode()
    done = take_in_messages(tmp_path, members)
    assert (done.new, done.rejected) == (5, 0)
    return city


def classes() -> list[tuple[str, str]]:
    """How each message is held, in the order in which they were written."""
    rows = Classification.objects.filter(replaced_by__isnull=True).order_by("record__published")
    return [(row.held_as, row.basis) for row in rows]


def clerk_reads(staff: Staff, name: str = "clerk") -> Client:
    client = staff.client(name)
    client.post("/desk/auth/purpose/restricted-archive", {"purpose": "A request for records"})
    return client


def list_url(account: Account) -> str:
    return reverse("messages:list", args=[account.slug])


def every_page(account: Account) -> list[str]:
    """The addresses of everything that shows messages, each with its own."""
    urls = [list_url(account), reverse("messages:list-csv", args=[account.slug]), reverse("messages:list-json", args=[account.slug])]
    for record in held():
        of = [account.slug, record.pk]
        urls += [reverse(f"messages:conversation{form}", args=of) for form in ("", "-csv", "-json")]
        urls.append(reverse("messages:proof", args=[account.slug, record.pk, 1]))
    first = held()[0]
    return [
        *urls,
        reverse("messages:attachment", args=[account.slug, first.pk, 1, 0]),
        reverse("messages:party", args=[account.slug, first.pk, 1]),
    ]


def test_without_being_asked_for_nothing_of_them_is_read(city: Account, tmp_path: Path) -> None:
    take_in_messages(tmp_path, archive_with(conversation(message("11", WORD))), messages=False)
    assert held() == []
    assert Record.objects.count() == 2  # the profile, and the post
    take_in_messages(tmp_path, archive_with(conversation(message("11", WORD))))
    assert [record.official for record in held()] == [False]
    take_in_messages(tmp_path, archive_with(conversation(message("11", WORD))))
    assert Version.objects.filter(record=held()[0]).count() == 1


def test_each_is_held_from_its_first_moment_and_knows_who_takes_part(taken: Account) -> None:
    first, second, third = held()
    assert [(each.official, each.author_id) for each in (first, second, third)] == [(False, RESIDENT), (True, OWNER), (False, VENDOR)]
    assert first.thread == second.thread != third.thread
    assert {party.identity.id for party in parties_of(taken, third.thread)} == {OWNER, RESIDENT, VENDOR}
    assert classes() == [("private", "message-not-classified")] * 3
    assert Medium.objects.count() == 1
    assert Attachment.objects.get().medium is not None
    assert list(all_flaws()) == []


def test_who_somebody_is_decides_how_all_of_a_conversation_is_held(taken: Account, staff: Staff) -> None:
    clerk, number = staff.users["clerk"].as_actor(), held()[0].pk
    say_party(taken, number, RESIDENT, PartyKind.RESIDENT, "She says so.", actor=clerk)
    assert classes() == [("public", "message-not-classified")] * 2 + [("private", "message-not-classified")]
    seat = people.add_position("mayor-seat", "Mayor", taken.unit, Category.ELECTED, actor=rolls.OPERATOR)
    people.appoint(taken.custodian, seat, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    say_party(taken, number, RESIDENT, PartyKind.RESIDENT, "She says so again.", actor=clerk)
    assert classes()[:2] == [("private", "letter-to-an-official")] * 2
    say_party(taken, number, OWNER, PartyKind.OFFICIAL_ACCOUNT, "Run by the clerk's office.", actor=clerk)
    say_party(taken, number, RESIDENT, PartyKind.EMPLOYEE, "Of the library.", actor=clerk)
    assert classes()[:2] == [("private", "message-not-classified")] * 2  # no rule is about these two
    assert {(row.confirmed, row.uri, row.author_id) for row in Classification.objects.all()} == {(True, "", "")}
    told = Event.objects.filter(action="archive.message.party-said")
    assert [set(event.facts) for event in told] == [{"conversation", "kind"}] * 4
    assert not any(RESIDENT in str(event.facts) + event.subject for event in told)


def test_what_somebody_classified_by_hand_stays(taken: Account, staff: Staff) -> None:
    clerk, first = staff.users["clerk"].as_actor(), held()[0]
    row = Classification.objects.get(record=first)
    lift_classification(row, "The resident published it.", actor=clerk)
    for kind in (PartyKind.UNKNOWN, PartyKind.EMPLOYEE):
        say_party(taken, first.pk, RESIDENT, kind, "Asked.", actor=clerk)
        assert classes()[0] == ("public", "message-not-classified")


def test_who_says_it_must_see_them_and_classify_and_nobody_changes_it_later(taken: Account, staff: Staff) -> None:
    first = held()[0]
    for name in ("records", "clerk"):
        say_party(taken, first.pk, RESIDENT, PartyKind.RESIDENT, "Asked.", actor=staff.users[name].as_actor())
    for name in ("auditor", "attorney", "officer", "moderator", "administrator"):
        with pytest.raises(Forbidden):
            say_party(taken, first.pk, RESIDENT, PartyKind.RESIDENT, "Asked.", actor=staff.users[name].as_actor())
    clerk = staff.users["clerk"].as_actor()
    for number, party, reason in (
        (first.pk, "999", "Asked."),
        (first.pk, RESIDENT, " "),
        (Record.objects.get(kind="post").pk, RESIDENT, "x"),
    ):
        with pytest.raises(Invalid):
            say_party(taken, number, party, PartyKind.RESIDENT, reason, actor=clerk)
    with pytest.raises(DatabaseError), transaction.atomic():
        SaidParty.objects.update(kind="vendor")


def test_no_public_outlet_shows_a_word_of_them_whatever_their_class(
    taken: Account, staff: Staff, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for record in held():
        for row in Classification.objects.filter(record=record, replaced_by__isnull=True):
            lift_classification(row, "Public.", actor=staff.users["clerk"].as_actor())
    publish_log()
    while follow():
        pass
    medium = Attachment.objects.get().medium
    assert medium is not None
    secrets = (WORD, RESIDENT, VENDOR, medium.name, "urn:rostra:message")
    for url in public_addresses(taken, medium.name):
        response = client.get(url)
        text = (b"".join(response.streaming_content) if response.streaming else response.content).decode("utf-8", "replace")  # type: ignore[attr-defined]
        assert response.status_code in {200, 404}, url
        assert not any(secret in text for secret in secrets if secret not in url), url
        assert not any(str(record.pk) in text for record in held() if str(record.pk) not in url), url
        assert response.status_code == 404 or medium.name not in url
    assert finds(client, f"{WORD}secret") == []
    exported = b"".join(line for lines in json_lines([[record.pk for record in held()]], all_versions=True, proofs=False) for line in lines)
    assert WORD.encode() not in exported
    assert WORD not in caplog.text + str(list(Event.objects.values_list("facts", "subject", "actor_name")))
    assert not any(WORD.encode() in bytes(body) for body in Entry.objects.values_list("body", flat=True))
    assert WORD not in str(list(Statement.objects.values_list("values", flat=True)))
    assert (Mail.objects.count(), len(mail.outbox)) == (0, 0)
    shown = as_public(list(Version.objects.filter(record__in=held()).select_related("record")))
    assert not any(WORD in version.text + version.html + str(version.context) for version in shown)


def public_addresses(account: Account, medium: str) -> list[str]:
    slug, found = (
        account.slug,
        ["/", "/index.json", "/accounts.json", "/moderation", "/data/inventory", "/accounts", "/coverage", f"/media/{medium}"],
    )
    for record in held():
        found += [f"/record/{record.pk}", f"/record/{record.pk}.json", f"/verify?q=/record/{record.pk}"]
        found += [f"/record/{record.pk}/v/1{suffix}" for suffix in ("", ".txt", ".json", ".tlog-proof", "/bytes")]
    for query in (f"from:{slug}", f"{WORD}secret", WORD + "*"):
        found += [f"/search{suffix}?q={query}" for suffix in ("", ".json", ".csv", ".jsonl", ".atom")]
    found += [f"/account/{slug}{suffix}" for suffix in ("", ".json", ".csv", ".atom", "/profile", "/profile.json", "/profile.csv")]
    return [*found, f"/unit/{account.unit.slug}", f"/unit/{account.unit.slug}.json", f"/unit/{account.unit.slug}.atom?limit=50"]


def test_pages_and_files_show_them_to_who_may_see_them_after_saying_what_for(taken: Account, staff: Staff) -> None:
    publish_log()
    first = held()[0]
    asked = staff.client("clerk").get(list_url(taken))
    assert asked["Location"].startswith("/desk/auth/purpose/restricted-archive")
    client = clerk_reads(staff)
    bodies = {}
    for url in every_page(taken):
        response = client.get(url)
        assert response.status_code == 200, url
        assert "no-store" in response["Cache-Control"], url
        bodies[url] = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    page = bodies[reverse("messages:conversation", args=[taken.slug, first.pk])].decode()
    assert page.index(f"{WORD}secret") < page.index(f"{WORD}answer")
    assert f"{WORD}group" not in page
    assert "private" in page
    assert "Proof, leaf" in page
    assert bodies[reverse("messages:attachment", args=[taken.slug, first.pk, 1, 0])] == PICTURE + WORD.encode()
    assert {"messages:mayor", f"conversation:{first.pk}", f"record:{first.pk}"} <= set(View.objects.values_list("subject", flat=True))
    assert set(View.objects.values_list("purpose", flat=True)) == {"A request for records"}
    assert not any(WORD in subject or RESIDENT in subject for subject in View.objects.values_list("subject", flat=True))
    listed = client.get(reverse("messages:list-json", args=[taken.slug])).json()["conversations"]
    assert [(set(each["parties"]), each["messages"], each["classes"]) for each in listed] == [
        ({RESIDENT, VENDOR}, 1, {"private": 1}), ({RESIDENT}, 2, {"private": 2}),
    ]  # fmt: skip
    told = client.get(reverse("messages:conversation-json", args=[taken.slug, first.pk])).json()
    assert [(row["incoming"], row["class"]) for row in told["held"]] == [(True, "private"), (False, "private")]


def test_others_get_none_of_these_pages_and_no_page_names_another_accounts(taken: Account, staff: Staff) -> None:
    publish_log()
    for name in ("officer", "director", "attorney", "auditor", "moderator", "hr", "ethics", "administrator", "nobody", "stranger"):
        client = clerk_reads(staff, name)
        for url in every_page(taken):
            response = client.get(url)
            assert response.status_code in {302, 403}, (name, url)
            assert WORD not in response.content.decode(errors="replace"), (name, url)
    post = Record.objects.get(kind="post")
    reader = clerk_reads(staff)
    assert reader.get(reverse("messages:conversation", args=[taken.slug, post.pk])).status_code == 404
    assert reader.get(reverse("messages:party", args=[taken.slug, held()[0].pk, 9])).status_code == 404


def test_who_answers_for_the_account_sees_its_messages(taken: Account, staff: Staff) -> None:
    from rostra.accounts.models import Custody

    user = people.add_user(taken.custodian, email="ada@exampleville.example", password=rolls.PASSWORD, actor=rolls.OPERATOR)
    Custody.objects.create(account=taken, person=taken.custodian, part="custodian", begins=rolls.LONG_AGO)
    client = rolls.signed_in(user)
    client.post("/desk/auth/purpose/restricted-archive", {"purpose": "To answer"})
    assert f"{WORD}secret" in client.get(reverse("messages:conversation", args=[taken.slug, held()[0].pk])).content.decode()
    assert client.get(reverse("messages:party", args=[taken.slug, held()[0].pk, 1])).status_code == 403


def test_a_page_keeps_who_somebody_is(taken: Account, staff: Staff) -> None:
    client, first = clerk_reads(staff), held()[0]
    url = reverse("messages:party", args=[taken.slug, first.pk, 1])
    assert client.post(url, {"kind": "resident", "reason": ""}).status_code == 422
    assert client.post(url, {"kind": "resident", "reason": "She told us."}).status_code == 302
    assert "She told us." in client.get(reverse("messages:conversation", args=[taken.slug, first.pk])).content.decode()
    found = conversation_at(taken, first.pk)
    assert found is not None
    assert dict(found.classes) == {STRICTEST[-1]: 2}


def test_the_segments_alone_bring_them_back(taken: Account) -> None:
    publish_log()
    before = list(Version.objects.order_by("pk").values_list("text", "record__uri", "record__thread", "context"))
    rebuild(actor=rolls.OPERATOR)
    assert list(Version.objects.order_by("pk").values_list("text", "record__uri", "record__thread", "context")) == before
    assert len(classes()) == 3


def test_a_message_that_cannot_be_read_leaves_no_bytes_behind(city: Account, tmp_path: Path, archive: Path) -> None:
    broken = message("11", f"{WORD}broken", createdAt="never"), message("x", f"{WORD}nameless")
    done = take_in_messages(tmp_path / "", archive_with(conversation(*broken, message("12", "Good day"))), name="twitter.zip")
    assert (done.rejected, len(held())) == (2, 1)
    for path in archive.rglob("*"):
        assert not path.is_file() or path.suffix == ".zip" or WORD.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("kinds", "held_as", "basis"),
    [
        ("resident elected-official", "private", "letter-to-an-official"),
        ("resident official-account", "public", ""),
        ("resident official-account elected-official", "private", "letter-to-an-official"),
        ("elected-official elected-official", "public", ""),
        ("elected-official employee", "public", ""),
        ("vendor official-account", "public", ""),
        ("vendor elected-official", "private", "u"),
        ("resident unknown", "private", "u"),
        ("employee official-account", "private", "u"),
        ("official-account", "private", "u"),
        ("", "private", "u"),
    ],
)
def test_the_delivered_rules(kinds: str, held_as: str, basis: str) -> None:
    from rostra.archive.rules.messages import rules_in_force

    decided = held_between([PartyKind(kind) for kind in kinds.split()], rules_in_force(), "u")
    assert (decided.held_as, decided.basis) == (held_as, basis)


def test_of_two_rules_about_the_same_two_the_first_counts() -> None:
    own = MessageRule(between=["official-account", "resident"], held_as="private", basis="letter-to-an-official")
    public = MessageRule(between=["resident", "official-account"], held_as="public")
    both = [PartyKind.RESIDENT, PartyKind.OFFICIAL_ACCOUNT]
    assert held_between(both, [own, public], "u").held_as == "private"
    assert held_between(both, [public, own], "u").held_as == "public"
    for told in ({"held_as": "private"}, {"held_as": "public", "basis": "x"}):
        with pytest.raises(ValueError, match="basis"):
            MessageRule.model_validate({"between": ["resident", "vendor"], **told})


def test_who_moderates_comments_finds_none_of_them(taken: Account, staff: Staff) -> None:
    assert replies_to(taken, 10) == []
    assert hits_of(WORD, taken).count == 0
    client = staff.client("moderator")
    client.post("/desk/auth/purpose/moderation-act", {"purpose": "A comment"})
    answer = client.get(reverse("moderation:act-new", args=[held()[0].pk]))
    assert answer.status_code == 404
    assert WORD not in answer.content.decode()


def test_a_hold_covers_them_as_any_record(taken: Account, staff: Staff) -> None:
    first, second, third = held()
    clerk = staff.users["clerk"].as_actor()
    place_hold("Flood of 2026", Things([first]), reason="There will be a claim.", actor=clerk)
    assert held_by([first, second, third]) == {first.pk}
    place_hold("Snow of 2026", Things([], [taken]), reason="There will be a claim.", actor=clerk)
    assert held_by([first, second, third]) == {first.pk, second.pk, third.pk}
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_version WHERE record_id = %s", [second.pk])
