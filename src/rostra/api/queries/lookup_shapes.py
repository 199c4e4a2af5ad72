"""The shapes of answers to "is this account official?": a promise like those of ``shapes``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries import shapes


@dataclass(frozen=True, slots=True)
class LookAlike:
    """An official account that the one asked about could be mistaken for."""

    account: Annotated[str, shapes.told("The slug of the official account.")]
    network: str
    handle: Annotated[str, shapes.told("The official handle.")]
    likeness: Annotated[str, shapes.told("In what way the two differ.")]
    letters: Annotated[str, shapes.told("Where they differ, naming letters of other scripts; empty if they do not.")]


@dataclass(frozen=True, slots=True)
class Pose:
    """A web address that could be taken for one on a network whose it is not."""

    network: Annotated[str, shapes.told("The network that it could be taken for.")]
    likeness: str
    letters: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to "is this account official?"."""

    asked: Annotated[str, shapes.told("What was asked about.")]
    word: Annotated[
        str,
        shapes.told(
            "yes; yes-until (see until); under-review; not-ours; our-name: it is no handle and no address, but our own name for the "
            "accounts listed; or no-such-name: words that could be no handle, and no official account is called so."
        ),
    ]
    standing: Annotated[
        str,
        shapes.told(
            "official, lost (the city's, but not in its hands now), closed, former-handle, under-review, alias, unknown or not-named."
        ),
    ]
    until: Annotated[dt.date | None, shapes.told("The day on which it ceased to speak for the city; null where the word is another.")]
    accounts: Annotated[
        list[str], shapes.told("The slugs of the accounts that it is about; after a rename, of the one that has another handle now.")
    ]
    former: Annotated[list[str], shapes.told("The slugs of other accounts of the city that had this handle before.")]
    namesakes: Annotated[
        list[str], shapes.told("The slugs of official accounts that are called so, where what has this handle is under review.")
    ]
    look_alikes: list[LookAlike]
    pose: Annotated[Pose | None, shapes.told("Where the address itself pretends to be a network's; else null.")]


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer to "is this account official?", with the accounts that it is about."""

    government: str
    as_of: Annotated[shapes.Moment, shapes.told("When this was answered: what is not on the list then does not speak for the city.")]
    answer: Answer
    accounts: Annotated[list[shapes.Account], shapes.told("Those of answer.accounts, in full.")]


@dataclass(frozen=True, slots=True)
class Directory:
    """The register of official accounts."""

    government: str
    answer: Annotated[Answer | None, shapes.told("The answer to q, if it was given.")]
    accounts: list[shapes.Account]


@dataclass(frozen=True, slots=True)
class ProfileShot:
    """The profile of an account as it was from a moment on."""

    seen: Annotated[shapes.Moment, shapes.told("When it was captured first.")]
    last_seen: Annotated[shapes.Moment, shapes.told("When it was seen last without a change.")]
    changed: Annotated[list[str], shapes.told("What differs from the one before: name, description, links, pictures; empty for the first.")]
    name: Annotated[str, shapes.told("Empty if the account gave none, or if the kept bytes cannot be read.")]
    text: Annotated[str, shapes.told("The description. Never trust it as markup.")]
    links: Annotated[list[str], shapes.told("The addresses in the description, in order.")]
    media: list[shapes.Medium]
    record: Annotated[int, shapes.told("The record's identifier.")]
    version: int
    sha256: Annotated[str, shapes.told("SHA-256 of the profile's own bytes.")]
    url: Annotated[str, shapes.told("The page of this version.")]
    proof_url: Annotated[str, shapes.told("Its offline proof.")]


@dataclass(frozen=True, slots=True)
class ProfileHistory:
    """How an official account showed itself on its network."""

    account: Annotated[str, shapes.told("The slug of the account.")]
    history: Annotated[list[ProfileShot], shapes.told("The newest first; at most 200.")]
