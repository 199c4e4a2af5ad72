"""Words that every department of Exampleville may use."""

from __future__ import annotations

from collections.abc import Sequence

WORDS: dict[str, Sequence[str]] = {
    "street": (
        "Main Street", "Ditto Street", "Ibid Avenue", "Errata Lane", "Appendix Hill Road", "Millrace Road", "Depot Street", "Linden Avenue",
        "Quarry Road", "Footnote Alley", "3rd Avenue", "11th Avenue", "Cannery Street", "Lantern Street", "Old Ferry Road", "Tamarack Drive",
        "Parenthesis Way", "Wheelwright Street", "Orchard Street", "Foundry Street",
    ),
    "quarter": (
        "Northgate", "Old Depot", "Specimen Heights", "Millrace", "Quarry Bend", "Appendix Hill", "the Cannery District", "Tamarack", "Lakeside",
        "Foundry Row",
    ),
    "park": (
        "Sample Lake Park", "Millrace Green", "Quarry Park", "Linden Square", "Tamarack Woods", "Depot Playground", "Foundry Row Commons",
        "Ditto Creek Trail", "Northgate Fields",
    ),
    "branch": ("Central Library", "Northgate Branch", "Quarry Bend Branch", "Old Depot Branch"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "weekend": ("Saturday", "Sunday"),
    "morning": ("7 a.m.", "8 a.m.", "8:30 a.m.", "9 a.m.", "10 a.m."),
    "evening": ("5 p.m.", "5:30 p.m.", "6 p.m.", "6:30 p.m.", "7 p.m."),
    "soon": ("today", "tomorrow", "this {day}", "on {day}", "next {day}"),
    "route": ("Route 1", "Route 2", "Route 3", "Route 4", "Route 5", "Route 6", "Route 7", "Route 8", "Route 9"),
    "thanks": ("Thank you for your patience.", "Thank you.", "Thanks to the crews.", "We know it is a nuisance.", "Questions? Call 555-0100."),
    "tree": ("bur oak", "sugar maple", "river birch", "honey locust", "hackberry", "Kentucky coffeetree", "tamarack", "linden"),
    "bird": ("a pair of loons", "a great blue heron", "forty-one cedar waxwings", "one very lost pelican", "a barred owl", "three sandhill cranes"),
    "cost": ("$4,200", "$18,500", "$61,000", "$140,000", "$212,000", "$1.3 million", "$2.6 million"),
    "ward": ("Ward 1", "Ward 2", "Ward 3", "Ward 4", "Ward 5"),
    "weeks": ("two weeks", "three weeks", "ten days", "a month"),
}  # fmt: skip
