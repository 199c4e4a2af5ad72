"""The register of official accounts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rostra.core.profile.sections import AddressPattern, Section, Slug

AccountTopic = Literal[
    "purpose", "custodian", "stewards", "acknowledgement", "training", "platform-terms", "look-alikes", "access", "posters", "attestation",
    "records",
]  # fmt: skip
Demand = Literal["required", "shown"]  # without it nobody approves; or it is looked at, and said


class Registry(Section):
    """Rules of the register of official accounts."""

    networks: list[Slug] = [
        "bluesky",
        "x",
        "facebook",
        "instagram",
        "youtube",
        "threads",
        "mastodon",
        "activitypub",
        "linkedin",
        "nextdoor",
        "tiktok",
        "flickr",
        "vimeo",
        "rss",
    ]
    attest_every: int = Field(default=365, ge=1)  # days after which somebody must attest again that an account is in order
    attest_grace: int = Field(default=30, ge=0)  # days after that, until it is an error
    transition_before: int = Field(default=30, ge=1)  # days before a custodian's last one, from which the account is in transition
    silent_after: int = Field(default=180, ge=1)  # days without a post after which an account may be an orphan
    appeal_within: int = Field(default=10, ge=1)  # business days for the appeal against a denied request
    acknowledgement: Demand = "required"  # of the policies in force, by everybody who is to have a part in an account that is asked for
    policies: list[Slug] = []  # policies that all of them must have acknowledged, beside those that a campaign asks them about
    training: Demand = "shown"  # none of theirs has lapsed
    reports_within: int = Field(default=3, ge=1)  # days until a report of impersonation is looked at, and then reported to the network
    platform_answers_within: int = Field(default=14, ge=1)  # days until the network is asked again
    reports_an_hour: int = Field(default=60, ge=1)  # reports of impersonation from the public, all together
    reports_an_hour_each: int = Field(default=10, ge=1)  # … and from one network address
    campaign: list[AddressPattern] = []  # patterns of addresses that belong to campaigns; none may stand on an official account
    clauses: dict[AccountTopic, str] = {}  # what a check or a finding serves: the clause in the city's own policy


class InventoryColumns(Section):
    """The headings of an inventory of accounts. Empty: the file has none."""

    network: str = ""
    address: str  # handle or web address
    identity: str = ""  # the platform's own, unchanging number
    name: str = ""
    unit: str = ""  # slug or name
    custodian: str = ""  # slug or the employer's number
    purpose: str = ""


class InventorySource(Section):
    """One inventory of accounts as somebody kept it: from before there was a register, or of another register."""

    name: Slug
    columns: InventoryColumns
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    encoding: str = "utf-8"
    network: Slug | Literal[""] = ""  # where the file names none
    networks: dict[str, str] = {}  # what the file says: our name of the network
    unit: str = ""  # where the file says none: slug
    custodian: str = ""  # where the file says none: slug
    purpose: str = ""  # where the file says none
    official: bool = False  # whether it is known to hold official accounts alone: rows with an identity are registered, not noted as found
