"""The shapes of the answers, field by field. They are a promise: a field is added, never renamed, retyped or taken away.

``docs/reference/api.md`` and ``/api/openapi.json`` are made from these classes. Times are UTC; as JSON they are RFC 3339, to the second.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

import orjson
from pydantic import Field


def told(text: str) -> object:
    """The description of a field."""
    return Field(description=text)


def encoded(answer: object) -> bytes:
    """A shape as JSON, without spaces."""
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)


Moment = dt.datetime


@dataclass(frozen=True, slots=True)
class AccountRef:
    """The official account that a record belongs to."""

    slug: Annotated[str, told("Its name in addresses and in the public log; never changes.")]
    network: Annotated[str, told("The network it is on.")]
    handle: Annotated[str, told("Its handle now.")]
    unit: Annotated[str, told("The slug of the unit that it belongs to.")]


@dataclass(frozen=True, slots=True)
class Author:
    """Who said it."""

    id: Annotated[str, told("The network's own, unchanging identity.")]
    handle: Annotated[str, told("The handle when it was first captured; may be empty.")]
    name: Annotated[str, told("The display name when it was first captured; may be empty.")]
    official: Annotated[bool, told("True: the official account itself. False: a member of the public, to the account.")]


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture, video or sound that a version shows."""

    type: Annotated[str, told("Its media type as the network states it.")]
    alt: Annotated[str, told("The description that the author gave; empty if there was none.")]
    sha256: Annotated[str | None, told("SHA-256 of its bytes, hexadecimal; null if it could not be had.")]
    url: Annotated[str | None, told("Where its bytes are; null if it could not be had.")]
    missing: Annotated[str, told("Why it could not be had; empty if it was.")]


@dataclass(frozen=True, slots=True)
class Gone:
    """How it is known that a record is no longer on its network. It says when we looked, never when it was removed."""

    certainty: Annotated[Literal["asserted", "observed"], told("asserted: the platform said so. observed: our check did not find it.")]
    seen: Annotated[Moment, told("When we learnt of it.")]
    last_present: Annotated[Moment, told("When it was last seen there; of what files alone tell, when the newest of them was taken in.")]
    reason: Annotated[str, told("The platform's own words or code, or what the check saw.")]


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a record is still on its network, as far as we know."""

    state: Annotated[Literal["present", "gone"], told("present until an absence was asserted or observed.")]
    gone: Annotated[Gone | None, told("How we know; null while it is present.")]


@dataclass(frozen=True, slots=True)
class VersionRef:
    """One distinct content of a record."""

    number: Annotated[int, told("1 is the oldest that was captured.")]
    seen: Annotated[Moment, told("When it was captured first.")]
    last_seen: Annotated[Moment, told("When the same content was seen last.")]
    sightings: Annotated[int, told("How often it was seen.")]
    sha256: Annotated[
        str, told("SHA-256 of the item's own bytes, exactly as received, hexadecimal; empty where a part is withheld, or may be.")
    ]
    evidence: Annotated[str, told("How well it is attested: author-signed, platform-signed, platform-api, owner-export, attested, …")]
    again: Annotated[
        bool,
        told("It tells what was held already, by another route, better attested, or with media that were missing: nobody edited anything."),
    ]
    log_index: Annotated[int | None, told("Its place in the public log; null for the second or so until it has one.")]
    url: Annotated[str, told("The page of this version.")]
    proof_url: Annotated[str, told("Its offline proof, a C2SP .tlog-proof.")]
    bytes_url: Annotated[str, told("The item's own bytes.")]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A part of a version that is not public. What is withheld stands in no field of the record."""

    part: Annotated[
        str, told("whole, author, handle, name, address, context, text, links, attachment or span (some characters of the text).")
    ]
    held_as: Annotated[str, told("Its class: private, nonpublic, confidential or protected-nonpublic.")]
    law: Annotated[str, told("The law on which it is withheld.")]
    since: Annotated[Moment, told("Since when.")]
    until: Annotated[dt.date | None, told("The last day, where it is temporary; else null.")]


@dataclass(frozen=True, slots=True)
class Display:
    """What the city shows of a record, by its own decision: beside what a law withholds."""

    policy: Annotated[
        str,
        told(
            "full; masked (residents stand under letters); fact (that there was a post, when it was removed, its digest and proof, and not "
            "what it said); withheld (kept, in no list, and told of under its own address alone)."
        ),
    ]
    reason: Annotated[str, told("Why not all of it is shown; empty where it is.")]


@dataclass(frozen=True, slots=True)
class KeptBack:
    """Records that are kept and not shown, or not whole."""

    what: Annotated[str, told("replies (by residents), or the network from which they were removed.")]
    policy: Annotated[str, told("withheld or fact, as display of a record.")]
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """A post, reply, profile or list entry, in one version (the newest, where none is asked for)."""

    id: Annotated[int, told("Its identifier here; rises with the time of publication, below 2**53.")]
    uri: Annotated[str, told("Its stable identity on the network; empty where it is withheld.")]
    url: Annotated[str, told("Its permanent public address here.")]
    network_url: Annotated[str, told("Where a person found it on the network; may be empty.")]
    account: AccountRef
    kind: Annotated[str, told("post, reply, quote, repost, profile, block, thread-gate, restriction or setting.")]
    author: Author
    published: Annotated[Moment, told("As stated by the network; where it states nothing, when it was first captured.")]
    version: Annotated[int, told("The number of the version that text, html, media and so on are of.")]
    text: Annotated[str, told("The whole text. Written by others: never trust it as markup.")]
    html: Annotated[str, told("The text as safe HTML: escaped, with line breaks and links.")]
    languages: Annotated[list[str], told("Language tags, as stated.")]
    links: Annotated[list[str], told("Where the text leads, in order.")]
    quotes: Annotated[str, told("The uri of the post that it quotes; empty if none.")]
    subject: Annotated[str, told("What a repost or gate is about; empty if nothing, and always of a block: nobody is named.")]
    media: list[Medium]
    thread: Annotated[str, told("The uri of the first post of the conversation; empty if it stands alone.")]
    reply_to: Annotated[str, told("The uri of the post that it answers; empty if none.")]
    status: Status
    same_as: Annotated[int | None, told("The record of the same post with its number, where this is what an owner's export tells of it.")]
    versions: Annotated[list[VersionRef], told("All versions, oldest first.")]
    first_seen: Annotated[Moment, told("When it was first captured.")]
    last_seen: Annotated[Moment, told("When it was last seen there; of what files alone tell, when the newest of them was taken in.")]
    changed: Annotated[Moment, told("When it changed last as far as we saw: taken in, edited, found gone, classified or opened again.")]
    withheld: Annotated[list[Withheld], told("What of this version is not public by law, and why; empty where everything is.")]
    display: Display


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a filter."""

    value: Annotated[str, told("As it stands in a query.")]
    label: Annotated[str, told("As a person reads it.")]
    count: Annotated[int, told("How many results have it.")]
    active: Annotated[bool, told("Whether the query asks for it.")]
    query: Annotated[str, told("The query with this filter added, or taken out if it is active.")]


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values."""

    name: Annotated[str, told("As it stands in a query, before the colon.")]
    label: Annotated[str, told("As a person reads it.")]
    values: list[FacetValue]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of search results."""

    query: Annotated[str, told("The query as it was understood.")]
    sort: Annotated[str, told("newest, oldest or relevance.")]
    count: Annotated[int, told("How many records fit; see count_is_exact.")]
    count_is_exact: Annotated[bool, told("False where there are more than were counted.")]
    problems: Annotated[list[str], told("What in the query was not understood, in plain words; CSV, JSONL and feeds answer 422 then.")]
    records: list[Record]
    facets: list[Facet]
    next: Annotated[str | None, told("The next page; null at the end.")]
    kept_back: Annotated[list[KeptBack], told("What the whole archive keeps and no search shows, or not whole; whatever is searched for.")]


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit of the government."""

    slug: Annotated[str, told("Its name in addresses.")]
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened in the life of an account."""

    event: Annotated[
        str,
        told(
            "registered, provisioned, activated, suspended, resumed, transition-begun, handed-over, lost, recovered, closing-begun, "
            "archived or given-up; in older histories connected and retired."
        ),
    ]
    at: Moment
    reason: Annotated[str, told("The reason that was given; empty where none is needed.")]


@dataclass(frozen=True, slots=True)
class Account:
    """An official account, in use or closed."""

    slug: Annotated[str, told("Its name in addresses and in the public log; never changes.")]
    name: str
    network: str
    identity: Annotated[str, told("The network's own, unchanging identity: a DID, a numeric id.")]
    handle: Annotated[str, told("Its handle now, or its last one.")]
    former_handles: Annotated[list[str], told("Handles that it had before: they no longer speak for the city.")]
    network_url: Annotated[str, told("Its profile on the network; may be empty.")]
    url: Annotated[str, told("Its page here.")]
    purpose: str
    unit: UnitRef
    state: Annotated[
        str,
        told(
            "approved and provisioned (on the list, not in use yet), active, suspended, transition (it passes to another custodian), "
            "closing, lost (not in the city's hands now) or archived. Captured in all of them but archived."
        ),
    ]
    since: Annotated[Moment, told("Since when it is in this state. One that is suspended is official, and not used for the time being.")]
    opened: Annotated[dt.date | None, told("When it was opened on the network, if known.")]
    closed: Annotated[dt.date | None, told("When it was closed; null while it is not.")]
    registered: Annotated[Moment, told("When it was put on the list.")]
    history: Annotated[list[Change], told("Its life, oldest first.")]


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many posts are held, and how many of them changed. At most a minute old."""

    posts: int
    edited: int
    gone: int
    first: Annotated[Moment | None, told("The earliest publication; null if nothing is held.")]
    last: Annotated[Moment | None, told("The latest publication.")]
    kept_back: Annotated[
        list[KeptBack], told("What is kept beside these and not shown, or not whole; withheld posts are in no number here.")
    ]


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in a public position."""

    person: Annotated[str, told("The person's slug.")]
    name: str
    position: str
    unit: Annotated[str, told("The slug of the unit.")]
    begins: dt.date
    ends: Annotated[dt.date | None, told("The last day; null while it goes on.")]


@dataclass(frozen=True, slots=True)
class Unit:
    """A department, office or board."""

    slug: str
    name: str
    kind: str
    url: Annotated[str, told("Its page here.")]
    parent: Annotated[UnitRef | None, told("The unit that it belongs to.")]
    units: Annotated[list[UnitRef], told("The units right below it.")]
    accounts: Annotated[list[str], told("The slugs of its accounts.")]
    holders: Annotated[list[Holder], told("Who holds or held its public positions.")]


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who holds or held a public position."""

    slug: str
    name: str
    url: Annotated[str, told("The person's page here.")]
    positions: list[Holder]


@dataclass(frozen=True, slots=True)
class LogFacts:
    """What is needed to check a proof without us."""

    origin: Annotated[str, told("The log's name, as in its checkpoints.")]
    key: Annotated[str, told("Its public key, as a verifier key of a signed note.")]
    checkpoint_url: str


@dataclass(frozen=True, slots=True)
class Home:
    """The archive in numbers."""

    government: str
    holdings: Holdings
    accounts: Annotated[int, told("Official accounts, closed ones too.")]
    last_check: Annotated[Moment | None, told("When any account was last looked at with success.")]
    log: LogFacts


@dataclass(frozen=True, slots=True)
class Holding:
    """A version that is held under a digest."""

    record: Annotated[int, told("The record's identifier.")]
    version: int
    url: Annotated[str, told("The page of the version.")]
    matches: Annotated[Literal["item", "media"], told("item: the item's own bytes. media: a picture, video or sound in it.")]
    proof_url: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What is held under a SHA-256. Nothing found is no proof that something is false."""

    sha256: str
    found: list[Holding]
    log: LogFacts


@dataclass(frozen=True, slots=True)
class Problem:
    """An error (RFC 9457)."""

    title: str
    status: int
    detail: str
    hint: Annotated[str, told("What to do; may be empty.")]
