"""The city's profile, ``city.toml``: everything that a city, a state or an attorney may decide differently.

Read once at start. A wrong value stops the start with a message that names the file, the line, the value and what is allowed.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import holidays as public_holidays
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, model_validator

from rostra.core.errors import Misconfigured
from rostra.core.profile_values import AddressPattern, Slug, Zone


class Section(BaseModel):
    """A table of the profile: unknown keys are refused, because a typing error must not pass as a default."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class City(Section):
    """Who runs this installation."""

    name: str = Field(min_length=1, max_length=120)
    short_name: str = Field(min_length=1, max_length=40)
    government: str = Field(min_length=1, max_length=120)  # "City of Exampleville"
    zone: Zone
    languages: list[str] = Field(default=["en"], min_length=1)
    motto: str = ""
    website: HttpUrl | None = None


class Contact(Section):
    """Where people turn."""

    records_office: str
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    telephone: str = ""
    address: str = ""


class Holidays(Section):
    """The days on which offices are closed: a jurisdiction's list, with the city's own changes."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    subdivision: str = ""
    also: list[dt.date] = []
    not_: list[dt.date] = Field(default=[], alias="except")

    @model_validator(mode="after")
    def _known(self) -> Holidays:
        known = public_holidays.list_supported_countries()
        if self.country not in known:
            raise ValueError(f"no list of holidays is known for country {self.country!r}")
        if self.subdivision and self.subdivision not in known[self.country]:
            raise ValueError(f"subdivision {self.subdivision!r} is unknown; allowed: {', '.join(known[self.country])}")
        return self


class Log(Section):
    """The public log. ``origin`` names it for ever: choose it once."""

    origin: str = Field(pattern=r"^[^\s+]+$", max_length=120)
    series: str = "social-media"


class Witness(Section):
    """Another installation, or any C2SP witness, that cosigns our checkpoints."""

    name: str
    key: str  # a verifier key as in a signed note
    url: HttpUrl


class Witnessed(Section):
    """The log of another installation, whose checkpoints we cosign."""

    origin: str = Field(pattern=r"^[^\s+]+$", max_length=120)
    key: str  # its verifier key as in a signed note


class CaptureTerms(Section):
    """How often we look. Seconds."""

    poll_every: int = Field(default=300, ge=5)
    probe_every: int = Field(default=3600, ge=5)
    snapshot_every: int = Field(default=3600, ge=5)
    probe_days: int = Field(default=30, ge=1)  # how long after it was last changed an item is looked at again
    late_after: int = Field(default=1800, ge=10)  # capture is shown as late when nothing succeeded for so long
    media_limit: int = Field(default=200_000_000, ge=1_000_000)  # bytes


class BlueskyTerms(Section):
    """Where the AT Protocol is found: the arguments of ``platforms.bluesky.Bluesky``."""

    plc: HttpUrl = HttpUrl("https://plc.directory")
    resolver: HttpUrl = HttpUrl("https://public.api.bsky.app")  # answers for handles
    relay: str = ""  # the address of a relay; empty: the accounts' own servers
    jetstream: str = ""  # instead of a relay, unsigned
    allow_http: bool = False  # plain http and private addresses: only for a server of one's own on the same machine


AccountTopic = Literal["purpose", "custodian", "stewards", "platform-terms", "look-alikes", "access", "posters", "attestation", "records"]


class Registry(Section):
    """Rules of the register of official accounts."""

    networks: list[Slug] = ["bluesky", "x", "facebook", "instagram", "youtube", "threads", "mastodon", "linkedin", "nextdoor", "tiktok"]
    attest_every: int = Field(default=365, ge=1)  # days after which somebody must attest again that an account is in order
    attest_grace: int = Field(default=30, ge=0)  # days after that, until it is an error
    transition_before: int = Field(default=30, ge=1)  # days before a custodian's last one, from which the account is in transition
    silent_after: int = Field(default=180, ge=1)  # days without a post after which an account may be an orphan
    appeal_within: int = Field(default=10, ge=1)  # business days for the appeal against a denied request
    reports_within: int = Field(default=3, ge=1)  # days until a report of impersonation is looked at, and then reported to the network
    platform_answers_within: int = Field(default=14, ge=1)  # days until the network is asked again
    reports_an_hour: int = Field(default=60, ge=1)  # reports of impersonation from the public, all together
    reports_an_hour_each: int = Field(default=10, ge=1)  # … and from one network address
    campaign: list[AddressPattern] = []  # patterns of addresses that belong to campaigns; none may stand on an official account
    clauses: dict[AccountTopic, str] = {}  # what a check or a finding serves: the clause in the city's own policy


class PolicyTerms(Section):
    """How long a policy may stand without being looked at, and how long covered persons may comment on a draft."""

    review_months: int = Field(default=24, ge=1, le=600)
    comment_days: int = Field(default=14, ge=1, le=365)  # proposed when a draft is circulated


class AskingTerms(Section):
    """Campaigns that ask for acknowledgement: what is proposed for a new one, and when one is out of order."""

    due_days: int = Field(default=30, ge=1, le=365)
    newcomer_days: int = Field(default=30, ge=1, le=365)
    remind: list[int] = [-14, -3, 7]  # days after the due date; before it, where negative
    escalate_after: int = Field(default=14, ge=1, le=365)  # days after the due date
    pass_mark: int = Field(default=80, ge=0, le=100)  # percent of the quiz
    most_overdue: float = Field(default=0.1, ge=0, le=1)  # share of a campaign's people; more is a finding
    kiosk_hours: int = Field(default=12, ge=1, le=72)  # for so long an opened device takes answers


class TrainingTerms(Section):
    """Training: what is proposed for a new module."""

    cadence_months: int = Field(default=12, ge=0, le=120)  # 0: once is enough
    newcomer_days: int = Field(default=180, ge=1, le=730)


class Figures(Section):
    """Public figures about people."""

    smallest: int = Field(default=5, ge=1, le=100)  # groups in which fewer would be told apart are not shown


class Roster(Section):
    """Whom the policy covers, and what an import of covered persons may change without being asked twice."""

    covered: list[str] = ["staff", "elected", "board-member", "volunteer", "intern"]  # categories that the policy covers outright
    covered_on_accounts: list[str] = ["contractor", "other"]  # … and those it covers while they work on official accounts
    most_leaving: float = Field(default=0.05, ge=0, le=1)  # share of a source's people that one file may end
    always_leaving: int = Field(default=20, ge=0)  # so many may be ended whatever their share


class RosterColumns(Section):
    """The headings of a file of covered persons. ``name``, or ``given`` and ``family``; empty: the file has none."""

    number: str
    name: str = ""
    given: str = ""
    family: str = ""
    email: str = ""
    unit: str
    title: str
    category: str = ""
    begins: str = ""
    ends: str = ""
    supervisor: str = ""  # the number of another person
    on_official_accounts: str = ""

    @model_validator(mode="after")
    def _named(self) -> RosterColumns:
        if not self.name and not (self.given and self.family):
            raise ValueError("say name, or given and family")
        return self


class RosterSource(Section):
    """One list of covered persons that somebody keeps: a file of it is complete, so who is missing has left."""

    name: Slug
    columns: RosterColumns
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    encoding: str = "utf-8"
    dates: str = "iso8601"  # or a pattern of strptime
    category: str = "staff"  # where the file says none
    categories: dict[str, str] = {}  # what the file says: our category
    new_units: bool = False  # whether a unit that is not on the roster is entered; else its rows are refused


class SignIn(Section):
    """How long a session lasts, and who needs no second factor (against the law's default: each such role is a finding)."""

    password_alone: list[str] = []  # roles that a password alone opens
    idle_minutes: int = Field(default=60, ge=1, le=24 * 60)  # without a request, a session ends
    absolute_hours: int = Field(default=10, ge=1, le=24 * 7)  # … and so long after it began, whatever happens
    invitation_days: int = Field(default=14, ge=1, le=90)  # how long a link or a printed code opens the pages of who only acknowledges
    invited_minutes: int = Field(default=60, ge=5, le=24 * 60)  # how long they stay open


class IdentityProvider(Section):
    """Somebody else who vouches for staff: an OpenID provider, or a SAML identity provider. Its secret lies in a file, not here."""

    kind: Literal["openid", "saml"]
    slug: Slug
    name: str = Field(min_length=1, max_length=40)  # what the button says
    issuer: str = Field(min_length=1, max_length=500)  # address of the OpenID issuer; entity id of the SAML provider
    client_id: str = ""  # OpenID
    secret_file: str = ""  # OpenID: a file that holds the client's secret; relative to the data directory
    sso_url: str = ""  # SAML: where the browser is sent
    certificate_file: str = ""  # SAML: the provider's certificate, PEM; relative to the data directory
    trust_email: bool = False  # it vouches for every address, although it does not say so of each
    second_factor: bool = False  # it asks for a second factor itself
    origins: list[HttpUrl] = []  # further places that the browser is led through

    @model_validator(mode="after")
    def _whole(self) -> IdentityProvider:
        wanted = ("client_id", "secret_file") if self.kind == "openid" else ("sso_url", "certificate_file")
        if missing := [name for name in wanted if not getattr(self, name)]:
            raise ValueError(f"an identity provider of kind {self.kind} needs {' and '.join(missing)}")
        address = self.issuer if self.kind == "openid" else self.sso_url
        if not re.match(r"https://[^/\s]|http://(127\.0\.0\.1|localhost)[:/]", address):
            raise ValueError(f"{address!r} is no https:// address")
        return self


class Scim(Section):
    """How what an identity provider says of a person becomes a position on the roster."""

    category: str = "staff"  # of a position whose userType says none
    categories: dict[str, str] = {}  # what userType says: our category
    position: str = "Employee"  # title where the provider gives a department and no title
    new_units: bool = False  # whether a department that is not on the roster is entered; else the person is refused
    requests_a_minute: int = Field(default=1500, ge=1)  # of one token; Entra ID asks that 25 a second are borne


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


class Appearance(Section):
    """What the pages show of the city."""

    banner: str = ""  # e.g. "An official website of the City of Exampleville"; empty: none is shown
    disclaimer: str = ""


class Evidence(Section):
    """That a measure says something about a clause: it is shown beside it."""

    clause: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", max_length=121)  # document/key
    measure: Slug

    @property
    def document(self) -> str:
        """The document's name in addresses."""
        return self.clause.partition("/")[0]

    @property
    def key(self) -> str:
        """The clause's lasting key."""
        return self.clause.partition("/")[2]


class Line(Section):
    """The line between what is the city's and what is somebody's own."""

    guidance: Slug | Literal[""] = ""  # a document whose text in force tells it; empty: the words that come with Rostra
    disclaimer: str = Field(default="", max_length=500)  # that a person may put on an account of their own; empty: none is offered
    forward_days: int = Field(default=20, ge=1, le=365)  # calendar days in which stray city business is forwarded
    largest_file: int = Field(default=20_000_000, ge=100_000)  # bytes
    most_files: int = Field(default=10, ge=1, le=50)


class Profile(Section):
    """The whole profile."""

    city: City
    contact: Contact
    holidays: Holidays
    log: Log
    capture: CaptureTerms = CaptureTerms()
    bluesky: BlueskyTerms = BlueskyTerms()
    registry: Registry = Registry()
    policy: PolicyTerms = PolicyTerms()
    acknowledgement: AskingTerms = AskingTerms()
    training: TrainingTerms = TrainingTerms()
    figures: Figures = Figures()
    evidence: list[Evidence] = []
    line: Line = Line()
    roster: Roster = Roster()
    roster_source: list[RosterSource] = []
    sign_in: SignIn = SignIn()
    identity_provider: list[IdentityProvider] = []
    scim: Scim = Scim()
    inventory_source: list[InventorySource] = []
    appearance: Appearance = Appearance()
    permissions: dict[str, dict[str, list[str]]] = {}  # function: role: rights; changes of the delivered matrix
    witness: list[Witness] = []
    witnessed: list[Witnessed] = []

    def holidays_of(self, years: range) -> frozenset[dt.date]:
        """The days in ``years`` on which offices are closed."""
        terms = self.holidays
        listed = public_holidays.country_holidays(terms.country, subdiv=terms.subdivision or None, years=years, observed=True)
        return (frozenset(listed) | frozenset(terms.also)) - frozenset(terms.not_)


def load_profile(path: Path) -> Profile:
    """The profile in ``path``. Raises Misconfigured with the line, the value and what is allowed."""
    try:
        text = path.read_text(encoding="utf-8")
        return Profile.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        raise Misconfigured(
            f"there is no city profile at {path}",
            id="core.E001",
            hint="run 'rostra demo', or copy src/rostra/config/example.toml there and edit it",
        ) from None
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path} is not UTF-8 text: {error}", id="core.E002", hint="save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{path} is not TOML: {error}", id="core.E003", hint="mend that line; strings stand in quotes") from None
    except ValidationError as error:
        raise Misconfigured(
            "\n".join(_explain(path, text, problem) for problem in error.errors()),
            id="core.E004",
            hint="docs/reference/city-profile.md lists every key with its allowed values",
        ) from None


def _explain(path: Path, text: str, problem: Any) -> str:
    """One pydantic problem as a line: file, line, key, value, what is allowed."""
    loc = [str(part) for part in problem["loc"]]
    given = "" if problem["type"] == "missing" else f" = {problem['input']!r}"
    what = "is missing" if problem["type"] == "missing" else problem["msg"].removeprefix("Value error, ")
    return f"{path.name}, line {line_of(text, loc)}: {'.'.join(loc)}{given[:120]}: {what}"


def line_of(text: str, loc: list[str]) -> int:
    """The line (from 1) on which the key ``loc`` stands in a TOML text, or the line of its nearest table."""
    wanted = [part for part in loc if not part.isdigit()]
    table: list[str] = []
    nearest = 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            table = [part.strip().strip('"') for part in header[1].split(".")]
            if wanted[: len(table)] == table:
                nearest = number
        elif (key := re.match(r"\s*([\w\"-]+)\s*=", line)) and [*table, key[1].strip('"')] == wanted[: len(table) + 1]:
            return number
    return nearest
