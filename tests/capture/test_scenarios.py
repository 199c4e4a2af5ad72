"""What happens on social networks, on each that has it: from the network's server by the worker's checks to versions, absences and gaps.

Where a network has no such thing, or does not show it, ``scenes.matrix`` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pytest_django.fixtures import Settings
from tests.capture.conftest import Register
from tests.capture.scenes import SCENES
from tests.capture.scenes.bluesky import BlueskyScene
from tests.capture.scenes.matrix import NETWORKS, shown
from tests.capture.scenes.scene import Scene, Stage, raw_of
from tests.pds.server import Account as Resident
from tests.pds.server import Pds

from rostra.accounts.models import Account
from rostra.archive.models import Attachment, Record
from rostra.capture import queries
from rostra.capture.models import Connection, Inactivity, Presence
from rostra.capture.queries.platforms import is_live
from rostra.capture.states import CaptureStatus, ConnectionState
from rostra.platforms import PLATFORMS
from tools import scenarios

pytest_plugins = ["tests.pds.fixture"]
# Where threads that fetch media look up the token.
COMMITTED = {"facebook", "flickr", "instagram", "linkedin", "threads", "tiktok", "vimeo", "youtube"}
OPEN = {"flickr", "mastodon"}  # where what everybody sees is read without a token, and it opens some more
STAGED = {("empty", "bluesky"): "bluesky repository"}  # where it is not the scene of the network's own name


def shown_on(scenario: str, among: Callable[[str], bool] = lambda _: True) -> pytest.MarkDecorator:
    """The networks that have it."""
    staged = [(network, STAGED.get((scenario, network), network)) for network in shown(scenario) if among(network)]
    return pytest.mark.parametrize("scene", [pytest.param(name, marks=_marks(name), id=network) for network, name in staged], indirect=True)


def _marks(scene: str) -> list[pytest.MarkDecorator]:
    committed = [pytest.mark.django_db(transaction=True)] if scene in COMMITTED else []
    return [*committed, *([pytest.mark.pds] if scene == "bluesky" else [])]


@pytest.fixture
def scene(request: pytest.FixtureRequest, register: Register, settings: Settings) -> Iterator[Scene]:
    """One network, with an official account that is followed and was never looked at."""
    with ExitStack() as stack:
        stage = Stage(register, settings, stack)
        if request.param == "bluesky":
            pds: Pds = request.getfixturevalue("pds")
            new: Callable[[str], Resident] = request.getfixturevalue("new_account")
            yield BlueskyScene(stage, pds, new("city"), new("resident"))
        else:
            yield SCENES[request.param](stage)


def test_every_network_is_on_the_page_with_every_scenario() -> None:
    assert NETWORKS.keys() == {network for network in PLATFORMS if is_live(network)}
    assert scenarios.PAGE.read_text(encoding="utf-8") == scenarios.page(), "run 'python -m tools.scenarios'"


@shown_on("edit")
def test_edit(scene: Scene) -> None:
    """An edit, and another, between two looks: each is a version where the network tells of each, else the last one is."""
    uri = scene.publish("The pool opens at nien")
    scene.look()
    scene.edit(uri, "The pool opens at nine")
    scene.edit(uri, "The pool opens at ten")
    scene.look()
    scene.look()
    between = ["The pool opens at nine"] if scene.keeps_each_edit else []
    assert scene.held() == {uri: ["The pool opens at nien", *between, "The pool opens at ten"]}
    assert (scene.gone(), scene.gaps()) == ({}, [])
    assert scene.keeps_each_edit or scene.says("between two looks is not seen") or scene.says("at each look")


@shown_on("brief")
def test_brief(scene: Scene) -> None:
    """Posted and deleted within two minutes: kept, and gone, where a look fell between or a stream told it; else unseen, which is said."""
    stays, seen = scene.publish("The pool opens"), scene.publish("A slip")
    scene.look()
    scene.delete(seen)
    unseen = scene.publish("Another slip")
    scene.delete(unseen)
    scene.look()
    expected = {seen: ["A slip"], stays: ["The pool opens"]} | ({unseen: ["Another slip"]} if scene.sees_the_brief else {})
    assert scene.held() == expected
    assert (scene.gone(), scene.gaps()) == (dict.fromkeys(expected.keys() - {stays}, scene.says_gone), [])
    assert scene.sees_the_brief or scene.says("and deleted") or scene.says("came and left between two looks")


@shown_on("parent")
def test_parent(scene: Scene) -> None:
    """A post is deleted under 200 replies: they stay."""
    parent, other = scene.publish("The pool opens"), scene.publish("Good morning")
    replies = {scene.reply(parent, f"Reply {number}"): [f"Reply {number}"] for number in range(200)}
    scene.look()
    assert scene.held() == {parent: ["The pool opens"], other: ["Good morning"], **replies}
    scene.delete(parent)
    scene.look()
    assert scene.held() == {parent: ["The pool opens"], other: ["Good morning"], **replies}
    assert (scene.gone(), scene.gaps()) == ({parent: scene.says_gone}, [])
    assert Record.objects.filter(uri__in=replies, official=False, status="present").count() == 200


@shown_on("story")
def test_story(scene: Scene) -> None:
    """A story, or a ghost post, of a day: it is kept, with its picture, and that it passes is no deletion."""
    post, story = scene.publish("The pool opens"), scene.story(4242)
    scene.look()
    scene.end_stories()
    later = scene.story(4243)
    scene.look()
    assert scene.held() == {post: ["The pool opens"], story: [""], later: [""]}
    assert (scene.gone(), scene.gaps()) == ({}, [])
    assert all(shown.medium is not None for shown in Attachment.objects.filter(version__record__uri__in=[story, later]))
    assert scene.says("A story is captured as long as") or scene.says("Of a ghost post, which Threads shows for a day")


@shown_on("poll")
def test_poll(scene: Scene) -> None:
    """A poll that changes: votes are no version; its end is one where the votes count then, another option everywhere else."""
    uri = scene.ask("Which day?", ("Saturday", "Sunday"))
    scene.look()
    scene.vote(uri)
    scene.look()
    record = Record.objects.get(uri=uri)
    assert (record.versions, scene.gone(), scene.gaps()) == (1, {}, [])
    assert all(option in raw_of(record) for option in (b"Saturday", b"Sunday"))
    scene.change_poll(uri)
    scene.look()
    scene.look()
    record.refresh_from_db()
    assert (record.versions, scene.gone(), scene.gaps()) == (2, {}, [])
    assert (b"Sunday" in raw_of(record)) is scene.counts_votes
    assert (b"Eleven" in raw_of(record)) is not scene.counts_votes


@shown_on("carousel")
def test_carousel(scene: Scene) -> None:
    """Several pictures with alternative texts, one without: each is kept, in order, with its text."""
    alts = ("The pool at night", "The slide", "")
    uri = scene.show("Three pictures", alts)
    scene.look()
    scene.look()
    kept = list(Attachment.objects.filter(version__record__uri=uri).order_by("pk"))
    assert [picture.alt for picture in kept] == list(alts)
    assert all(picture.medium is not None for picture in kept)
    assert scene.held() == {uri: ["Three pictures"]}
    assert (scene.gone(), scene.gaps()) == ({}, [])


@shown_on("quote")
def test_quote(scene: Scene) -> None:
    """A quote: its words, and whom it quotes; what is quoted is nobody's record here."""
    uri, quoted = scene.quote("It is!")
    scene.look()
    record = Record.objects.get(uri=uri)
    assert (record.kind, record.official, scene.held()) == ("quote", True, {uri: ["It is!"]})
    assert record.all_versions.get().context["quotes"] == quoted
    assert (scene.gone(), scene.gaps()) == ({}, [])


@shown_on("elsewhere")
def test_elsewhere(scene: Scene) -> None:
    """A reply in the thread of somebody else: it is kept with what it answers; the thread is not."""
    uri, answered = scene.reply_elsewhere("It is!")
    scene.look()
    record = Record.objects.get(uri=uri)
    assert (record.kind, record.official, scene.held()) == ("reply", True, {uri: ["It is!"]})
    assert record.reply_to == answered
    assert (scene.gone(), scene.gaps()) == ({}, [])


@shown_on("renamed")
def test_renamed(scene: Scene) -> None:
    """An account is called otherwise: the register says so, and all that was kept is the same account's, under the same addresses."""
    uri = scene.publish("The pool opens")
    scene.look()
    handle = scene.rename("newville")
    later = scene.publish("Under a new name")
    scene.look()
    assert Account.objects.get(pk=scene.account.pk).handle == handle
    assert scene.held() == {uri: ["The pool opens"], later: ["Under a new name"]}
    assert (scene.gone(), scene.gaps()) == ({}, [])
    assert Record.objects.filter(account=scene.account, kind="profile").count() <= 1


@shown_on("suspended")
def test_suspended(scene: Scene) -> None:
    """An account is suspended, and let in again: that it was is known, and nothing counts as deleted."""
    uri = scene.publish("The pool opens")
    scene.look()
    scene.suspend()
    scene.look()
    assert not Presence.objects.get(account=scene.account).active
    assert (scene.held(), scene.gone()) == ({uri: ["The pool opens"]}, {})
    scene.suspend(ended=True)
    later = scene.publish("Back again")
    scene.look()
    scene.look()
    assert Presence.objects.get(account=scene.account).active
    assert Inactivity.objects.get(account=scene.account).ends, "that it was stays known"
    assert scene.held() == {uri: ["The pool opens"], later: ["Back again"]}
    assert (scene.gone(), scene.gaps()) == ({}, [])


@shown_on("revoked", among=lambda network: network not in OPEN)
def test_revoked(scene: Scene) -> None:
    """The token is revoked in the middle of a page, of the first reading and of a later one: what came stays, the rest comes later."""
    first = {scene.publish(f"Post {number}"): [f"Post {number}"] for number in range(2 * scene.page)}
    scene.revoke_between_pages()
    scene.look()
    assert 0 < len(scene.held()) < len(first)
    _is_cut_off(scene)
    assert scene.gaps() == []  # it was never looked at as a whole: nothing was promised yet
    scene.consent_again()
    scene.look()
    assert scene.held() == first
    later = {scene.publish(f"Later {number}"): [f"Later {number}"] for number in range(2 * scene.page)}
    scene.revoke_between_pages()
    scene.look()
    assert scene.held().keys() < {*first, *later}
    _is_cut_off(scene)
    assert scene.gaps() == [("token", True)]
    scene.consent_again()
    scene.look()
    assert (scene.held(), scene.gone()) == ({**first, **later}, {})
    assert not any(open_still for _, open_still in scene.gaps())


@shown_on("revoked", among=OPEN.__contains__)
def test_revoked_where_none_is_needed(scene: Scene) -> None:
    """The token is revoked in the middle of a list, where what everybody sees is read without one: only what it opened is missing."""
    first = {scene.publish(f"Post {number}"): [f"Post {number}"] for number in range(2 * scene.page)}
    scene.look()
    scene.revoke_between_pages()
    later = {scene.publish(f"Later {number}"): [f"Later {number}"] for number in range(2 * scene.page)}
    scene.look()
    assert Connection.objects.get(account=scene.account).state == ConnectionState.LAPSED
    assert Record.objects.filter(account=scene.account, kind="block").count() == scene.blocked / 2  # one page
    scene.look()
    assert (scene.held(), scene.gone(), scene.gaps()) == ({**first, **later}, {}, [])
    assert queries.standing_of(scene.account).standing is CaptureStatus.ON_TIME
    scene.consent_again()
    scene.look()
    assert Record.objects.filter(account=scene.account, kind="block", status="present").count() == scene.blocked
    assert (scene.held(), scene.gone(), scene.gaps()) == ({**first, **later}, {}, [])


def _is_cut_off(scene: Scene) -> None:
    """Nothing can be read any more, which is said; nothing counts as deleted by it."""
    found = Connection.objects.get(account=scene.account)
    assert (found.state, found.sealed, scene.gone()) == (ConnectionState.LAPSED, "", {})
    assert queries.standing_of(scene.account).standing is CaptureStatus.NOT_ARCHIVING


@shown_on("hidden")
def test_hidden(scene: Scene) -> None:
    """A comment is hidden by hand and one by a filter, as far as it is shown; both stay. Shown again, it is hidden no more."""
    post = scene.publish("The pool opens")
    by_hand, by_filter = scene.reply(post, "By hand"), scene.reply(post, "By filter")
    scene.look()
    scene.hide(by_hand, by_filter=False)
    scene.hide(by_filter, by_filter=True)
    scene.look()
    left = {by_filter} if scene.filters == "shown" else set()
    assert scene.hidden() == {by_hand} | left
    scene.unhide(by_hand)
    scene.look()
    assert scene.hidden() == left
    assert scene.held().keys() == {post, by_hand, by_filter}
    assert (scene.gone(), scene.gaps()) == ({}, [])
    assert scene.filters != "kept back" or scene.says("filters keep back")
    assert set(Record.objects.filter(uri__in=[by_hand, by_filter]).values_list("status", flat=True)) == {"present"}


@shown_on("empty")
def test_empty(scene: Scene) -> None:
    """A server answers with 200 and nothing: nothing counts as deleted, and what was posted meanwhile comes once it answers again."""
    known = {scene.publish(f"Post {number}"): [f"Post {number}"] for number in range(2)}
    scene.look()
    meanwhile = scene.publish("Meanwhile")
    for bodiless in (False, True):
        scene.go_blank(bodiless=bodiless)
        scene.look()
        assert (scene.held(), scene.gone()) == (known, {})
    scene.recover()
    scene.look()
    assert scene.held() == {**known, meanwhile: ["Meanwhile"]}
    assert (scene.gone(), scene.gaps()) == ({}, [])
