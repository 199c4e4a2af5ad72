"""The profile as a whole, and how it is read."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any, Self

import holidays as public_holidays
from pydantic import ValidationError, model_validator

from rostra.core.errors import Misconfigured
from rostra.core.profile.breach import BreachTerms
from rostra.core.profile.capture import ApiTerms, BlueskyTerms, CaptureTerms, Log, PlatformApp, ServerTerms, Witness, Witnessed
from rostra.core.profile.cases import CaseTerms
from rostra.core.profile.city import Appearance, City, Contact, Holidays
from rostra.core.profile.classification import ClassificationTerms
from rostra.core.profile.display import DEFAULT, DisplayTerms
from rostra.core.profile.messages import MessageTerms
from rostra.core.profile.moderation import ModerationTerms
from rostra.core.profile.people import IdentityProvider, Roster, RosterSource, Scim, SignIn
from rostra.core.profile.policy import AskingTerms, Evidence, Figures, Line, PolicyTerms, TrainingTerms
from rostra.core.profile.register import InventorySource, Registry
from rostra.core.profile.residents import Residents
from rostra.core.profile.retention import RetentionTerms
from rostra.core.profile.sections import Section, Slug


class Profile(Section):
    """The whole profile."""

    city: City
    contact: Contact
    holidays: Holidays
    log: Log
    capture: CaptureTerms = CaptureTerms()
    bluesky: BlueskyTerms = BlueskyTerms()
    mastodon: ServerTerms = ServerTerms()
    platform: dict[Slug, ApiTerms] = {}  # network: where its interface is
    platform_app: list[PlatformApp] = []
    activitypub: ServerTerms = ServerTerms()
    rss: ServerTerms = ServerTerms()
    registry: Registry = Registry()
    policy: PolicyTerms = PolicyTerms()
    acknowledgement: AskingTerms = AskingTerms()
    training: TrainingTerms = TrainingTerms()
    figures: Figures = Figures()
    evidence: list[Evidence] = []
    moderation: ModerationTerms = ModerationTerms()
    residents: Residents = Residents()
    cases: CaseTerms = CaseTerms()
    retention: RetentionTerms = RetentionTerms()
    classification: ClassificationTerms = ClassificationTerms()
    messages: MessageTerms = MessageTerms()
    breach: BreachTerms = BreachTerms()
    display: DisplayTerms = DisplayTerms()
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

    @model_validator(mode="after")
    def _known_networks(self) -> Self:
        known = {*self.registry.networks, DEFAULT}
        if unknown := sorted({*self.display.removed, *self.display.reason} - known):
            raise ValueError(f"display: there is no network {unknown[0]!r} in registry.networks: {', '.join(sorted(known))}")
        return self

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
