"""The rolls of people: lists, identity providers, sign-in."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, HttpUrl, model_validator

from rostra.core.profile.sections import Section, Slug


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
