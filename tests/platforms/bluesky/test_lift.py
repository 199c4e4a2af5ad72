"""Undoing what an account restricts: at a real PDS, and at servers that lie, fail, redirect, or repeat the secret they were sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import orjson
import pytest
from tests.pds.server import PASSWORD, Account, Pds, Ref
from tests.platforms.bluesky.repos import CITY, RESIDENT, Repo
from tests.platforms.bluesky.servers import Reply, Web, json, web

from rostra.platforms.base import (
    AccountUnknown,
    Act,
    Item,
    Kind,
    Listing,
    PlatformError,
    RateLimited,
    Refused,
    Restriction,
    Unreachable,
)
from rostra.platforms.bluesky import Bluesky, lift, parse

pytest_plugins = ["tests.pds.fixture"]

NewAccount = Callable[[str], Account]
WHEN = "2026-07-01T12:00:00.000Z"
KEY = "3mptbyoeyc22k"
SECRET = "abcd-efgh-ijkl-mnop"
BLOCK = f"at://{CITY}/{parse.BLOCK}/{KEY}"
BLOCKED = Restriction(Act.BLOCK, RESIDENT)


@pytest.fixture(autouse=True)
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, the libraries' words too."""
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def bluesky(pds: Pds) -> Iterator[Bluesky]:
    with httpx.Client(timeout=10) as http:
        yield Bluesky(http, plc=pds.plc, resolver=pds.url, allow_http=True)


def app_password(account: Account) -> str:
    return str(account.call("com.atproto.server.createAppPassword", {"name": "lifting"})["password"])


def listed(bluesky: Bluesky, account: Account, kind: Kind) -> dict[Restriction, str]:
    """What the account restricts, by what its next snapshot shows: each with the record that does it."""
    *items, listing = bluesky.snapshot(account.did, kind)
    assert isinstance(listing, Listing)
    assert listing.complete
    found = [(item.uri, item.raw) for item in items if isinstance(item, Item)]
    return {restriction: uri for uri, raw in found for restriction in Bluesky.restrictions(uri, raw)}


def value(account: Account, uri: str) -> dict[str, Any]:
    repo, collection, rkey = uri.removeprefix("at://").split("/")
    answer = account.http.get("/xrpc/com.atproto.repo.getRecord", params={"repo": repo, "collection": collection, "rkey": rkey})
    found: dict[str, Any] = answer.json()["value"]
    return found


def gate(account: Account, collection: str, post: Ref, **rules: Any) -> Ref:
    return account.put(collection, post.uri.rpartition("/")[2], {"post": post.uri, "createdAt": WHEN, **rules})


@pytest.mark.pds
@pytest.mark.parametrize("of_a_list", [False, True])
def test_a_block_is_read_lifted_and_gone_from_the_next_snapshot(bluesky: Bluesky, new_account: NewAccount, of_a_list: bool) -> None:
    city, resident, other = new_account("city"), new_account("resident"), new_account("other")
    staying = city.block(other.did)
    subject, collection = resident.did, parse.BLOCK
    if of_a_list:
        purpose = {"purpose": "app.bsky.graph.defs#modlist", "name": "Critics", "createdAt": WHEN}
        subject, collection = city.create("app.bsky.graph.list", purpose).uri, parse.LIST_BLOCK
    block = city.create(collection, {"subject": subject, "createdAt": WHEN})
    found = listed(bluesky, city, Kind.BLOCK)
    assert found == {Restriction(Act.BLOCK, other.did): staying.uri, Restriction(Act.BLOCK, subject): block.uri}
    password = app_password(city)
    bluesky.lift(city.did, password, block.uri, Restriction(Act.BLOCK, other.did))  # not what this record does
    assert listed(bluesky, city, Kind.BLOCK) == found
    bluesky.lift(city.did, password, block.uri, Restriction(Act.BLOCK, subject))
    assert listed(bluesky, city, Kind.BLOCK) == {Restriction(Act.BLOCK, other.did): staying.uri}
    bluesky.lift(city.did, password, block.uri, Restriction(Act.BLOCK, subject))  # gone already


@pytest.mark.pds
@pytest.mark.parametrize(
    ("collection", "closing", "hiding"),
    [
        (parse.THREAD_GATE, ("allow", []), "hiddenReplies"),
        (parse.THREAD_GATE, ("allow", [{"$type": "app.bsky.feed.threadgate#mentionRule"}]), "hiddenReplies"),
        (parse.POST_GATE, ("embeddingRules", [{"$type": "app.bsky.feed.postgate#disableRule"}]), "detachedEmbeddingUris"),
    ],
)
def test_a_gate_is_opened_bit_by_bit_and_all_else_in_it_stays(
    bluesky: Bluesky, new_account: NewAccount, collection: str, closing: tuple[str, object], hiding: str
) -> None:
    city, resident = new_account("city"), new_account("resident")
    post = city.post("What do you think?")
    answers = [resident.reply(text, post).uri for text in ("Bad.", "Worse.")]
    made = gate(city, collection, post, **{hiding: answers, closing[0]: closing[1], "aside": {"$bytes": "AQI"}})
    before, password = value(city, made.uri), app_password(city)
    closed, *hidden = [Restriction(Act.CLOSE_COMMENTS, post.uri), *(Restriction(Act.HIDE, uri) for uri in answers)]
    assert listed(bluesky, city, Kind.THREAD_GATE) == dict.fromkeys([closed, *hidden], made.uri)

    bluesky.lift(city.did, password, made.uri, hidden[0])
    assert listed(bluesky, city, Kind.THREAD_GATE) == dict.fromkeys([closed, hidden[1]], made.uri)
    assert orjson.dumps(value(city, made.uri)) == orjson.dumps({**before, hiding: answers[1:]})
    bluesky.lift(city.did, password, made.uri, closed)
    assert listed(bluesky, city, Kind.THREAD_GATE) == {hidden[1]: made.uri}
    del before[closing[0]]
    assert orjson.dumps(value(city, made.uri)) == orjson.dumps({**before, hiding: answers[1:]})
    bluesky.lift(city.did, password, made.uri, hidden[1])
    bluesky.lift(city.did, password, made.uri, closed)
    assert listed(bluesky, city, Kind.THREAD_GATE) == {}
    assert value(city, made.uri) == {**before, hiding: []}


@pytest.mark.pds
def test_a_gate_in_which_nothing_else_stands_goes(bluesky: Bluesky, new_account: NewAccount) -> None:
    city = new_account("city")
    post = city.post("No comments, please.")
    gates = [gate(city, parse.THREAD_GATE, post, allow=[], hiddenReplies=[])]
    gates.append(gate(city, parse.POST_GATE, post, embeddingRules=[{"$type": "app.bsky.feed.postgate#disableRule"}]))
    password = app_password(city)
    for made in gates:
        bluesky.lift(city.did, password, made.uri, Restriction(Act.CLOSE_COMMENTS, post.uri))
    *_, listing = bluesky.snapshot(city.did, Kind.THREAD_GATE)
    assert isinstance(listing, Listing)
    assert listing.uris == ()


@pytest.mark.pds
def test_a_record_that_is_wrong_elsewhere_is_lifted_all_the_same(bluesky: Bluesky, new_account: NewAccount) -> None:
    city, resident = new_account("city"), new_account("resident")
    post = city.post("A question")
    answer = resident.reply("An answer", post)
    record = {"$type": parse.THREAD_GATE, "post": post.uri, "hiddenReplies": [answer.uri, 7, answer.uri], "createdAt": "once"}
    body = {"repo": city.did, "collection": parse.THREAD_GATE, "rkey": post.uri.rpartition("/")[2], "record": record, "validate": False}
    uri = city.call("com.atproto.repo.putRecord", body)["uri"]
    bluesky.lift(city.did, app_password(city), uri, Restriction(Act.HIDE, answer.uri))
    assert value(city, uri) == {**record, "hiddenReplies": [7]}


@pytest.mark.pds
def test_a_wrong_password_changes_nothing_and_is_told_to_nobody(
    bluesky: Bluesky, new_account: NewAccount, told: pytest.LogCaptureFixture
) -> None:
    city, resident = new_account("city"), new_account("resident")
    block = city.block(resident.did)
    restriction = Restriction(Act.BLOCK, resident.did)
    foreign = app_password(resident)
    for wrong in (SECRET, foreign, "ä" * 600):
        with pytest.raises(Refused, match="did not accept the app password") as raised:
            bluesky.lift(city.did, wrong, block.uri, restriction)
        unsaid(wrong, raised.value, told, bluesky)
    for nonsense in ("", "\ud800", "line\nbreak"):
        with pytest.raises(Refused, match="cannot be an app password"):
            bluesky.lift(city.did, nonsense, block.uri, restriction)
    assert listed(bluesky, city, Kind.BLOCK) == {restriction: block.uri}
    right = app_password(city)
    bluesky.lift(city.did, right, block.uri, restriction)
    unsaid(right, None, told, bluesky)


@pytest.mark.pds
def test_what_is_another_accounts_or_no_restriction_is_refused(bluesky: Bluesky, new_account: NewAccount) -> None:
    city, resident = new_account("city"), new_account("resident")
    password, theirs = app_password(city), resident.block(city.did)
    for uri in (theirs.uri, "", "https://example.com", f"at://{city.handle}/{parse.BLOCK}/{KEY}"):
        with pytest.raises(Refused, match="not the address of a record of"):
            bluesky.lift(city.did, password, uri, Restriction(Act.BLOCK, city.did))
    assert listed(bluesky, resident, Kind.BLOCK) == {Restriction(Act.BLOCK, city.did): theirs.uri}
    post = city.post("Nobody is restricted by this")
    bluesky.lift(city.did, password, post.uri, Restriction(Act.BLOCK, resident.did))
    assert value(city, post.uri)["text"] == "Nobody is restricted by this"
    with pytest.raises(NotImplementedError):
        bluesky.lift(city.did, password, post.uri, Restriction(Act.MUTE, resident.did))
    unknown = CITY.replace("city", "none")
    with pytest.raises(AccountUnknown):
        bluesky.lift(unknown, password, BLOCK.replace(CITY, unknown), BLOCKED)


@pytest.mark.pds
@pytest.mark.parametrize("gone", [False, True])
def test_a_record_that_changes_meanwhile_is_left_alone(pds: Pds, new_account: NewAccount, gone: bool) -> None:
    """The record changes just before the write reaches the server."""
    city, resident = new_account("city"), new_account("resident")
    post = city.post("A question")
    answers = [resident.reply(text, post).uri for text in ("Bad.", "Worse.")]
    made = gate(city, parse.THREAD_GATE, post, hiddenReplies=answers[:1])
    asked: list[str] = []

    def meanwhile(request: httpx.Request) -> None:
        asked.append(request.url.path.rpartition(".")[2])
        if request.url.path.endswith("putRecord"):
            city.delete(made.uri) if gone else gate(city, parse.THREAD_GATE, post, hiddenReplies=answers)

    with httpx.Client(timeout=10, event_hooks={"request": [meanwhile]}) as http:
        bluesky = Bluesky(http, plc=pds.plc, resolver=pds.url, allow_http=True)
        with pytest.raises(Refused, match="has changed meanwhile"):
            bluesky.lift(city.did, app_password(city), made.uri, Restriction(Act.HIDE, answers[0]))
        assert asked[-1] == "deleteSession"
        hidden = {Restriction(Act.HIDE, uri): made.uri for uri in answers}
        assert listed(bluesky, city, Kind.THREAD_GATE) == ({} if gone else hidden)


@pytest.mark.pds
def test_the_session_is_ended(pds: Pds, new_account: NewAccount) -> None:
    city, resident = new_account("city"), new_account("resident")
    block = city.block(resident.did)
    made: list[dict[str, str]] = []

    def keep(response: httpx.Response) -> None:
        if response.request.url.path.endswith("createSession"):
            made.append(orjson.loads(response.read()))

    with httpx.Client(timeout=10, event_hooks={"response": [keep]}) as http:
        bluesky = Bluesky(http, plc=pds.plc, resolver=pds.url, allow_http=True)
        bluesky.lift(city.did, app_password(city), block.uri, Restriction(Act.BLOCK, resident.did))
    (session,) = made
    refresh = {"authorization": f"Bearer {session['refreshJwt']}"}
    answer = city.http.post("/xrpc/com.atproto.server.refreshSession", headers=refresh)
    assert (answer.status_code, answer.json()["error"]) == (400, "ExpiredToken")
    assert PASSWORD not in session.values()


# From here on, servers that no real one is like.


@pytest.fixture
def site() -> Iterator[Web]:
    """A server that has the block, and lets the holder of the secret in."""
    with web() as running:
        document = orjson.loads(Repo().document.raw)
        running.answers[f"/{CITY}"] = json({**document, "service": [{"id": "#atproto_pds", "serviceEndpoint": running.url}]})
        running.xrpc("com.atproto.identity.resolveHandle", json({"did": CITY}))
        running.xrpc("com.atproto.repo.getRecord", json({"uri": BLOCK, "cid": "bafyread", "value": {"subject": RESIDENT}}))
        running.xrpc("com.atproto.server.createSession", json({"did": CITY, "accessJwt": "access", "refreshJwt": "refresh"}))
        running.xrpc("com.atproto.repo.deleteRecord", json({}))
        running.xrpc("com.atproto.server.deleteSession", Reply(200))
        yield running


@pytest.fixture
def held(site: Web) -> Iterator[Bluesky]:
    with httpx.Client(timeout=5) as http:
        yield Bluesky(http, plc=site.url, resolver=site.url, allow_http=True)


def unsaid(secret: str, error: BaseException | None, told: pytest.LogCaptureFixture, *things: object) -> None:
    """The secret stands nowhere where somebody could read it."""
    while error is not None:
        assert secret not in f"{error!s} {error!r} {vars(error)!r}"
        assert error.__cause__ is None
        error = None if error.__suppress_context__ else error.__context__
    assert secret not in told.text
    assert not any(secret in repr(vars(record)) for record in told.records)
    assert not any(secret in repr(thing) for thing in things)


def test_what_is_sent(site: Web, held: Bluesky, told: pytest.LogCaptureFixture) -> None:
    held.lift(CITY, SECRET, BLOCK, BLOCKED)
    assert [(method, token, orjson.loads(content or b"null")) for method, token, content in site.posted] == [
        ("com.atproto.server.createSession", "", {"identifier": CITY, "password": SECRET}),
        (
            "com.atproto.repo.deleteRecord",
            "Bearer access",
            {"repo": CITY, "collection": parse.BLOCK, "rkey": KEY, "swapRecord": "bafyread"},
        ),
        ("com.atproto.server.deleteSession", "Bearer refresh", None),
    ]
    unsaid(SECRET, None, told, held)
    unsaid("Bearer", None, told, held)


def test_no_secret_is_sent_where_nothing_is_to_be_undone(site: Web, held: Bluesky) -> None:
    site.xrpc("com.atproto.repo.getRecord", json({"error": "RecordNotFound"}, 400))
    held.lift(CITY, SECRET, BLOCK, BLOCKED)
    site.xrpc("com.atproto.repo.getRecord", json({"cid": "bafyread", "value": {"subject": CITY}}))
    held.lift(CITY, SECRET, BLOCK, BLOCKED)
    for reply, error in [
        (json({"error": "InvalidRequest"}, 400), Refused),
        (Reply(404), Refused),
        (Reply(503), Unreachable),
        (json({"value": {}}), Unreachable),
        (json({"cid": "bafyread", "value": []}), Unreachable),
        (json([]), Unreachable),
    ]:
        site.xrpc("com.atproto.repo.getRecord", reply)
        with pytest.raises(error):
            held.lift(CITY, SECRET, BLOCK, BLOCKED)
    assert site.posted == []


ECHO = {"error": SECRET, "message": f"{SECRET} is wrong"}


@pytest.mark.parametrize("method", ["server.createSession", "repo.deleteRecord"])
@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (json(ECHO, 400), Refused),
        (json(ECHO, 401), Refused),
        (json(ECHO, 403), Refused),
        (json(ECHO, 404), Refused),
        (json({"error": "AccountTakedown", "message": SECRET}, 401), Refused),
        (json({"error": "AuthFactorTokenRequired", "message": SECRET}, 401), Refused),
        (json({"error": "InvalidSwap", "message": SECRET}, 400), Refused),
        (json(ECHO, 429, retry_after="7"), RateLimited),
        (json(ECHO, 503), Unreachable),
        (Reply(502, SECRET.encode()), Unreachable),
        (Reply(200, SECRET.encode() * 60_000), Refused),
        (Reply(200, SECRET.encode(), {"content-encoding": "gzip"}), Unreachable),
        (Reply(200, SECRET.encode(), {"content-length": "90"}), Unreachable),
        (Reply(307, b"", {"location": f"/xrpc/elsewhere?{SECRET}"}), Refused),
        (Reply(302, b"", {"location": "http://169.254.169.254/"}), Refused),
        (Reply(304, SECRET.encode()), Refused),
    ],
)
def test_a_server_that_repeats_the_secret_is_not_repeated(
    site: Web, held: Bluesky, told: pytest.LogCaptureFixture, method: str, reply: Reply, error: type[PlatformError]
) -> None:
    told.set_level(logging.INFO)  # below it, a library tells the headers of answers
    site.xrpc(f"com.atproto.{method}", reply)
    with pytest.raises(error) as raised:
        held.lift(CITY, SECRET, BLOCK, BLOCKED)
    unsaid(SECRET, raised.value, told, held)
    sent = [path for path, _, _ in site.posted]
    assert sent[0] == "com.atproto.server.createSession"
    assert sent[1:] == ([] if method == "server.createSession" else [f"com.atproto.{method}", "com.atproto.server.deleteSession"])
    assert raised.value.retry_after == (7.0 if error is RateLimited else None)


@pytest.mark.parametrize(
    ("session", "ended"),
    [
        ([], False),
        ({"did": CITY}, False),
        ({"did": CITY, "accessJwt": 7, "refreshJwt": "refresh"}, True),
        ({"did": CITY, "accessJwt": f"\n{SECRET}", "refreshJwt": "refresh"}, True),
        ({"did": CITY, "accessJwt": "ä", "refreshJwt": f"{SECRET}\r\nx: y"}, False),
        ({"did": RESIDENT, "accessJwt": "access", "refreshJwt": "refresh"}, True),
    ],
)
def test_a_session_that_is_none_is_refused(site: Web, held: Bluesky, told: pytest.LogCaptureFixture, session: object, ended: bool) -> None:
    site.xrpc("com.atproto.server.createSession", json(session))
    with pytest.raises(Refused, match="did not answer with a session") as raised:
        held.lift(CITY, SECRET, BLOCK, BLOCKED)
    unsaid(SECRET, raised.value, told)
    assert [path.rpartition(".")[2] for path, _, _ in site.posted] == ["createSession", *(["deleteSession"] if ended else [])]


@pytest.mark.parametrize("reply", [Reply(500), Reply(401), Reply(302, b"", {"location": "/"}), Reply(200, b"x", {"content-length": "5"})])
def test_a_session_that_cannot_be_ended_takes_nothing_back(site: Web, held: Bluesky, reply: Reply) -> None:
    site.xrpc("com.atproto.server.deleteSession", reply)
    held.lift(CITY, SECRET, BLOCK, BLOCKED)
    assert len(site.posted) == 3


def test_a_document_is_asked_for_again_before_a_secret_is_sent(site: Web, held: Bluesky, monkeypatch: pytest.MonkeyPatch) -> None:
    held.lift(CITY, SECRET, BLOCK, BLOCKED)
    known = held._directory.known
    known[CITY] = type(known[CITY])(known[CITY].document, known[CITY].handle, known[CITY].since - 60)
    with web() as elsewhere:
        elsewhere.xrpc("com.atproto.repo.getRecord", json({"error": "RecordNotFound"}, 400))
        moved = {**orjson.loads(site.answers[f"/{CITY}"].body), "service": [{"id": "#atproto_pds", "serviceEndpoint": elsewhere.url}]}
        site.answers[f"/{CITY}"] = json(moved)
        held.lift(CITY, SECRET, BLOCK, BLOCKED)
        assert len(elsewhere.asked) == 1
    assert len(site.posted) == 3


def test_what_is_left_of_a_gate() -> None:
    post, reply = f"at://{CITY}/{parse.POST}/{KEY}", f"at://{RESIDENT}/{parse.POST}/{KEY}"
    bare = {"$type": parse.THREAD_GATE, "post": post, "createdAt": WHEN}
    closed = Restriction(Act.CLOSE_COMMENTS, post)
    assert lift.without(parse.THREAD_GATE, {**bare, "allow": []}, closed) is None
    assert lift.without(parse.THREAD_GATE, {**bare, "allow": [], "hiddenReplies": []}, closed) is None
    for more in ({"hiddenReplies": [reply]}, {"hiddenReplies": None}, {"aside": []}, {"embeddingRules": []}):
        assert lift.without(parse.THREAD_GATE, {**bare, "allow": [], **more}, closed) == {**bare, **more}
    assert lift.without(parse.BLOCK, {"subject": RESIDENT, "aside": 1}, BLOCKED) is None
