"""From a Page of Facebook to records and versions, and what stands in public once its token is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_checks import check_all, due_again
from tests.platforms.facebook.server import PAGE, album, comment, page, post
from tests.platforms.graph.server import TOKEN, Meta, graph

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Attachment, Record, Version
from rostra.archive.queries.segments import raw_bytes
from rostra.capture import actions
from rostra.capture.models import Connection, Gap, Run, Schedule
from rostra.capture.queries.consent import sealed
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import ConnectionState, Outcome, Work
from rostra.core import clock
from rostra.core.profile import ApiTerms
from rostra.platforms.base import Act
from rostra.platforms.consent import Tokens
from rostra.platforms.facebook.answers import HOME
from rostra.platforms.lists import ListOf


@pytest.fixture
def site() -> Iterator[Meta]:
    with graph() as running:
        running.start = clock.now() - dt.timedelta(hours=1)  # only what is new is looked at again
        yield page(running)


@pytest.fixture
def city(register: Register, site: Meta, settings: Settings) -> Account:
    """A Page whose holder consented."""
    terms = {"facebook": ApiTerms(api=f"{site.url}/v26.0", allow_http=True)}
    settings.PROFILE = settings.PROFILE.model_copy(update={"platform": terms})
    made: Account = register("city", network="facebook", state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=PAGE, handle="exampleville")
    made.refresh_from_db()
    now = clock.now()
    Connection.objects.create(
        account=made,
        state=ConnectionState.CONNECTED,
        sealed=sealed(Tokens(TOKEN)),
        granted=now,
        by_ref="x",
        by_name="Ada Example",
        since=now,
    )
    return actions.connect(made, actor=OPERATOR)


def look_again(account: Account, *works: Work) -> None:
    for work in works:
        due_again(account, work)
    check_all(Connections())


def said(uri: str) -> list[str]:
    return list(Version.objects.filter(record__uri=uri).order_by("number").values_list("text", flat=True))


def test_that_the_last_person_was_unblocked_is_seen_at_the_second_look(city: Account, site: Meta) -> None:
    post(site, 1, "Hello")
    site.add("person", "5000", f"{PAGE}/blocked", name="A Person")
    check_all(Connections())
    site.delete("5000")
    status = []
    for hours in (1, 3):
        with clock.frozen(clock.now() + dt.timedelta(hours=hours)):
            look_again(city, Work.SNAPSHOT)
        status.append(Record.objects.get(kind="block").status)
    assert status == ["present", "gone"]
    assert "empty at two looks" in Absence.objects.get().reason


def test_what_a_page_does_is_kept_until_its_token_is_taken_back(city: Account, site: Meta, client: Client) -> None:
    first = post(site, 1, "The pool opens at nien", attachments=album(site, ("501", "The pool")))
    rude = comment(site, first, 10, "rude")
    site.add("person", "5000", f"{PAGE}/blocked", name="A Person")
    uri, answer = f"{HOME}/{first}", f"{HOME}/{rude}"
    check_all(Connections())
    blocked = ListOf("facebook", PAGE, Act.BLOCK).uri("5000")
    kept = {uri: (kind, official) for uri, kind, official in Record.objects.values_list("uri", "kind", "official")}
    assert kept == {f"{HOME}/{PAGE}": ("profile", True), uri: ("post", True), answer: ("reply", False), blocked: ("block", True)}
    picture = Attachment.objects.get(version__record__uri=uri)
    assert (picture.ref, picture.alt, picture.medium is not None) == ("photo:501", "The pool", True)

    site.things[first]["message"] = "The pool opens at nine"
    site.things[rude]["is_hidden"] = True
    look_again(city, Work.PROBE, Work.SNAPSHOT)
    look_again(city, Work.POLL, Work.PROBE, Work.SNAPSHOT)
    assert said(uri) == ["The pool opens at nien", "The pool opens at nine"]
    assert said(answer) == ["rude", "rude"]
    hidden = ListOf("facebook", PAGE, Act.HIDE).uri(answer)
    assert Record.objects.get(uri=hidden).kind == "restriction"
    site.things[rude]["is_hidden"] = False
    look_again(city, Work.SNAPSHOT)
    assert [absence.record.uri for absence in Absence.objects.all()] == [hidden]

    post(site, 2, "stays")
    site.delete(first)
    look_again(city, Work.PROBE)
    assert Record.objects.get(uri=uri).status == "gone"
    assert Record.objects.get(uri=answer).status == "present"
    assert Run.objects.exclude(outcome=Outcome.DONE).count() == 0

    site.tokens.clear()
    look_again(city, Work.POLL)
    assert Connection.objects.get().state == ConnectionState.LAPSED
    assert Connection.objects.get().sealed == ""
    assert Gap.objects.get(ends__isnull=True).account == city
    assert Schedule.objects.filter(due__isnull=False).count() == 0
    assert "not archiving" in client.get("/coverage").content.decode().lower()
    rows = [row for model in (Run, Gap, Schedule, Version, Connection) for row in model.objects.values()]
    assert TOKEN not in repr([rows, [raw_bytes(version) for version in Version.objects.all()]])
