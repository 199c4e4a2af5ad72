"""Servers that fail, lie, redirect or go on for ever; and where we must not connect to."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import libipld
import orjson
import pytest
from tests.platforms.bluesky.repos import CITY, RESIDENT, REVISIONS, Repo, encode
from tests.platforms.bluesky.servers import Reply, Web, json, web

from rostra.platforms.base import (
    Absence,
    AccountUnknown,
    BadSource,
    Certainty,
    Gap,
    Item,
    Kind,
    Listing,
    PlatformError,
    RateLimited,
    Refused,
    Rejected,
    Unreachable,
)
from rostra.platforms.bluesky import Bluesky, car
from rostra.platforms.bluesky.client import Client, XrpcRefused
from rostra.platforms.bluesky.directory import NetworkDirectory
from rostra.platforms.bluesky.stream import follow
from rostra.platforms.guard import Guard
from rostra.platforms.web import pieces

NOW = dt.datetime(2026, 7, 4, 12, tzinfo=dt.UTC)
SECRET = "abcd-efgh-ijkl-mnop"
POST = "app.bsky.feed.post/3mptbyoeyc22k"
URI = f"at://{CITY}/{POST}"
RECORD = encode({"$type": "app.bsky.feed.post", "text": "The fountain runs again."})


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as running:
        yield running


@pytest.fixture
def client() -> Iterator[Client]:
    with httpx.Client(timeout=5) as http:
        yield Client(http, Guard(allow_http=True), lambda: NOW)


def document(repo: Repo, pds: str) -> bytes:
    return orjson.dumps({**orjson.loads(repo.document.raw), "service": [{"id": "#atproto_pds", "serviceEndpoint": pds}]})


@pytest.fixture
def city(site: Web) -> Repo:
    repo = Repo(records={POST: RECORD}, revision=REVISIONS[5])
    site.answers[f"/{CITY}"] = Reply(body=document(repo, site.url))
    site.xrpc("com.atproto.identity.resolveHandle", json({"did": CITY}))
    return repo


@pytest.fixture
def bluesky(site: Web) -> Iterator[Bluesky]:
    with httpx.Client(timeout=5) as http:
        yield Bluesky(http, plc=site.url, relay=None, resolver=site.url, allow_http=True, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("reply", "error", "retry_after"),
    [
        (json({"error": "RateLimitExceeded"}, 429, retry_after="7"), RateLimited, 7.0),
        (json({}, 429, ratelimit_reset=str(int(NOW.timestamp()) + 90)), RateLimited, 90.0),
        (json({}, 429, ratelimit_reset="1"), RateLimited, 0.0),
        (json({}, 429, retry_after="soon", ratelimit_reset="9" * 40), RateLimited, None),
        (Reply(502, b"<html>" * 10_000), Unreachable, None),
        (json({}, 503, retry_after="30"), Unreachable, 30.0),
        (json({"error": "InvalidRequest", "message": "No"}, 400), XrpcRefused, None),
        (Reply(404), XrpcRefused, None),
        (Reply(200, b"x" * 2000), Refused, None),
        (Reply(200, b"x", {"content-length": "5"}), Unreachable, None),
        (Reply(200, b"not gzip", {"content-encoding": "gzip"}), Unreachable, None),
        (Reply(302, b"", {"location": "/xrpc/a"}), Refused, None),
        (Reply(302, b"", {"location": "file:///etc/passwd"}), Refused, None),
        (Reply(302, b"", {"location": "http://user@127.0.0.1/"}), Refused, None),
    ],
)
def test_what_goes_wrong_is_one_of_our_errors(
    site: Web, client: Client, reply: Reply, error: type[PlatformError], retry_after: float | None
) -> None:
    site.xrpc("a", reply)
    with pytest.raises(error) as raised:
        client.xrpc(site.url, "a", {"q": "ä&="}, limit=1000)
    assert raised.type is error
    assert raised.value.retry_after == retry_after
    assert len(site.asked) <= 4


def test_a_redirect_is_followed(site: Web, client: Client) -> None:
    site.xrpc("a", Reply(302, b"", {"location": f"{site.url}/elsewhere"}))
    site.answers["/elsewhere"] = json({"ok": True})
    answer = client.xrpc(site.url, "a", {})
    assert answer.json() == {"ok": True}
    assert answer.seen == NOW


def test_nobody_there_and_no_json(site: Web, client: Client) -> None:
    with pytest.raises(Unreachable):
        client.get("http://127.0.0.1:9/", limit=10)
    site.xrpc("a", Reply(200, b"<html>"))
    with pytest.raises(Unreachable, match="not JSON"):
        client.xrpc(site.url, "a", {}).json()


def test_a_dripping_answer_ends(site: Web, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    site.xrpc("a", Reply(200, b"x" * 10))
    with client.open(f"{site.url}/xrpc/a") as response, pytest.raises(Unreachable, match="took longer"):
        list(pieces(response, 100, -1))


REFUSED = [
    "https://127.0.0.1/",
    "https://localhost/",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fd00::1]/",
    "https://0.0.0.0/",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "wss://127.0.0.1/",
    "http://93.184.215.14/",
    "ftp://93.184.215.14/",
    "https://user:password@93.184.215.14/",
    "https:///path",
    "https://93.184.215.14:99999/",
    "https://[/",
    "",
]


@pytest.mark.parametrize("url", REFUSED)
def test_addresses_of_our_own_network_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        Guard().addresses(url)
    with httpx.Client() as http, pytest.raises(Refused):
        Client(http).get(url, limit=10)


def test_public_addresses_are_allowed_and_a_mixed_name_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Guard().addresses("https://93.184.215.14/") == (("93.184.215.14", 443),)
    assert Guard(allow_http=True).addresses("ws://127.0.0.1:8080/x") == (("127.0.0.1", 8080),)
    both = [(0, 0, 0, "", (address, 443)) for address in ("93.184.215.14", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)
    with pytest.raises(Refused, match=r"public address.* the setting allow_http"):
        Guard().addresses("https://rebinding.example/")


def test_the_request_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [(0, 0, 0, "", ("93.184.215.14", 443))])
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, content=b"{}")

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        answered = Client(http).get("https://pds.example:444/xrpc/a", limit=10)
    assert answered.url == "https://pds.example:444/xrpc/a"
    (request,) = sent
    assert str(request.url) == "https://93.184.215.14:444/xrpc/a"
    assert request.headers["host"] == "pds.example:444"
    assert request.extensions["sni_hostname"] == "pds.example"


@contextmanager
def parrot() -> Iterator[str]:
    """A server that answers with the content of the request in the place of the status line."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.settimeout(5)
                asked = b""
                while SECRET.encode() not in asked:
                    asked += connection.recv(65536)
                connection.sendall(asked.rpartition(b"\r\n\r\n")[2] + b"\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def test_a_server_that_answers_with_what_it_was_sent_is_not_repeated(client: Client) -> None:
    with parrot() as url, pytest.raises(Unreachable, match="RemoteProtocolError") as raised:
        client.call(url, "a", {"password": SECRET})
    assert SECRET not in f"{raised.value!s} {raised.value!r}"


def test_the_secret_goes_to_no_private_address_and_to_the_one_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, content=b"{}")

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        for url in ("http://93.184.215.14", "https://127.0.0.1", "https://169.254.169.254", "https://user@93.184.215.14", "https://[::1]"):
            with pytest.raises(Refused):
                Client(http).call(url, "a", {"password": SECRET})
        assert sent == []
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [(0, 0, 0, "", ("93.184.215.14", 443))])
        Client(http).call("https://pds.example:444", "a", {}, token="t")
    (request,) = sent
    assert (request.method, str(request.url)) == ("POST", "https://93.184.215.14:444/xrpc/a")
    assert (request.headers["host"], request.headers["authorization"], request.content) == ("pds.example:444", "Bearer t", b"{}")
    assert request.extensions["sni_hostname"] == "pds.example"


def test_an_answer_does_not_show_its_content(site: Web, client: Client) -> None:
    site.xrpc("a", json({"accessJwt": "a token"}))
    answer = client.call(site.url, "a", {})
    assert b"a token" in answer.body
    assert "a token" not in repr(answer)


def test_streams_are_guarded_too() -> None:
    class Nothing:
        def events(self, message: bytes) -> tuple[()]:
            return ()

        def mark(self) -> Gap:
            return Gap("", None, None, "")

    for url in ("ws://127.0.0.1/", "wss://127.0.0.1/", "wss://[::1]/"):
        with pytest.raises(Refused):
            list(follow(Nothing(), url, Guard(), lambda: False))  # type: ignore[arg-type]  # it is never asked


def test_names_that_do_not_resolve_are_unreachable() -> None:
    with pytest.raises(Unreachable):
        Guard().addresses("https://does-not-exist.invalid/")


def test_documents_are_remembered_for_a_time(site: Web, client: Client, city: Repo) -> None:
    now = [0.0]
    directory = NetworkDirectory(client, site.url, site.url, lambda: now[0])

    def fetched() -> int:
        return site.asked.count(f"/{CITY}")

    directory.document(CITY)
    directory.document(CITY, fresh=True)
    assert (directory.identity(CITY).handle, fetched()) == ("city.example", 1)
    now[0] = 60.0
    directory.document(CITY)
    assert fetched() == 1
    directory.document(CITY, fresh=True)
    assert fetched() == 2
    now[0] = 4000.0
    directory.document(CITY)
    assert fetched() == 3
    directory.forget(CITY)
    directory.document(CITY)
    assert fetched() == 4


def test_a_handle_that_could_not_be_asked_for_is_asked_for_again_soon(site: Web, client: Client, city: Repo) -> None:
    now = [0.0]
    directory = NetworkDirectory(client, site.url, site.url, lambda: now[0])
    site.xrpc("com.atproto.identity.resolveHandle", Reply(502))
    assert directory.identity(CITY).handle == ""
    site.xrpc("com.atproto.identity.resolveHandle", json({"did": CITY}))
    assert directory.identity(CITY).handle == ""
    now[0] = 31.0
    assert directory.identity(CITY).handle == "city.example"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(404), AccountUnknown),
        (Reply(410), AccountUnknown),
        (Reply(500), Unreachable),
        (Reply(200, b"[]"), Refused),
        (Reply(200, b"x" * 100_000), Refused),
        (json({"id": RESIDENT}), Refused),
        (json({"id": CITY, "verificationMethod": [{"id": "#atproto", "type": "Ed25519", "publicKeyMultibase": "z6Mk"}]}), Refused),
    ],
)
def test_documents_that_are_none(site: Web, bluesky: Bluesky, reply: Reply, error: type[PlatformError]) -> None:
    site.answers[f"/{CITY}"] = reply
    with pytest.raises(error):
        list(bluesky.poll(CITY, ""))


def test_did_web_is_asked_at_its_own_host(site: Web, client: Client) -> None:
    did = f"did:web:localhost%3A{site.url.rpartition(':')[2]}"
    site.answers["/.well-known/did.json"] = Reply(body=Repo(did=did).document.raw)
    assert NetworkDirectory(client, "http://127.0.0.1:9", site.url).document(did).did == did


def test_a_handle_that_does_not_point_back_is_refused(site: Web, city: Repo, bluesky: Bluesky) -> None:
    with pytest.raises(Refused, match="does not say"):
        bluesky.resolve("other.example")
    site.xrpc("com.atproto.identity.resolveHandle", json({"did": RESIDENT}))
    assert bluesky.resolve(CITY).handle in ("", "city.example")
    site.xrpc("com.atproto.identity.resolveHandle", json({"did": "no"}))
    with pytest.raises(AccountUnknown):
        bluesky.resolve("other.example")


@pytest.mark.parametrize(
    ("reply", "status", "certainty"),
    [
        (json({"error": "RecordNotFound"}, 400), json({"active": True}), Certainty.OBSERVED),
        (json({}, 404), json({"active": True}), Certainty.OBSERVED),
        (json({"error": "RecordNotFound"}, 400), json({"active": False, "status": "deactivated"}), Certainty.UNKNOWN),
        (json({"error": "RecordNotFound"}, 400), Reply(500), Certainty.UNKNOWN),
        (json({"error": "RepoDeactivated"}, 400), json({"active": True}), Certainty.UNKNOWN),
        (json({}, 403), json({"active": True}), Certainty.UNKNOWN),
        (json({}, 502), json({"active": True}), Certainty.UNKNOWN),
        (Reply(200, b"no car"), json({"active": True}), Certainty.UNKNOWN),
        (Reply(200, Repo().car()), json({"active": True}), Certainty.UNKNOWN),  # signed with a key that is not the account's
    ],
)
def test_a_probe_says_gone_only_where_that_is_sure(
    site: Web, city: Repo, bluesky: Bluesky, reply: Reply, status: Reply, certainty: Certainty
) -> None:
    site.xrpc("com.atproto.sync.getRecord", reply)
    site.xrpc("com.atproto.sync.getRepoStatus", status)
    (absence,) = bluesky.probe(CITY, [URI])
    assert isinstance(absence, Absence)
    assert absence.certainty is certainty
    assert absence.reason


def test_a_probe_that_is_asked_for_patience_says_so(site: Web, city: Repo, bluesky: Bluesky) -> None:
    site.xrpc("com.atproto.sync.getRecord", json({}, 429, retry_after="3"))
    with pytest.raises(RateLimited):
        list(bluesky.probe(CITY, [URI]))


def test_a_probe_finds_a_record_in_a_whole_repository_too(site: Web, city: Repo, bluesky: Bluesky) -> None:
    site.xrpc("com.atproto.sync.getRecord", Reply(200, city.car()))
    (item,) = bluesky.probe(CITY, [URI])
    assert isinstance(item, Item)
    assert Bluesky.check_proof(item.uri, item.raw, item.proof) == city.document.key


@pytest.mark.parametrize("body", [b"", b"no car", Repo(records={POST: RECORD}).car(), Repo(did=RESIDENT).car()])
def test_a_repository_that_does_not_hold_is_not_taken(site: Web, city: Repo, bluesky: Bluesky, body: bytes) -> None:
    site.xrpc("com.atproto.sync.getRepo", Reply(200, body))
    with pytest.raises(Unreachable, match=r"not hold|not a CAR|something else"):
        list(bluesky.poll(CITY, ""))


def test_a_repository_without_all_its_blocks_is_no_listing(site: Web, city: Repo, bluesky: Bluesky) -> None:
    city.records |= {f"app.bsky.feed.post/{n}": RECORD for n in range(40)}
    commit, blocks = city.blocks()
    whole = car.write([commit], blocks.items())
    data = city.signed().commit.data
    site.xrpc("com.atproto.sync.getRepo", Reply(200, whole))
    *_, listing = bluesky.snapshot(CITY, Kind.POST)
    assert isinstance(listing, Listing)
    assert (len(listing.uris), listing.complete) == (41, True)
    assert all(uri.startswith(listing.within) for uri in listing.uris)
    assert listing.within == f"at://{CITY}/"
    lacking = next(cid for cid in blocks if cid not in (commit, data, car.cid_of(RECORD)))
    site.xrpc("com.atproto.sync.getRepo", Reply(200, car.write([commit], [entry for entry in blocks.items() if entry[0] != lacking])))
    with pytest.raises(Unreachable, match="missing"):
        list(bluesky.snapshot(CITY, Kind.POST))
    without_record = [entry for entry in blocks.items() if entry[0] != car.cid_of(RECORD)]
    site.xrpc("com.atproto.sync.getRepo", Reply(200, car.write([commit], without_record)))
    *events, listing = bluesky.snapshot(CITY, Kind.POST)
    assert isinstance(listing, Listing)
    assert not listing.complete
    assert all(isinstance(event, Rejected) for event in events)


def test_a_repository_that_went_back_is_a_gap_and_read_anew(site: Web, city: Repo, bluesky: Bluesky) -> None:
    site.xrpc("com.atproto.sync.getRepo", Reply(200, city.car()))
    gap, item = (event for event in bluesky.poll(CITY, REVISIONS[9]) if isinstance(event, Gap | Item))
    assert isinstance(gap, Gap)
    assert isinstance(item, Item)
    assert [path for path in site.asked if "getRepo" in path] == [
        f"/xrpc/com.atproto.sync.getRepo?did={CITY.replace(':', '%3A')}&since={REVISIONS[9]}",
        f"/xrpc/com.atproto.sync.getRepo?did={CITY.replace(':', '%3A')}",
    ]


def test_a_medium_that_is_not_what_the_record_named_is_refused(site: Web, city: Repo, bluesky: Bluesky) -> None:
    ref = f"{CITY}/{libipld.encode_cid(car.cid_of(b'picture', car.RAW))}"
    site.xrpc("com.atproto.sync.getBlob", Reply(200, b"picture"))
    assert b"".join(bluesky.fetch_media(CITY, ref)) == b"picture"
    site.xrpc("com.atproto.sync.getBlob", Reply(200, b"another"))
    with pytest.raises(BadSource):
        list(bluesky.fetch_media(CITY, ref))
    record = libipld.encode_cid(car.cid_of(b"picture"))
    for wrong in ("", CITY, f"{CITY}/", f"{CITY}/x", f"{CITY}/{record}", f"../{ref}"):
        with pytest.raises(Refused):
            list(bluesky.fetch_media(CITY, wrong))


def test_an_account_without_a_server_is_refused(site: Web, bluesky: Bluesky) -> None:
    site.answers[f"/{CITY}"] = Reply(body=document(Repo(), ""))
    with pytest.raises(Refused, match="names no server"):
        list(bluesky.poll(CITY, ""))


def test_where_the_stream_comes_from() -> None:
    relay, jetstream = "https://relay.example", "https://jetstream.example"
    with httpx.Client() as http:
        assert Bluesky(http, relay=f"{relay}/", jetstream=jetstream).stream_source(CITY) == relay
        assert Bluesky(http, jetstream=jetstream).stream_source(CITY) == jetstream


def test_what_is_not_offered_says_so(bluesky: Bluesky) -> None:
    with pytest.raises(NotImplementedError):
        list(bluesky.snapshot(CITY, Kind.QUOTE))
