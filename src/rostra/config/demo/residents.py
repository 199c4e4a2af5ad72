"""The public of Exampleville, as far as it writes to the city. All invented; their handles can belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass

from rostra.config.demo.register import did
from rostra.platforms.base import Identity


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who answers the city."""

    key: str
    name: str

    @property
    def identity(self) -> Identity:
        """As the network shows them."""
        return Identity(did("resident", self.key), f"{self.key}.residents.example", self.name)


_NAMES = (
    ("bramblewick", "Odalys Bramblewick"),
    ("tern", "Arctic Tern Enthusiast"),
    ("route9rider", "Still Waiting for Route 9"),
    ("mossgrove", "Percival Mossgrove"),
    ("hodanw", "Hodan W."),
    ("quarrybend", "Quarry Bend Neighbors"),
    ("yeeleng", "Yeeleng X."),
    ("dittostreet", "Ditto Street Resident"),
    ("pothole", "Pothole Cartographer"),
    ("lakewalker", "Walks Around The Lake"),
    ("nightshift", "Nightshift Nurse"),
    ("snowfence", "Klara Snowfence"),
    ("oldmill", "Old Mill Bakery"),
    ("thirdgrade", "Room 12, Third Grade"),
    ("bikesall", "Bikes All Winter"),
    ("sparrow", "Juniper Sparrowhill"),
    ("taxpayer", "Concerned Ratepayer"),
    ("choirloft", "Second Alto"),
    ("fernando", "Fernando D."),
    ("gardenplot", "Garden Plot 41"),
    ("gerald", "Not Gerald the Goose"),
    ("chessclub", "Library Chess Club"),
    ("wenlin", "Wenlin Z."),
    ("nadirk", "Nadir K."),
)

_SELLERS = (  # say nothing but what they sell
    ("shades4u", "Shades For You"),
    ("billhelp", "Exampleville Bill Help"),
    ("luckyday", "Your Lucky Day"),
    ("growfast", "Grow Fast"),
    ("coinfall", "Coinfall"),
    ("fastvisa", "Fast Visa"),
)

NEIGHBOURS = tuple(key for key, _ in _NAMES)
RESIDENTS = {key: Resident(key, name) for key, name in (*_NAMES, *_SELLERS)}
