"""Invented persons, the positions they hold, and from when to when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rostra.core.actor import Actor
from rostra.people.actions import add_person, add_position, appoint, mark_head
from rostra.people.models import Person, Position, Unit
from rostra.people.states import Category

DOMAIN = "exampleville.example"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a position. Times are in days before the city's last day; ``left`` None: still in office."""

    person: str  # alias
    name: str
    position: str
    title: str
    unit: str
    category: Category
    began: int
    left: int | None = None


STAFF, ELECTED, BOARD = Category.STAFF, Category.ELECTED, Category.BOARD_MEMBER

HOLDERS = (
    Holder("marit-oyelaran", "Marit Oyelaran-Voss", "mayor", "Mayor", "mayor", ELECTED, 1510),
    Holder("tobias-fennimore", "Tobias Fennimore-Adjei", "chief-of-staff", "Chief of Staff", "mayor", STAFF, 1480),
    Holder("halvard-quist", "Halvard Quistgaard-Mbeki", "council-1", "Council Member, Ward 1", "ward-1", ELECTED, 2240),
    Holder("pa-nhia-lorvang", "Pa Nhia Lorvang", "council-2", "Council Member, Ward 2", "ward-2", ELECTED, 1510),
    Holder("ruben-castellane", "Ruben Castellane-Ibarra", "council-3", "Council Member, Ward 3", "ward-3", ELECTED, 1510),
    Holder("edwina-thrupp", "Edwina Thrupp", "council-4", "Council Member, Ward 4", "ward-4", ELECTED, 2970, 412),
    Holder("sahra-dirirmoge", "Sahra Dirirmoge", "council-4", "Council Member, Ward 4", "ward-4", ELECTED, 411),
    Holder("lamont-birchwater", "Lamont Birchwater", "council-5", "Council Member, Ward 5", "ward-5", ELECTED, 2240),
    Holder("ingeborg-achterberg", "Ingeborg Achterberg", "city-clerk", "City Clerk", "clerk", STAFF, 4015),
    Holder("devika-ramanayake", "Devika Ramanayake-Holt", "records-officer", "Records Officer", "clerk", STAFF, 1900),
    Holder("cornelius-tapp", "Cornelius Tapp", "city-auditor", "City Auditor", "clerk", STAFF, 2500),
    Holder("josephine-larkspur", "Josephine Larkspur", "parks-director", "Director of Parks", "parks", STAFF, 2600),
    Holder("emeka-stellan", "Emeka Stellanson", "naturalist", "City Naturalist", "parks", STAFF, 1330),
    Holder("wilhelmina-pryce", "Wilhelmina Pryce-Oduya", "librarian", "City Librarian", "library", STAFF, 3300),
    Holder("gus-malinkowicz", "Gus Malinkowicz", "library-outreach", "Outreach Librarian", "library", STAFF, 1200),
    Holder("renata-okafor-lund", "Renata Okaforlund", "police-chief", "Chief of Police", "police", STAFF, 1600),
    Holder("dmitri-abelard", "Dmitri Abelard-Soto", "police-information", "Public Information Officer", "police", STAFF, 1120, 502),
    Holder("yolanda-finch", "Yolanda Finchley-Tran", "police-information", "Public Information Officer", "police", STAFF, 501),
    Holder("barnaby-osei", "Barnaby Oseikrog", "fire-chief", "Fire Chief", "fire", STAFF, 2800),
    Holder("louisa-gravelle", "Louisa Gravelle", "public-works-director", "Director of Public Works", "public-works", STAFF, 2100),
    Holder("ahmed-shirwacade", "Ahmed Shirwacade", "street-superintendent", "Street Superintendent", "public-works", STAFF, 1450),
    Holder("petra-nakagome", "Petra Nakagome-Ruiz", "water-superintendent", "Water Superintendent", "water", STAFF, 1750),
    Holder("mai-chia-thaoying", "Mai Chia Thaoying", "health-commissioner", "Health Commissioner", "health", STAFF, 1390),
    Holder("orrin-velasquillo", "Orrin Velasquillo", "transit-manager", "Transit Manager", "transit", STAFF, 1850),
    Holder("beatriz-nordhavn", "Beatriz Nordhavn", "planner", "City Planner", "planning", STAFF, 1300),
    Holder(
        "solveig-amadi", "Solveig Amadi-Penrose", "communications-director", "Director of Communications", "communications", STAFF, 1700
    ),
    Holder("kwabena-ostrander", "Kwabena Ostrander", "digital-editor", "Digital Editor", "communications", STAFF, 1250),
    Holder("nadira-holmqvist", "Nadira Holmqvist-Abara", "moderator", "Community Moderator", "communications", STAFF, 1240),
    Holder("leopold-anyango", "Leopold Anyango-Frost", "city-attorney", "City Attorney", "attorney", STAFF, 1980),
    Holder("clementine-brask", "Clementine Braskwell", "ethics-officer", "Ethics Officer", "attorney", STAFF, 1140),
    Holder("hassan-willoughby", "Hassan Willoughbrook", "hr-director", "Director of Human Resources", "human-resources", STAFF, 2330),
    Holder("greta-odum", "Greta Odumfeld", "systems-administrator", "Systems Administrator", "information-technology", STAFF, 1610),
    Holder("fern-calloway", "Fern Callowaine", "library-chair", "Chair, Library Board", "library-board", BOARD, 1000),
    Holder("archibald-nunez", "Archibald Nunezworth", "heritage-chair", "Chair, Heritage Commission", "heritage", BOARD, 950),
)


HEADS = (
    "city-clerk", "parks-director", "librarian", "police-chief", "fire-chief", "public-works-director", "water-superintendent",
    "health-commissioner", "transit-manager", "communications-director", "city-attorney", "hr-director",
)  # fmt: skip
"""The positions that head their units."""


def enter_people(units: dict[str, Unit], last_day: dt.date, actor: Actor) -> dict[str, Person]:
    """Enter persons, positions and appointments; persons by alias."""
    persons: dict[str, Person] = {}
    positions: dict[str, Position] = {}
    for holder in HOLDERS:
        person = persons[holder.person] = add_person(holder.person, holder.name, email=f"{holder.person}@{DOMAIN}", actor=actor)
        if holder.position not in positions:
            positions[holder.position] = add_position(holder.position, holder.title, units[holder.unit], holder.category, actor=actor)
            if holder.position in HEADS:
                mark_head(positions[holder.position], heads=True, actor=actor)
        begins = last_day - dt.timedelta(days=holder.began)
        ends = None if holder.left is None else last_day - dt.timedelta(days=holder.left)
        appoint(person, positions[holder.position], begins=begins, ends=ends, actor=actor)
    return persons
