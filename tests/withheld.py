"""One record with a distinctive word in each part that can be withheld, and every public address at which it can be met."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from django.test import Client
from tests.records import make_account, make_medium, make_record

from rostra.accounts.models import Account
from rostra.api.queries.export import json_lines
from rostra.archive.models import Attachment, Record
from rostra.archive.queries.stores import media_directory
from rostra.archive.rules.classification import Target
from rostra.archive.states.withholding import Part
from rostra.platforms.base import Identity, Kind, Span

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
NETWORK = "https://network.example/"
PARTS = (
    "span",
    "linked-span",
    "text",
    "version",
    "whole",
    *(each.value for each in Part if each not in {Part.SPAN, Part.TEXT, Part.WHOLE}),
)
_numbers = count(1)


@dataclass(frozen=True)
class Told:
    """The record, its words by the part in which they stand, and how each part is classified."""

    account: Account
    record: Record
    words: dict[str, str]
    span: tuple[int, int]
    linked: tuple[int, int]
    media: str
    answers: list[Record] = field(default_factory=list)

    def target(self, what: str) -> Target:
        """What is classified."""
        if what in {"span", "linked-span"}:
            return Target(self.record, Part.SPAN, 1, span=self.span if what == "span" else self.linked)
        if what == "version":
            return Target(self.record, Part.WHOLE, 1)
        part = Part(what)
        one_version = part in {Part.TEXT, Part.LINKS, Part.ATTACHMENT}
        return Target(self.record, part, 1 if one_version else None, ordinal=0 if part is Part.ATTACHMENT else None)

    def hidden(self, what: str) -> set[str]:
        """The words that nobody may find then."""
        by_part = {
            "span": {"span"}, "linked-span": {"linked", "href"}, "text": {"span", "linked", "href", "before", "after"}, "links": {"href"},
            "attachment": {"alt"}, "name": {"name"}, "handle": {"handle", "url", "uri"}, "address": {"url", "uri"}, "context": {"quotes"},
            "author": {"name", "handle", "identity", "url", "uri"},
            "version": {"span", "linked", "href", "before", "after", "alt", "quotes", "url"},
        }  # fmt: skip
        return by_part.get(what, set(self.words))


def told_record(before: str, after: str) -> Told:
    """A reply of the public with a word of its own in each part, and an answer of the account to it."""
    number = next(_numbers)
    words = {
        name: f"zq{name}{number:05}x"
        for name in ("before", "span", "linked", "href", "after", "alt", "name", "handle", "identity", "uri", "url", "quotes")
    }
    account = make_account(f"account-{number}")
    start = f"{words['before']} {before} "
    middle = f" {after} {words['after']} "
    text = f"{start}{words['span']}{middle}{words['linked']}"
    linked = (len(text) - len(words["linked"]), len(text))
    author = Identity(f"did:plc:{words['identity']}", f"{words['handle']}.example", words["name"])
    picture = make_medium(PNG + words["alt"].encode(), alt=f"A wall, {words['alt']}")
    uri = f"at://did:plc:{words['identity']}/post/{words['uri']}"
    record = make_record(
        account, text, author=author, kind=Kind.QUOTE, uri=uri, url=NETWORK + words["url"], quotes=f"at://x/post/{words['quotes']}",
        spans=(Span(*linked, f"https://e.example/{words['href']}"),), media=[picture], raw=json.dumps([uri, text, words]).encode(),
        languages=(),
    )  # fmt: skip
    answer = make_record(account, "We have seen this.", kind=Kind.REPLY, thread=uri, reply_to=uri, raw=json.dumps([uri, number]).encode())
    media = Attachment.objects.get(version__record=record).medium
    assert media is not None
    at = len(start), len(start) + len(words["span"])
    return Told(account, record, words, at, linked, media.name, [answer])


def addresses(told: Told) -> list[str]:
    """Everywhere on this site where the record, or the answer to it, can be met."""
    return addresses_of(told.account.slug, [told.record.pk, *(answer.pk for answer in told.answers)], [told.media])


def addresses_of(slug: str, records: Sequence[int], media: Sequence[str]) -> list[str]:
    """Everywhere on this site where these records of an account, and these pictures, can be met."""
    found = []
    for pk in records:
        found += [f"/record/{pk}", f"/record/{pk}.json", f"/verify?q=/record/{pk}"]
        found += [f"/record/{pk}/v/1{suffix}" for suffix in ("", ".txt", ".json", ".tlog-proof", "/bytes")]
    for query in (f"from:{slug}", f"from:{slug}+seen"):
        found += [f"/search{suffix}?q={query}" for suffix in ("", ".json", ".csv", ".jsonl", ".atom")]
        found += [f"/search?q={query}&sort=relevance", f"/search.json?q={query}&sort=relevance"]
    found += [f"/account/{slug}{suffix}" for suffix in ("", ".json", ".csv", ".atom", "/profile", "/profile.json", "/profile.csv")]
    found += ["/unit/city-hall", "/unit/city-hall.json", "/unit/city-hall.atom?limit=5"]
    return [
        *found,
        "/",
        "/index.json",
        "/accounts.json",
        "/moderation",
        "/data/inventory",
        "/coverage/platforms.json",
        *(f"/media/{name}" for name in media),
    ]


def answered(client: Client, address: str) -> str:
    """What stands there, with what a proof file carries encoded."""
    response = client.get(address)
    assert response.status_code in {200, 404, 451}, (address, response.status_code)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text: str = content.decode("utf-8", "replace")
    for line in text.splitlines():
        if line.startswith("extra "):
            text += base64.b64decode(line.removeprefix("extra ")).decode()
    return text


def outlets(client: Client, told: Told) -> Iterator[tuple[str, str]]:
    """Each outlet with what it tells: the pages and files of the site, and what the command exports."""
    for address in addresses(told):
        yield address, answered(client, address)
    yield "export", exported([told.record.pk, *(answer.pk for answer in told.answers)])
    assert media_directory().exists()


def exported(records: Sequence[int]) -> str:
    """What the command exports of these records, with what the proofs carry encoded."""
    text = ""
    for lines in json_lines([records], all_versions=True, proofs=True):
        for line in lines:
            proof = json.loads(line)["proof"] or ""
            extra = next((each for each in proof.splitlines() if each.startswith("extra ")), "extra ").removeprefix("extra ")
            text += line.decode() + base64.b64decode(extra).decode()
    return text


def finds(client: Client, word: str) -> list[int]:
    """The records that a search for a word gives, by each of the ways to ask."""
    listed = client.get("/search.json", {"q": word}).json()
    ranked = client.get("/search.json", {"q": word, "sort": "relevance"}).json()
    prefix = client.get("/search.json", {"q": f"{word[:-1]}*"}).json()
    return [each["id"] for answer in (listed, ranked, prefix) for each in answer["records"]] + [0] * listed["count"]
