"""What is withheld is found through no outlet; everything else is still there, and the proof holds."""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.records import make_account, make_medium, make_record, publish_log
from tests.rolls import user
from tests.withheld import PARTS, PNG, Told, answered, finds, outlets, told_record

from rostra.archive.actions.classify import classify, lift_classification
from rostra.archive.models import Record
from rostra.archive.queries.log import log_key, proof_of
from rostra.archive.queries.records import current_versions_of
from rostra.archive.queries.segments import raw_bytes
from rostra.archive.queries.withheld import as_public
from rostra.archive.rules.classification import Proposed, Target
from rostra.archive.states.withholding import Part
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.data_class import DataClass
from rostra.people.models import User
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.platforms.base import Identity, Kind, Span
from rostra.search.actions import follow
from rostra.tlog.evidence import Shown, verify_file
from rostra.tlog.note import VerifierKey

pytestmark = pytest.mark.django_db
NEIGHBOURS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r"), max_size=12)
NOT_PUBLIC = st.sampled_from([each for each in DataClass if each is not DataClass.PUBLIC])
LAW = "Minn. Stat. 13.999"


def clerk() -> Actor:
    found = User.objects.filter(person__slug="clerk-sample").first()
    return (found or user("clerk-sample", Role.CLERK)).as_actor()


def index() -> None:
    publish_log()
    while follow():
        pass
    follow()
    cache.clear()


def shown_by_proof(told: Told, record: object = None) -> Shown:
    version = (record or told.record).all_versions.select_related("record", "entry", "segment").get()  # type: ignore[attr-defined]
    proof = proof_of(version)
    assert proof is not None
    return verify_file(proof.encode(), VerifierKey.parse(log_key()))


def withhold(told: Told, what: str, held_as: DataClass = DataClass.PRIVATE, until: dt.date | None = None) -> None:
    classify(told.target(what), Proposed(held_as, "", LAW, "A test.", until), actor=clerk())
    index()


def everything(client: Client, told: Told) -> str:
    return "\n".join(text for _, text in outlets(client, told))


QUICK = {"phases": [Phase.explicit, Phase.reuse, Phase.generate], "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=8, **QUICK)  # an example asks eighty addresses: making a failing one smaller takes too long
@given(before=NEIGHBOURS, after=NEIGHBOURS, whats=st.sets(st.sampled_from(PARTS), min_size=1, max_size=3), held_as=NOT_PUBLIC)
def test_a_withheld_word_is_found_through_no_outlet(
    archive: object, client: Client, before: str, after: str, whats: set[str], held_as: DataClass
) -> None:
    told = told_record(before, after)
    index()
    was = everything(client, told)
    assert [name for name, word in told.words.items() if word not in was] == []  # else the test could not fail
    for what in sorted(whats):
        classify(told.target(what), Proposed(held_as, "", LAW, "A test."), actor=clerk())
    index()
    hidden = set().union(*(told.hidden(what) for what in whats))
    for address, text in outlets(client, told):
        leaked = [name for name in hidden if told.words[name].lower() in text.lower()]
        assert leaked == [], (address, whats)
    for name in hidden:
        assert finds(client, told.words[name]) == [], (name, whats)
    now = everything(client, told)
    assert [name for name, word in told.words.items() if name not in hidden and word not in now] == []
    shown = shown_by_proof(told)
    assert shown.withheld
    assert LAW in now
    assert shown_by_proof(told, told.answers[0]).entry["type"] == "capture"


@pytest.mark.parametrize("what", ["span", "whole", "author"])
def test_what_was_withheld_for_a_time_is_public_again_by_its_day_alone(archive: object, client: Client, what: str) -> None:
    told = told_record("", "")
    index()
    before = everything(client, told)
    found = [name for name, word in told.words.items() if finds(client, word)]
    withhold(told, what, until=city_day())
    assert not all(word in everything(client, told) for word in told.words.values())
    with clock.frozen(clock.now() + dt.timedelta(days=2)):
        cache.clear()
        follow()
        after = everything(client, told)
        assert [name for name, word in told.words.items() if word in before and word not in after] == []
        assert [name for name, word in told.words.items() if finds(client, word)] == found


def test_no_digest_of_what_is_withheld_can_be_tried(archive: object, client: Client) -> None:
    told = told_record("", "")
    index()
    version = told.record.all_versions.select_related("segment").get()
    attached = version.attachments.get()
    assert attached.medium is not None
    digests = {"span": sha256(raw_bytes(version)).hexdigest(), "attachment": bytes(attached.medium.digest).hex()}
    for what, digest in digests.items():
        assert client.get("/verify.json", {"digest": digest}).json()["found"]
        withhold(told, what)
        assert client.get("/verify.json", {"digest": digest}).json()["found"] == []
    everywhere = everything(client, told)
    assert [what for what, digest in digests.items() if digest in everywhere] == []


def test_a_digest_that_a_version_of_its_own_hides_is_told_by_no_other(archive: object, client: Client) -> None:
    told = told_record("", "")
    named = {"kind": Kind.QUOTE, "uri": "at://city/post/quoting"}
    quote = make_record(told.account, "Look.", quotes=told.record.uri, **named)
    make_record(told.account, "Look at this.", revision="b", quotes="", **named)
    first, second = (bytes(each.digest).hex() for each in quote.all_versions.order_by("number"))
    withhold(told, "author")
    for place in (f"/record/{quote.pk}/v/1.json", f"/record/{quote.pk}.json", "/search.json?q=look"):
        assert first not in answered(client, place), place
    versions = client.get(f"/record/{quote.pk}.json").json()["versions"]
    assert [each["sha256"] for each in versions] == ["", second]


def test_a_picture_is_asked_for_again_and_is_gone_once_it_is_withheld(archive: object, client: Client) -> None:
    told = told_record("", "")
    first = client.get(f"/media/{told.media}")
    assert "immutable" not in first["Cache-Control"]
    assert client.get(f"/media/{told.media}", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    withhold(told, "attachment")
    assert client.get(f"/media/{told.media}", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 404
    assert "1 attachment, not public<" in answered(client, f"/search?q=from:{told.account.slug}")


def test_the_same_picture_stays_where_another_record_shows_it(archive: object, client: Client) -> None:
    told = told_record("", "")
    make_record(told.account, "The same wall.", media=[make_medium(PNG + told.words["alt"].encode())])
    withhold(told, "attachment")
    assert client.get(f"/media/{told.media}").status_code == 200
    assert told.media not in answered(client, f"/record/{told.record.pk}.json")


@pytest.mark.parametrize(("part", "word"), [(Part.NAME, "zqprofilename"), (Part.TEXT, "zqprofiletext"), (Part.WHOLE, "zqprofiletext")])
def test_a_profile_is_no_way_around(part: Part, word: str, archive: object, client: Client) -> None:
    account = make_account()
    who = Identity(account.identity, account.handle, "zqprofilename")
    profile = make_record(account, "We say zqprofiletext, at zqprofiletext.example.", kind=Kind.PROFILE, author=who)
    index()
    places = [f"/account/mayor/profile{suffix}" for suffix in ("", ".json", ".csv")] + [f"/record/{profile.pk}.json", "/account/mayor"]
    assert word in "".join(answered(client, place) for place in places)
    classify(Target(profile, part, 1 if part is Part.TEXT else None), Proposed(DataClass.PRIVATE, "", LAW, "A test."), actor=clerk())
    index()
    assert word not in "".join(answered(client, place) for place in places)


def test_an_address_that_is_withheld_leads_nowhere(archive: object, client: Client) -> None:
    told = told_record("", "")
    index()
    uri = told.record.uri
    assert f"/record/{told.record.pk}" in answered(client, f"/verify?q={uri}")
    withhold(told, "author")
    assert f"/record/{told.record.pk}" not in answered(client, f"/verify?q={uri}").replace(f"?q={uri}", "")


NADIA = Identity("did:plc:zqnadia", "zqNadia.example", "Nadia")
LED = {
    "profile": "https://network.example/profile/did:plc:zqnadia",
    "profile by handle": "https://network.example/@zqnadia.example",
    "own site": "https://zqnadia.example/?x=1",
    "record": "https://network.example/profile/did:plc:zqnadia/post/zqkey",
    "record by handle": "https://network.example/profile/zqnadia.example/post/zqkey",
    "escaped": "https://network.example/profile/did%3Aplc%3Azqnadia",
    "page": "https://network.example/zqpage/7",
}
TO_RECORD = {"record", "record by handle", "page"}


@pytest.mark.parametrize(
    ("part", "cleared"), [("author", set(LED)), ("handle", set(LED)), ("address", TO_RECORD), ("whole", TO_RECORD), ("name", set())]
)
def test_no_link_of_others_leads_to_who_is_withheld(part: str, cleared: set[str], archive: object, client: Client) -> None:
    account = make_account()
    record = make_record(
        account, "Said.", author=NADIA, kind=Kind.REPLY, uri="at://did:plc:zqnadia/post/zqkey", url=LED["page"], raw=b'{"a": 1}'
    )
    words = "Thank you, friend. See us too."
    others = {
        name: make_record(
            account, words, spans=(Span(11, 17, href), Span(19, 22, "https://us.example/")), raw=json.dumps(["b", href]).encode()
        )
        for name, href in LED.items()
    }
    index()
    outlets = {name: list(_where_links_stand(other)) for name, other in others.items()}
    places = {name: "\n".join(answered(client, place) for place in found) for name, found in outlets.items()}
    assert all(html.escape(LED[name]) in places[name] for name in LED)  # else the test could not fail
    classify(Target(record, Part(part)), Proposed(DataClass.PRIVATE, "", LAW, "A test."), actor=clerk())
    index()
    for name, found in outlets.items():
        for place in found:
            told = answered(client, place)
            assert (LED[name] in told or html.escape(LED[name]) in told) <= (name not in cleared), (name, place)
        page = answered(client, found[0])
        assert "https://us.example/" in page
        assert "Thank you" in page
        assert ("Where the links lead</strong>: private" in page) == (name in cleared), name
        assert client.get(f"/record/{others[name].pk}/v/1/bytes").status_code == (451 if name in cleared else 200)
        assert bool(shown_by_proof_of(others[name]).withheld) == (name in cleared)
    assert finds(client, "friend")  # the text is as it was: its words are for somebody to decide


def _where_links_stand(record: Record) -> Iterator[str]:
    yield from (f"/record/{record.pk}{suffix}" for suffix in ("", ".json", "/v/1.json", "/v/1/bytes", "/v/1.tlog-proof"))
    yield from (f"/search{suffix}?q=friend&after={record.pk + 1}" for suffix in ("", ".json", ".csv", ".jsonl", ".atom"))


def shown_by_proof_of(record: Record) -> Shown:
    version = record.all_versions.select_related("record", "entry", "segment").get()
    return verify_file(str(proof_of(version)).encode(), VerifierKey.parse(log_key()))


def test_links_are_public_again_and_told_so_once_the_author_is(archive: object, client: Client) -> None:
    account = make_account()
    record = make_record(account, "Said.", author=NADIA, kind=Kind.REPLY, uri="at://did:plc:zqnadia/post/zqkey")
    other = make_record(account, "Thank you, friend.", spans=(Span(11, 17, LED["profile"]),))
    index()
    row = classify(Target(record, Part.AUTHOR), Proposed(DataClass.PRIVATE, "", LAW, "A test."), actor=clerk())
    was = client.get(f"/record/{other.pk}.json").json()
    assert (was["links"], [each["part"] for each in was["withheld"]], was["versions"][0]["sha256"]) == ([], ["links"], "")
    with clock.frozen(clock.now() + dt.timedelta(days=1)):
        lift_classification(row, "A mistake.", actor=clerk())
        cache.clear()
        now = client.get(f"/record/{other.pk}.json").json()
    assert (now["links"], now["withheld"]) == ([LED["profile"]], [])
    assert now["changed"] > was["changed"]


def test_an_earlier_version_that_links_to_something_else_tells_no_digest_in_a_list(archive: object, client: Client) -> None:
    account = make_account()
    said = {"uri": "at://did:plc:mayor/post/zq"}
    record = make_record(account, "Thank you, friend.", spans=(Span(11, 17, LED["profile"]),), **said)
    make_record(account, "Thank you.", revision="b", **said)
    make_record(make_account(), "Said.", author=NADIA, kind=Kind.REPLY)
    told = [each["sha256"] for each in client.get(f"/record/{record.pk}.json").json()["versions"]]
    assert told == ["", bytes(record.all_versions.get(number=2).digest).hex()]
    assert client.get(f"/record/{record.pk}/v/1.json").json()["versions"][0]["sha256"]


def test_an_account_s_own_name_is_no_author_that_links_are_cleared_of(archive: object, client: Client) -> None:
    account = make_account()
    record = make_record(account, "From a table.", author=Identity(account.identity, account.handle, "Nadia"), kind=Kind.REPLY)
    other = make_record(account, "Follow us here.", spans=(Span(0, 6, f"https://network.example/profile/{account.handle}"),))
    classify(Target(record, Part.AUTHOR), Proposed(DataClass.PRIVATE, "", LAW, "A test."), actor=clerk())
    assert client.get(f"/record/{other.pk}.json").json()["links"]


def test_many_links_are_looked_for_a_piece_at_a_time(archive: object, monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account()
    record = make_record(account, "Said.", author=NADIA, kind=Kind.REPLY)
    text = "".join(f"https://e.example/{number:04}/x " for number in range(200)) + LED["profile"]
    other = make_record(account, text)
    classify(Target(record, Part.AUTHOR), Proposed(DataClass.PRIVATE, "", LAW, "A test."), actor=clerk())
    monkeypatch.setattr("rostra.archive.queries.withheld._AT_ONCE", 16)
    [version] = current_versions_of([other.pk])
    assert version.html.count("<a ") == 200


def test_the_text_in_a_proof_is_shown_with_a_gap(archive: object, client: Client) -> None:
    told = told_record("left", "right")
    index()
    withhold(told, "span")
    extra = answered(client, f"/record/{told.record.pk}/v/1.tlog-proof")
    line = next(line for line in extra.splitlines() if '"disclosures"' in line)
    fields = [each for each in json.loads(line[line.index("{") :])["disclosures"] if isinstance(each, dict)]
    assert {each["field"] for each in fields} == {"text", "bytes", "evidence"}
    [text] = [each["shown"] for each in fields if each["field"] == "text"]
    assert f"left [withheld: {LAW}] right" in text
    assert {each["basis"] for each in fields} == {LAW}


@pytest.mark.parametrize("what", ["author", "handle", "address"])
@pytest.mark.parametrize("own", [False, True], ids=["answers itself", "is its own thread"])
def test_who_said_it_stands_in_no_picture_and_no_thread(what: str, own: bool, archive: object, client: Client) -> None:
    account, who = make_account(), Identity("did:plc:zqresident", "zqnadia.example", "Nadia")
    first, second = (f"at://did:plc:zqresident/post/{each}" for each in (1, 2))
    make_record(account, "The first.", author=who, kind=Kind.REPLY, uri=first)
    picture = make_medium(PNG, alt="A wall")
    picture = replace(picture, ref=replace(picture.ref, ref="did:plc:zqresident/bafkrei"))
    named = {"thread": second} if own else {"thread": first, "reply_to": first, "quotes": first}
    record = make_record(account, "The second.", author=who, kind=Kind.REPLY, uri=second, media=[picture], **named)
    index()
    places = [f"/record/{record.pk}/v/1{suffix}" for suffix in (".json", ".txt", ".tlog-proof")]
    words = ["did:plc:zqresident/", "at://did:plc:zqresident"] + (["did:plc:zqresident", "zqnadia"] if what == "author" else [])
    assert all(word in "".join(answered(client, place) for place in places) for word in words)
    classify(Target(record, Part(what)), Proposed(DataClass.PRIVATE, "", LAW, "A test."), actor=clerk())
    index()
    for place in places:
        assert [word for word in words if word in answered(client, place)] == [], place
    versions = list(current_versions_of([record.pk]))
    assert [each.ref for version in versions for each in version.attached] == [""]
    assert verify_file(answered_proof(client, record), VerifierKey.parse(log_key())).withheld


def answered_proof(client: Client, record: Record) -> bytes:
    return bytes(client.get(f"/record/{record.pk}/v/1.tlog-proof").content)


def test_a_version_taken_out_of_twice_stays_as_it_is(archive: object) -> None:
    told = told_record("", "")
    withhold(told, "span")
    version = told.record.all_versions.select_related("record").get()
    once = as_public([version])[0].text
    assert f"[withheld: {LAW}]" in once
    assert told.record.all_versions.get().text != once
