"""The official accounts of the city, on networks that are captured live and on networks whose exports are handed over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rostra.accounts.actions import register_account
from rostra.accounts.models import Account
from rostra.accounts.rules import NewAccount
from rostra.config.demo.people import DOMAIN
from rostra.core.actor import Actor
from rostra.people.models import Person, Unit

LIVE = "bluesky"


@dataclass(frozen=True, slots=True)
class Plan:
    """An account to be registered. ``custodian`` holds office when it is."""

    slug: str
    network: str
    name: str
    unit: str
    custodian: str
    purpose: str
    handle: str = ""  # under the city's domain; else made of the alias

    @property
    def is_live(self) -> bool:
        """Whether it is captured as it happens."""
        return self.network == LIVE

    @property
    def full_handle(self) -> str:
        """The handle: a name under a domain that nobody can ever own, on every network."""
        return f"{self.handle or self.slug}.{DOMAIN}"

    @property
    def identity(self) -> str:
        """An identity that the network can never give: no hash will spell the city's name, and no number has a point in it."""
        return did("exampleville", self.slug) if self.is_live else f"{self.network}.{self.slug}.{DOMAIN}"


PLANS = (
    Plan("mayor", LIVE, "Mayor of Exampleville", "mayor", "tobias-fennimore", "What the Mayor says and does in office."),
    Plan("city", LIVE, "City of Exampleville", "communications", "solveig-amadi", "News of the city government for everyone."),
    Plan("parks", LIVE, "Exampleville Parks", "parks", "josephine-larkspur", "Parks, pools, rinks, trees and the lake."),
    Plan(
        "library", LIVE, "Exampleville Public Library", "library", "wilhelmina-pryce", "Hours, programmes, books, and the reference desk."
    ),
    Plan("police", LIVE, "Exampleville Police", "police", "renata-okafor-lund", "Traffic, safety notices and appeals for information."),
    Plan("fire", LIVE, "Exampleville Fire", "fire", "barnaby-osei", "Calls, prevention and the training of volunteers."),
    Plan(
        "public-works",
        LIVE,
        "Exampleville Public Works",
        "public-works",
        "louisa-gravelle",
        "Streets, snow, leaves and recycling.",
        "streets",
    ),
    Plan("water", LIVE, "Exampleville Water", "water", "petra-nakagome", "Mains, meters, flushing and the quality of the water."),
    Plan("health", LIVE, "Exampleville Health", "health", "mai-chia-thaoying", "Clinics, inspections, air and heat."),
    Plan("transit", LIVE, "Exampleville Transit", "transit", "orrin-velasquillo", "Detours, delays and timetables of routes 1 to 9."),
    Plan("clerk", LIVE, "Exampleville City Clerk", "clerk", "ingeborg-achterberg", "Meetings, elections, licences and records."),
    Plan("ward-2", LIVE, "Council Ward 2", "ward-2", "pa-nhia-lorvang", "The work of the council member for Ward 2.", "ward-two"),
    Plan("ward-4", LIVE, "Council Ward 4", "ward-4", "edwina-thrupp", "The work of the council member for Ward 4.", "ward-four"),
    Plan(
        "x-city",
        "x",
        "City of Exampleville",
        "communications",
        "kwabena-ostrander",
        "News of the city government, as on the city's website.",
    ),
    Plan("x-police", "x", "Exampleville Police", "police", "dmitri-abelard", "Traffic and safety notices."),
    Plan(
        "facebook-city",
        "facebook",
        "City of Exampleville",
        "communications",
        "kwabena-ostrander",
        "News and events, with longer explanations.",
    ),
    Plan("facebook-parks", "facebook", "Exampleville Parks", "parks", "josephine-larkspur", "Programmes and registration."),
    Plan("facebook-library", "facebook", "Exampleville Public Library", "library", "gus-malinkowicz", "Story times and book clubs."),
    Plan("instagram-parks", "instagram", "Exampleville Parks", "parks", "emeka-stellan", "The lake, the trees, and a goose."),
    Plan(
        "instagram-library",
        "instagram",
        "Exampleville Public Library",
        "library",
        "gus-malinkowicz",
        "Displays, shelves and cats in windows.",
    ),
    Plan("youtube-council", "youtube", "Exampleville City Council", "council", "ingeborg-achterberg", "Recordings of public meetings."),
    Plan("nextdoor-city", "nextdoor", "City of Exampleville", "communications", "solveig-amadi", "Notices to neighbourhoods."),
)
LIVE_PLANS = tuple(plan for plan in PLANS if plan.is_live)
EXPORTED_PLANS = tuple(plan for plan in PLANS if not plan.is_live)


def did(*words: str) -> str:
    """A did:plc in which these words can be read. A real one is a hash; none will ever spell them."""
    letters = "".join(letter for letter in "".join(words) if letter.isascii() and letter in "abcdefghijklmnopqrstuvwxyz234567")
    return f"did:plc:{letters[:24]:a<24}"


def enter_register(units: dict[str, Unit], persons: dict[str, Person], opened: dt.date, actor: Actor) -> dict[str, Account]:
    """Register every account; by alias."""
    return {plan.slug: register_account(_new(plan, units, persons, opened), actor=actor) for plan in PLANS}


def _new(plan: Plan, units: dict[str, Unit], persons: dict[str, Person], opened: dt.date) -> NewAccount:
    return NewAccount(
        network=plan.network,
        identity=plan.identity,
        handle=plan.full_handle,
        name=plan.name,
        slug=plan.slug,
        unit=units[plan.unit],
        custodian=persons[plan.custodian],
        purpose=plan.purpose,
        url="" if plan.is_live else f"https://{plan.network}.social.{DOMAIN}/{plan.slug}",
        opened=opened,
    )
