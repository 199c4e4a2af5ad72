"""Was I blocked or hidden? Nothing is told before a proof, and after it nothing about anybody else: tried as an attacker would."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable

import libipld
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from tests import rolls
from tests.moderation.conftest import OTHER, RESIDENT, WEDNESDAY, Network, settle

from rostra.archive.actions.batch import Captured
from rostra.archive.actions.intake import take_in
from rostra.core import clock
from rostra.core.actor import system
from rostra.core.models import Event, Tally
from rostra.moderation.actions.inquiries import claim_look, forget_inquiries, settle_look
from rostra.moderation.models import Inquiry
from rostra.moderation.queries.inquiries import restrictions_against
from rostra.moderation.rules.inquiries import QUANTUM
from rostra.people.states.codes import printed
from rostra.platforms.base import Act, Evidence, Identity, Item, Kind, Method, Source
from rostra.platforms.bluesky import parse
from rostra.platforms.lists.parse import ListOf
from rostra.platforms.lists.parse import parse as parse_entry
from rostra.platforms.lists.read import Entry
from rostra.portal.tasks import Looks

pytestmark = pytest.mark.django_db

NADIA, TWIN = Identity(RESIDENT, "nadia.test"), Identity(OTHER, "nad1a.test")
NO = "We did not find the code"
NAMES = ("block", "hidden", "number 1", "Mayor")
HIDDEN = f"at://{RESIDENT}/app.bsky.feed.post/r1"


class Resident:
    """A browser, and what its owner does on the network."""

    def __init__(self) -> None:
        self.client = Client()

    def ask(self, handle: str = "nadia.test", network: str = "bluesky", **headers: str) -> int:
        return self.client.post("/blocked", {"network": network, "handle": handle}, **headers).status_code

    @property
    def inquiry(self) -> Inquiry:
        return Inquiry.objects.latest("pk")

    @property
    def code(self) -> str:
        return printed(self.inquiry.code)

    def look(self, seen: Identity | None, profile: str = "") -> str:
        """Have us look: what the network tells then, and the page after the time has passed."""
        assert self.client.post("/blocked/proof").status_code == 302
        claimed = claim_look()
        assert claimed is not None
        settle_look(claimed, seen, profile)
        return self.later()

    def later(self, more: dt.timedelta = QUANTUM) -> str:
        with clock.frozen(clock.now() + more):
            answer = self.client.get("/blocked/proof", follow=True)
        return answer.content.decode()


@pytest.fixture
def resident(network: Network) -> Resident:
    return Resident()


def hide(network: Network, uri: str) -> None:
    """The city's account hides a reply to a post of its own."""
    post = f"at://{network.account.identity}/{parse.POST}/p1"
    network.show(parse.THREAD_GATE, {"post": post, "hiddenReplies": [uri]}, key="p1")


def reply(network: Network, text: str, author: Identity, **more: object) -> None:
    """Somebody of the public answers a post of the city's account, and it is captured."""
    told: dict[str, object] = {"method": Method.STREAM, "evidence": Evidence.AUTHOR_SIGNED} | more
    uri = f"at://{author.id}/{parse.POST}/{abs(hash((text, author.id)))}"
    raw = libipld.encode_dag_cbor({"$type": parse.POST, "text": text})
    source = Source(told["method"], "wss://pds.example/stream", clock.now())  # type: ignore[arg-type]
    item = Item(uri, Kind.REPLY, network.account.identity, author, raw, parse.MEDIA_TYPE, source, told["evidence"], text=text)  # type: ignore[arg-type]
    take_in([Captured(item)], accounts={network.account.identity: network.account}, actor=system("test"))


# the way of somebody who is honest


def test_who_proves_by_the_profile_is_told_what_is_done_now_and_was_done_earlier(network: Network, resident: Resident) -> None:
    with clock.frozen(WEDNESDAY):
        network.gone(network.block())
        network.block()
        hide(network, HIDDEN)
        settle()
    assert resident.ask() == 302
    page = resident.look(NADIA, f"I like trains. {resident.code}")
    assert "Yes: 2 things are done against you now" in page
    assert "Earlier" in page
    assert HIDDEN in page
    assert "Nobody approved it" in page
    assert RESIDENT not in page.replace(HIDDEN, "")
    assert "/policy/social-media-policy#no-blocking" in page


def test_who_is_not_blocked_is_told_no_and_what_cannot_be_seen(network: Network, resident: Resident) -> None:
    network.block(OTHER)
    settle()
    resident.ask()
    page = resident.look(NADIA, resident.code)
    assert "No: we know of nothing" in page
    assert "Mutes are private" in page


def test_a_reply_that_holds_the_code_proves_it_too(network: Network, resident: Resident) -> None:
    network.block()
    settle()
    resident.ask()
    reply(network, f"Here you are: {resident.code.lower()}", NADIA)
    assert "Yes: 1 thing" in resident.look(NADIA)


def test_a_reply_counts_where_the_network_does_not_answer(network: Network, resident: Resident) -> None:
    network.block()
    settle()
    resident.ask()
    reply(network, resident.code, NADIA)
    assert "Yes: 1 thing" in resident.look(None)


def test_an_exception_is_told_with_its_last_day_and_ground(network: Network, resident: Resident) -> None:
    from rostra.moderation.models import BlockException, Restriction

    network.block()
    settle()
    allowed = BlockException.objects.create(
        account=network.account, act="block", subject=RESIDENT, ground="true-threat", facts="x", alternatives="y",
        until=dt.date(2030, 3, 4), state="in-force", by_ref="a", by_name="A", decided_by="b",
    )  # fmt: skip
    Restriction.objects.update(standing="excepted", exception=allowed)
    resident.ask()
    page = resident.look(NADIA, resident.code)
    assert "The city attorney allowed it until March 4, 2030" in page
    assert "A serious expression of intent" in page


# what an attacker tries


@pytest.mark.parametrize("handle", ["nadia.test", "nobody.at.all", RESIDENT, "mayor.test", "x" * 200])
def test_every_handle_gets_a_code_and_nobody_is_asked(network: Network, resident: Resident, handle: str) -> None:
    network.block()
    settle()
    assert resident.ask(handle) == 302
    page = resident.client.get("/blocked/proof").content.decode()
    assert resident.code in page
    assert not [word for word in NAMES[2:] if word in page]
    assert resident.inquiry.looked is None


@pytest.mark.parametrize(
    ("seen", "profile"),
    [
        (NADIA, ""),
        (NADIA, "Somebody"),
        (None, ""),
        (TWIN, "{code}"),  # the network names another account than was asked about
        (Identity(RESIDENT, ""), "{code}"),  # the account does not say that the handle is its own
        (Identity(OTHER, "nadia.test"), "the code of another inquiry: 2222-2222-2222"),
    ],
)
def test_without_a_proof_every_answer_is_the_same_to_the_byte(
    network: Network, resident: Resident, seen: Identity | None, profile: str
) -> None:
    network.block()
    settle()
    blind = Resident()
    with clock.frozen(WEDNESDAY):  # the pages tell until when a code is good
        resident.ask()
        page = resident.look(seen, profile.format(code=resident.code))
        blind.ask("not.blocked.test")
        same = blind.look(None)
    assert NO in page
    for one in (resident, blind):
        row = Inquiry.objects.get(handle="nadia.test" if one is resident else "not.blocked.test")
        assert row.identity == ""
    first, second = Inquiry.objects.order_by("pk")
    assert page.replace(first.handle, "H").replace(printed(first.code), "C") == same.replace(second.handle, "H").replace(
        printed(second.code), "C"
    )


def test_the_answer_opens_to_the_browser_that_asked_and_to_nobody_who_saw_the_code(network: Network, resident: Resident) -> None:
    network.block()
    settle()
    resident.ask()
    resident.look(NADIA, resident.code)
    stranger = Client()
    for path in ("/blocked/answer", "/blocked/proof"):
        assert "Yes:" not in stranger.get(path, follow=True).content.decode()
    for guess in (resident.inquiry.code, resident.code, resident.inquiry.ticket, ""):
        stranger.cookies["inquiry"] = guess
        assert "Yes:" not in stranger.get("/blocked/answer", follow=True).content.decode()


def test_a_code_that_was_seen_proves_nothing_for_another_handle(network: Network, resident: Resident) -> None:
    """Somebody reads the resident's code on the network and puts it into a profile of their own."""
    network.block()
    settle()
    thief = Resident()
    thief.ask("nad1a.test")
    seen_in_public = "2345-6789-ABCD"
    resident.ask()
    reply(network, resident.code, NADIA)
    own = Inquiry.objects.get(handle="nad1a.test")
    thief.client.post("/blocked/proof")
    row = claim_look()
    assert row is not None
    assert row.pk == own.pk
    settle_look(row, TWIN, f"{resident.code} {seen_in_public}")
    own.refresh_from_db()
    assert own.identity == ""


def test_of_two_with_handles_that_look_alike_each_gets_the_own_answer(network: Network, resident: Resident) -> None:
    network.block(OTHER)
    settle()
    resident.ask("nadia.test")
    assert "No: we know of nothing" in resident.look(NADIA, resident.code)
    twin = Resident()
    twin.ask("nad1a.test")
    assert "Yes: 1 thing" in twin.look(TWIN, twin.code)
    assert Resident().ask("n\u0430dia.test") == 422  # a Cyrillic letter is in no handle


def test_a_handle_that_passed_on_tells_its_new_holder_nothing_of_the_old_one(network: Network, resident: Resident) -> None:
    network.block(RESIDENT)  # when nadia.test was hers
    settle()
    resident.ask("nadia.test")
    assert "No: we know of nothing" in resident.look(Identity(OTHER, "nadia.test"), resident.code)
    moved = Resident()
    moved.ask("nadia-new.test")
    assert "Yes: 1 thing" in moved.look(Identity(RESIDENT, "nadia-new.test"), moved.code)


def test_a_reply_by_another_identity_or_from_a_file_or_from_before_proves_nothing(network: Network, resident: Resident) -> None:
    network.block()
    settle()
    resident.ask()
    reply(network, f"1 {resident.code}", Identity(OTHER, "nadia.test"))
    reply(network, f"2 {resident.code}", NADIA, method=Method.IMPORT, evidence=Evidence.SUBMITTED)
    assert NO in resident.look(NADIA)
    before = Inquiry.objects.get()
    Inquiry.objects.filter(pk=before.pk).delete()
    reply(network, f"3 {printed(before.code)}", NADIA)
    resident.ask()
    with pytest.raises(DatabaseError), transaction.atomic():  # nor can an old code be given to a new inquiry
        Inquiry.objects.filter(pk=resident.inquiry.pk).update(code=before.code)
    assert NO in resident.look(NADIA)


def test_a_code_ends_and_cannot_be_tried_for_ever(network: Network, resident: Resident) -> None:
    resident.ask()
    for _ in range(10):
        resident.look(NADIA)
        Inquiry.objects.update(asked=clock.now() - 2 * QUANTUM, looked=clock.now() - 2 * QUANTUM)
    assert resident.client.post("/blocked/proof").status_code == 429
    late = Resident()
    late.ask()
    with clock.frozen(clock.now() + dt.timedelta(minutes=61)):
        assert "no longer good" in late.client.post("/blocked/proof").content.decode()
        assert claim_look() is None


def test_a_look_that_ends_after_the_code_proves_nothing(network: Network, resident: Resident) -> None:
    resident.ask()
    with clock.frozen(clock.now() + dt.timedelta(minutes=59, seconds=59)):
        resident.client.post("/blocked/proof")
        row = claim_look()
    assert row is not None
    with clock.frozen(clock.now() + dt.timedelta(minutes=62)):
        settle_look(row, NADIA, printed(row.code))
    assert Inquiry.objects.get().identity == ""


def test_one_address_and_all_together_may_ask_so_often(network: Network, resident: Resident, residents: Callable[..., None]) -> None:
    residents(inquiries_an_hour_each=3, inquiries_an_hour=5)
    assert [resident.ask() for _ in range(4)] == [302, 302, 302, 429]
    assert [resident.ask(REMOTE_ADDR=f"192.0.2.{last}") for last in (1, 2, 3)] == [302, 302, 429]


# when it is told


def test_what_came_of_a_look_is_told_at_a_fixed_time_whatever_it_is(network: Network, resident: Resident) -> None:
    network.block()
    settle()
    begun = clock.now()
    for seen, profile, took in ((None, "", 0.01), (NADIA, "{code}", 2.0), (NADIA, "", 9.9)):
        one = Resident()
        with clock.frozen(begun):
            one.ask()
            one.client.post("/blocked/proof")
        row = claim_look()
        assert row is not None
        with clock.frozen(begun + dt.timedelta(seconds=took)):
            settle_look(row, seen, profile.format(code=one.code))
        for after, told in ((took, False), (9.95, False), (10.0, True)):
            with clock.frozen(begun + dt.timedelta(seconds=after)):
                page = one.client.get("/blocked/proof", follow=True).content.decode()
            assert ("We are looking" in page) is not told


def test_no_page_takes_longer_for_a_handle_that_is_blocked(network: Network) -> None:
    """The pages before the proof ask neither the network nor the register, so nothing in them can take longer: measured all the same."""
    for number in range(300):
        network.block(f"did:plc:{number:024}")
    settle()

    def once(handle: str) -> float:
        one = Resident()
        Tally.objects.all().delete()
        start = time.perf_counter()
        one.ask(handle)
        one.client.get("/blocked/proof")
        one.client.post("/blocked/proof")
        one.client.get("/blocked/proof")
        return time.perf_counter() - start

    times: dict[str, list[float]] = {f"did:plc:{7:024}": [], "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz": []}
    for _ in range(25):
        for handle, taken in times.items():
            taken.append(once(handle))
    blocked, free = (statistics.median(taken) for taken in times.values())
    assert abs(blocked - free) < 0.5 * max(blocked, free)


def test_the_same_queries_are_made_for_every_handle_without_a_proof(network: Network) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    network.block()
    settle()
    made = []
    for handle, seen in (("nadia.test", NADIA), ("nobody.test", None), (OTHER, Identity(OTHER, "x.test"))):
        one = Resident()
        Tally.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as caught:
            one.ask(handle)
            one.look(seen)
        told = [query["sql"] for query in caught.captured_queries]
        made.append([" ".join(sql.split()[:2]) for sql in told if "SAVEPOINT" not in sql])
        assert not [query for query in caught.captured_queries if "moderation_restriction" in query["sql"]]
    assert made[0] == made[1] == made[2]


# what is kept


def test_of_a_question_nothing_is_left(network: Network, resident: Resident) -> None:
    network.block()
    settle()
    with clock.frozen(WEDNESDAY):
        resident.ask()
        resident.look(NADIA, resident.code)
    with clock.frozen(WEDNESDAY + dt.timedelta(minutes=29)):
        assert forget_inquiries() == 0
    with clock.frozen(WEDNESDAY + dt.timedelta(minutes=31)):
        assert forget_inquiries() == 1
    events = list(Event.objects.filter(action__startswith="moderation.inquiry"))
    assert [(event.action, event.facts) for event in events] == [("moderation.inquiry.proven", {"network": "bluesky"})]
    assert not [event for event in Event.objects.all() if "nadia" in repr(event.facts) or RESIDENT in repr(event.facts)]


def test_who_asked_can_delete_it_at_once(network: Network, resident: Resident) -> None:
    resident.ask()
    answer = resident.client.post("/blocked/end", follow=True)
    assert "Nothing is left of your question" in answer.content.decode()
    assert not Inquiry.objects.exists()
    assert resident.client.cookies["inquiry"].value == ""


def test_a_question_that_was_never_answered_ends_with_its_code(network: Network, resident: Resident) -> None:
    with clock.frozen(WEDNESDAY):
        resident.ask()
    with clock.frozen(WEDNESDAY + dt.timedelta(minutes=66)):
        assert forget_inquiries() == 1


def test_what_was_asked_about_is_never_rewritten(network: Network, resident: Resident) -> None:
    resident.ask()
    resident.look(NADIA, resident.code)
    rows = Inquiry.objects.all()
    for change in ({"handle": "x.test"}, {"network": "x"}, {"identity": OTHER}, {"ticket": "x"}, {"code": "x"}, {"expires": WEDNESDAY}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_the_pages_are_kept_nowhere_and_the_ticket_goes_nowhere_else(resident: Resident) -> None:
    answer = resident.client.post("/blocked", {"network": "bluesky", "handle": "nadia.test"})
    cookie = answer.cookies["inquiry"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/blocked", True, "Strict")
    for path in ("/blocked", "/blocked/proof"):
        page = resident.client.get(path)
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "no-referrer"


def test_a_network_that_cannot_be_asked_leads_to_the_report(resident: Resident, network: Network) -> None:
    rolls.account(1, network="facebook", identity="1234567")
    answer = resident.client.post("/blocked", {"network": "facebook", "handle": "nadia"})
    assert "We cannot check Facebook from here" in answer.content.decode()
    assert not Inquiry.objects.exists()


def test_a_list_that_names_handles_alone_is_told_to_who_proved_the_handle(network: Network) -> None:
    """As the exports of Mastodon do, where an identity is an address."""
    account = rolls.account(1, network="mastodon", identity="https://social.example/users/city", handle="city@social.example")
    of = ListOf("mastodon", account.identity, Act.BLOCK)
    told = Entry(1, 0, b"", {"identity": "Nadia@social.example"})
    source = Source(Method.IMPORT, "blocked_accounts.csv", clock.now())
    take_in([Captured(parse_entry(told, of, source, "1"))], accounts={account.identity: account}, actor=system("test"))
    settle()
    resident = "https://social.example/users/nadia"
    assert restrictions_against("mastodon", resident) == []
    assert restrictions_against("mastodon", resident, "nadia@social.exampl") == []
    assert [row.subject for row in restrictions_against("mastodon", resident, "nadia@social.example")] == ["Nadia@social.example"]


def test_hides_are_told_to_who_wrote_the_reply_and_to_nobody_with_a_name_that_begins_alike(network: Network) -> None:
    shorter, longer = "did:web:nadia.test", "did:web:nadia.test.example"
    hide(network, f"at://{longer}/app.bsky.feed.post/r1")
    settle()
    assert restrictions_against("bluesky", shorter) == []
    assert len(restrictions_against("bluesky", longer)) == 1
    assert restrictions_against("x", longer) == []
    assert restrictions_against("bluesky", longer.upper()) == []


def test_nothing_waits_when_nobody_asked(network: Network) -> None:
    assert Looks().step() == 0
