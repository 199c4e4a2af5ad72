"""What the city does not show is met through no public outlet, whatever it decided; what it shows is there; and nothing kept is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests.records import START, make_account, make_gone, make_medium, make_record, publish_log
from tests.withheld import PNG, addresses_of, answered, exported, finds

from rostra.accounts.models import Account
from rostra.archive.actions.batch import FetchedMedium
from rostra.archive.models import Attachment, Record
from rostra.archive.queries.log import log_key
from rostra.archive.queries.wording import records_with
from rostra.archive.states.display import called_by, pseudonym, unnamed
from rostra.core.profile import DisplayTerms
from rostra.platforms.base import Identity, Kind, Span
from rostra.search.actions import follow
from rostra.tlog.evidence import verify_file
from rostra.tlog.note import VerifierKey

pytestmark = pytest.mark.django_db
NETWORKS = ("bluesky", "x")
REASON, WHY = "The terms of the platform ask for it.", "Counsel looks at it."
SHOWN = st.sampled_from(["full", "fact", "withheld"])
QUICK = {"phases": [Phase.explicit, Phase.reuse, Phase.generate], "suppress_health_check": [HealthCheck.function_scoped_fixture]}
_numbers = count(1)


@dataclass
class Scene:
    """A city with an account on each of two networks, and residents who answer; each word stands in one place only."""

    accounts: list[Account]
    words: dict[str, str]
    replies: list[Record] = field(default_factory=list)
    removed: dict[str, Record] = field(default_factory=dict)  # by network
    official: list[Record] = field(default_factory=list)
    media: dict[str, str] = field(default_factory=dict)

    @property
    def records(self) -> list[Record]:
        return [*self.official, *self.replies, *self.removed.values()]


def resident(words: dict[str, str], name: str) -> Identity:
    return Identity(f"did:plc:{words[f'{name}-identity']}", f"{words[f'{name}-handle']}.example", words[f"{name}-name"])


def scene() -> Scene:
    number = next(_numbers)
    names = [f"{who}-{part}" for who in ("jane", "john", "quoted", "repeated") for part in ("identity", "handle", "name", "text", "place")]
    names += [f"{network}-{part}" for network in NETWORKS for part in ("text", "alt")] + ["post", "answer", "alt"]
    words = {name: f"zq{name.replace('-', '')}{number:05}x" for name in names}
    accounts = [make_account(f"{network}-{number}", network=network) for network in NETWORKS]
    made = Scene(accounts, words)
    mayor = accounts[0]
    post = make_record(mayor, f"Hello @{words['jane-handle']}.example {words['post']}", media=[picture(words["alt"])])
    jane, john = resident(words, "jane"), resident(words, "john")
    asked = reply(mayor, post, jane, words, "jane", f"{words['jane-text']} @{mayor.handle}", post.uri)
    also = reply(mayor, post, john, words, "john", f"{words['john-text']} I am with @{words['jane-handle']}", asked.uri)
    link = f"See https://network.example/profile/{words['jane-handle']}.example"
    text = f"{words['answer']} thank you @{words['jane-handle']}.example. {link}"
    spans = (Span(text.index("https"), len(text), text[text.index("https") :]),)
    answer = make_record(mayor, text, kind=Kind.REPLY, thread=post.uri, reply_to=asked.uri, spans=spans)
    quoted = f"at://did:plc:{words['quoted-identity']}/post/{words['quoted-place']}"
    quote = make_record(mayor, "Look at this.", kind=Kind.QUOTE, quotes=quoted)
    repost = make_record(mayor, f"RT @{words['repeated-handle']}: so it is", kind=Kind.REPOST)
    made.official, made.replies = [post, answer, quote, repost], [asked, also]
    for account, network in zip(accounts, NETWORKS, strict=True):
        gone = make_record(account, words[f"{network}-text"], media=[picture(words[f"{network}-alt"])])
        make_gone(gone, at=START + dt.timedelta(days=9))
        made.removed[network] = Record.objects.get(pk=gone.pk)
        made.media[network] = medium_of(gone)
    index()
    return made


def reply(mayor: Account, post: Record, author: Identity, words: dict[str, str], name: str, text: str, to: str) -> Record:
    uri = f"at://{author.id}/post/{words[f'{name}-place']}"
    url = f"https://network.example/{words[f'{name}-handle']}/1"
    return make_record(mayor, text, author=author, kind=Kind.REPLY, thread=post.uri, reply_to=to, uri=uri, url=url)


def picture(word: str) -> FetchedMedium:
    return make_medium(PNG + word.encode(), alt=f"A bridge {word}")


def medium_of(record: Record) -> str:
    medium = Attachment.objects.get(version__record=record).medium
    assert medium is not None
    return medium.name


def index() -> None:
    publish_log()
    while follow():
        pass
    follow()
    cache.clear()


def decide(terms: DisplayTerms) -> None:
    site.PROFILE = site.PROFILE.model_copy(update={"display": terms})
    cache.clear()


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = site.PROFILE
    yield
    site.PROFILE = before
    cache.clear()


def met(client: Client, made: Scene) -> dict[str, str]:
    """Each public outlet with what it tells."""
    found = {}
    for account in made.accounts:
        for address in addresses_of(account.slug, [record.pk for record in made.records], [*made.media.values()]):
            if address not in found:
                found[address] = answered(client, address)
    return found | {"export": exported([record.pk for record in made.records])}


def hidden(made: Scene, terms: DisplayTerms) -> set[str]:
    """The words that no outlet may tell."""
    found = set()
    if not terms.replies:
        found |= {"jane-text", "john-text", "john-name", "jane-name", "john-identity", "john-place", "john-handle"}
    if terms.mask_handles:
        found |= {name for name in made.words if name.split("-")[-1] in {"identity", "handle", "name", "place"}}
    for network in NETWORKS:
        if terms.of_removed(network) != "full":
            found |= {f"{network}-text", f"{network}-alt"}
    return found


def tellable(made: Scene) -> set[str]:
    """All words that stand anywhere: of who is quoted only an address is known, and of who is repeated a handle."""
    absent = {"quoted-handle", "quoted-name", "quoted-text", "repeated-identity", "repeated-name", "repeated-text", "repeated-place"}
    return set(made.words) - absent


@settings(max_examples=5, **QUICK)  # type: ignore[arg-type]  # an example asks a hundred addresses
@given(replies=st.booleans(), masks=st.booleans(), default=SHOWN, of_x=SHOWN)
def test_what_is_not_shown_is_met_nowhere_and_what_is_shown_is(
    archive: object, client: Client, replies: bool, masks: bool, default: str, of_x: str
) -> None:
    made, removed = scene(), {"default": default, "x": of_x}
    terms = DisplayTerms(
        replies=replies,
        replies_reason=WHY,
        mask_handles=masks,
        removed=removed,
        reason={"default": REASON},  # type: ignore[arg-type]
    )
    was = list(Record.objects.order_by("id").values())
    decide(terms)
    outlets, secret = met(client, made), hidden(made, terms)
    for address, text in outlets.items():
        leaked = [name for name in secret if made.words[name].lower() in text.lower()]
        assert leaked == [], (address, terms)
    everything = "\n".join(outlets.values())
    assert [name for name in tellable(made) - secret if made.words[name] not in everything] == [], terms
    for name in secret:
        assert finds(client, made.words[name]) == [], (name, terms)
    for name in ("post", "answer", *(n for n in ("jane-text", "john-text", "x-text", "bluesky-text") if n not in secret)):
        assert finds(client, made.words[name]), (name, terms)
    for name in ("jane-text", "jane-handle", "x-text"):  # staff find all of it
        assert records_with(made.words[name], 9), (name, terms)
    told = client.get("/search.json?limit=100").json()
    assert told["count"] == len(told["records"]) == len({each["id"] for each in told["records"]})
    assert was == list(Record.objects.order_by("id").values())
    agree(client, made, terms, everything)


def agree(client: Client, made: Scene, terms: DisplayTerms, everything: str) -> None:
    """Numbers are of what is shown, the reasons are told, and every proof holds."""
    for account, network in zip(made.accounts, NETWORKS, strict=True):
        page, listed = (
            client.get(f"/account/{account.slug}.json").json(),
            client.get(f"/search.json?q=from:{account.slug} by:official").json(),
        )
        assert page["holdings"]["posts"] == listed["count"]
        gone = client.get(f"/search.json?q=from:{account.slug} is:gone").json()["count"]
        assert page["holdings"]["gone"] == gone == (terms.of_removed(network) != "withheld")
        kept = {each["what"]: each["count"] for each in page["holdings"]["kept_back"]}
        assert kept.get(network, 0) == (terms.of_removed(network) != "full")
        assert kept.get("replies", 0) == (2 if not terms.replies and network == "bluesky" else 0)
        assert client.get(f"/media/{made.media[network]}").status_code == (200 if terms.of_removed(network) == "full" else 404)
    assert (REASON in everything) == any(terms.of_removed(network) != "full" for network in NETWORKS)
    assert (WHY in everything) == (not terms.replies)
    for record in made.records:
        answer = client.get(f"/record/{record.pk}/v/1.tlog-proof")
        assert verify_file(answer.content, VerifierKey.parse(log_key())).entry["type"] == "capture"


def test_by_default_a_post_stands_alone_and_says_how_many_replies_are_kept(archive: object, client: Client) -> None:
    made = scene()
    decide(DisplayTerms())
    post, answer = made.official[:2]
    page = client.get(f"/record/{post.pk}").content.decode()
    assert "2 replies by residents are kept and not shown here: The city shows what its own accounts say." in page
    assert f"/record/{answer.pk}" in page
    assert f"/record/{made.replies[0].pk}" not in page
    alone = client.get(f"/record/{made.replies[0].pk}")
    assert alone.status_code == 200
    assert "This record is kept, and not shown" in alone.content.decode()
    assert client.get(f"/record/{made.replies[0].pk}/v/1/bytes").status_code == 451
    for place in ("/", "/search", f"/account/{made.accounts[0].slug}", "/coverage/platforms/bluesky"):
        assert "2 replies by residents are kept and not shown here:" in client.get(place).content.decode(), place
    told = {each["platform"]: each for each in client.get("/coverage/platforms.json").json()["platforms"]}
    assert (told["x"]["replies"], told["x"]["masked"], told["x"]["removed"]) == (False, True, {"policy": "full", "reason": ""})


def test_everybody_has_one_letter_in_a_thread_wherever_they_are_named(archive: object, client: Client) -> None:
    made = scene()
    decide(DisplayTerms(replies=True))
    told = {each["id"]: each for each in client.get("/search.json?limit=100").json()["records"]}
    asked, also = (told[record.pk] for record in made.replies)
    post, answer, quote, repost = (told[record.pk] for record in made.official)
    assert [each["author"]["id"] for each in (asked, also)] == ["Resident A", "Resident B"]
    assert asked["text"].endswith(f"@{made.accounts[0].handle}")  # an official account keeps its name
    assert also["text"].endswith("I am with Resident A")
    assert post["text"].startswith("Hello Resident A ")
    assert answer["text"].endswith("thank you Resident A. See Resident A")
    assert (answer["links"], answer["reply_to"], answer["author"]["handle"]) == ([], "", made.accounts[0].handle)
    assert (quote["quotes"], repost["text"]) == ("", "RT a resident: so it is")
    assert {each["display"]["policy"] for each in (asked, also, post, answer, quote, repost)} == {"masked"}


def test_a_fact_keeps_its_digest_and_tells_who_has_a_copy(archive: object, client: Client) -> None:
    made = scene()
    decide(DisplayTerms(removed={"default": "fact"}, reason={"default": REASON}))
    gone = made.removed["x"]
    version = gone.all_versions.get()
    digest = bytes(version.digest).hex()
    answer = client.get(f"/record/{gone.pk}.json").json()
    assert (answer["text"], answer["versions"][0]["sha256"]) == (f"[not shown here: {REASON}]", digest)
    assert answer["display"] == {"policy": "fact", "reason": REASON}
    assert [each["record"] for each in client.get("/verify.json", {"digest": digest}).json()["found"]] == [gone.pk]
    shown = verify_file(client.get(f"/record/{gone.pk}/v/1.tlog-proof").content, VerifierKey.parse(log_key()))
    assert not {"text", "media"} & set(shown.fields)
    assert (shown.fields["bytes"][0], shown.withheld) == (digest, (REASON,))
    assert client.get(f"/search.json?q=from:{made.accounts[1].slug} is:gone").json()["count"] == 1
    for asks in ("-bridge", "lang:en"):  # neither may say what it holds or does not hold
        assert client.get(f"/search.json?q=from:{made.accounts[1].slug} is:gone {asks}").json()["count"] == 0, asks


def test_a_page_of_masked_results_costs_no_more_queries_than_one(
    archive: object, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    scene()
    scene()
    decide(DisplayTerms(replies=True))
    client.get("/search")
    with django_assert_max_num_queries(14):
        client.get("/search")


HOSTILE = st.text(st.one_of(st.characters(exclude_categories=("Cs",)), st.sampled_from("@._- :/")), max_size=60)


@settings(max_examples=150, deadline=None)
@given(before=HOSTILE, after=HOSTILE, handle=st.from_regex(r"[a-z0-9]{3,9}(\.[a-z]{2,6}){0,2}", fullmatch=True))
def test_a_mention_is_found_whatever_stands_around_it(before: str, after: str, handle: str) -> None:
    called = called_by([(handle, "Resident A")])
    text = f"{before} @{handle} {after}"
    shown = unnamed(text, called)
    assert f"@{handle} " not in shown
    assert "Resident A" in shown
    assert unnamed(f"{before} {after}", called_by([])) == f"{before} {after}"


def test_letters_go_on_after_z() -> None:
    assert [pseudonym(place) for place in (0, 25, 26, 701, 702)] == [f"Resident {each}" for each in ("A", "Z", "AA", "ZZ", "AAA")]
