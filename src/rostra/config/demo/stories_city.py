"""Money, hours, a festival, a handle, a block that should not have been: what a city talks about when the weather is fine."""

from __future__ import annotations

from rostra.config.demo.said import Picture
from rostra.config.demo.story import DAY, HOUR, Beat, Story
from rostra.platforms.base import Kind

_BUDGET = Picture(
    "chart", "budget", "Bar chart of the proposed budget in millions: public works 41, police 38, fire 24, parks 12, library 9, transit 15."
)
_LANTERNS = Picture("poster", "lanterns", "Poster: “Lantern Night on Sample Lake”, a dark lake with many small lights.")
_LANTERNS_TWO = Picture("lake", "lanterns-after")
_HOURS = Picture(
    "poster", "hours", "Table of the library's new hours: Monday to Thursday 9 to 20, Friday and Saturday 9 to 17, Sunday 12 to 17."
)

STORIES = (
    Story(
        "budget-hearing",
        10,
        7,
        0,
        17,
        (
            Beat(
                0, "clerk", "Budget hearing tonight at 6 p.m., Council Chamber. 61 people have signed up: bring a cushion.", picture=_BUDGET
            ),
            Beat(5, "taxpayer", "The levy goes up 4.1 percent and you show us a bar chart.", to=0),
            Beat(22, "clerk", "And 312 pages, all of them on our website since September 1. Page 9 is the levy.", to=1),
            Beat(70, "choirloft", "Please do not cut the Sunday hours of the library. Some of us have only Sundays.", to=0),
            Beat(95, "ward-2", "Hearing is under way. I will post what I ask, and the answers, as they come."),
            Beat(
                110, "ward-2", "Asked: why does street lighting rise by 11 percent? Answer: new poles on Appendix Hill, and copper.", to=4
            ),
            Beat(124, "mossgrove", "Ask about overtime.", to=4),
            Beat(140, "ward-2", "Asked. $1.9 million, most of it January. See page 77, and your memories of January.", to=6),
            Beat(
                200,
                "ward-4",
                "The library board itself proposed to close on Sundays. Nobody forced them.",
                edit=(
                    "Correction: the library board did NOT propose to close on Sundays; it was one of four options of "
                    "the finance office. My mistake."
                ),
            ),
            Beat(207, "choirloft", "I was at that board meeting and this is simply not so.", to=8),
            Beat(215, "ward-4", "You are right, and I have corrected the post. Thank you for saying so at once.", to=9),
            Beat(4 * HOUR, "library", "58 people spoke, 31 of them for Sundays. We are a little overwhelmed. See you on Sunday."),
            Beat(4 * HOUR + 12, "chessclub", "The chess club spoke for three minutes, of which two were spent thinking.", to=11),
            Beat(
                13 * DAY, "mayor", "The council has adopted the budget, 4 to 1. Sundays stay. So do the overtime questions, which are fair."
            ),
            Beat(13 * DAY + 40, "taxpayer", "The overtime questions were mine.", to=13),
            Beat(13 * DAY + 55, "mayor", "They were, and page 77 will be longer next year because of you.", to=14),
        ),
    ),
    Story(
        "library-hours",
        3,
        4,
        1,
        9,
        (
            Beat(
                0,
                "library",
                "New hours from April 1: Monday to Thursday 9–20, Friday and Saturday 9–17, Sunday 12–17.",
                edit="New hours from April 1 (really): Monday to Thursday 9–20, Friday and Saturday 9–17, Sunday 12–17. All four branches.",
                picture=_HOURS,
            ),
            Beat(8, "sparrow", "From April 1? Is this a joke?", to=0),
            Beat(19, "library", "We see the problem. No joke; we have added “really”.", to=1),
            Beat(31, "wenlin", "星期天也开吗?", to=0, languages=("zh",)),
            Beat(45, "library", "是的,星期天中午十二点到下午五点。", to=3, languages=("zh",)),
            Beat(66, "nadirk", "هل الفروع مفتوحة أيضًا يوم الأحد؟", to=0, languages=("ar",)),
            Beat(81, "library", "نعم، كل الفروع من 12 إلى 5.", to=5, languages=("ar",)),
            Beat(2 * HOUR, "chessclub", "Does the chess club keep its Saturday table?", to=0),
            Beat(2 * HOUR + 9, "library", "The table is yours. The radiator also.", to=7),
            Beat(2 * HOUR + 30, "city", about=0, kind=Kind.REPOST),
        ),
    ),
    Story(
        "lantern-night",
        8,
        23,
        0,
        11,
        (
            Beat(
                0,
                "parks",
                "Lantern Night on Sample Lake: Saturday, from 8 p.m. 2,000 lanterns, 1 lake, 0 fireworks (Gerald insisted).",
                picture=_LANTERNS,
            ),
            Beat(14, "oldmill", "We bring 1,200 plum buns.", to=0),
            Beat(25, "parks", "Then we shall need a fence around you.", to=1),
            Beat(48, "snowfence", "Is the path around the lake passable with a wheelchair this year?", to=0),
            Beat(70, "parks", "All 3.1 km since June, with a firm surface. Benches every 200 m. Loan chairs at the boathouse.", to=3),
            Beat(
                2 * HOUR,
                "city",
                "Street closures for Lantern Night: Lakeside from 5 p.m. Buses run until 1 a.m. and are free.",
                about=0,
                kind=Kind.QUOTE,
            ),
            Beat(2 * HOUR + 12, "route9rider", "Free AND late, or just free?", to=5),
            Beat(2 * HOUR + 30, "transit", "Free and, we have promised the mayor, on time.", to=6),
            Beat(
                34 * HOUR,
                "parks",
                "Thank you, Exampleville. 2,114 lanterns, all of them fished out again by midnight.",
                picture=_LANTERNS_TWO,
            ),
            Beat(34 * HOUR + 20, "lakewalker", "Most beautiful evening of the year.", to=8),
            Beat(35 * HOUR, "gerald", "I have eaten a lantern. It was fine.", to=8),
            Beat(35 * HOUR + 9, "parks", "For the record: the lanterns are rice paper, for exactly this reason.", to=10),
            Beat(36 * HOUR, "route9rider", "Route 9 was on time. I have witnesses.", to=5),
        ),
    ),
    Story(
        "the-block",
        5,
        6,
        1,
        20,
        (
            Beat(0, "ward-4", "The new parking rules in Foundry Row are in force. The minutes tell who voted how."),
            Beat(15, "quarrybend", "You voted for them after promising not to.", to=0),
            Beat(40, "quarrybend", "Still no answer. You promised at the bakery. I was holding a bun.", to=0),
            Beat(55, "ward-4", kind=Kind.BLOCK, about=2, gone=3 * DAY + 14 * HOUR),
            Beat(DAY + 60, "sparrow", "@council: has Quarry Bend Neighbors been blocked? I do not see their answers any more.", to=0),
            Beat(
                3 * DAY + 14 * HOUR + 10,
                "clerk",
                (
                    "An official account of the city blocks nobody for what they say. A block placed on May 6 was lifted "
                    "today. Both are on record."
                ),
            ),
            Beat(
                3 * DAY + 15 * HOUR,
                "ward-4",
                (
                    "I blocked a constituent for a comment I did not like. That was wrong, I have undone it, and I have "
                    "apologised. The bun was real."
                ),
            ),
            Beat(3 * DAY + 16 * HOUR, "quarrybend", "Apology accepted. The parking rules are still bad.", to=6),
        ),
    ),
    Story(
        "tower-vote",
        4,
        18,
        0,
        10,
        (
            Beat(
                0,
                "water",
                "The petition for a goose on the water tower has reached 500 signatures. We said we would. We did not think we would.",
            ),
            Beat(11, "gerald", "Democracy.", to=0),
            Beat(26, "mossgrove", "Who pays for the goose?", to=0),
            Beat(41, "water", "The painter charges the same for any bird up to four metres.", to=2),
            Beat(3 * HOUR, "mayor", "I have been asked to recuse myself, as I once owned a duck.", about=0, kind=Kind.QUOTE),
            Beat(24 * DAY, "water", "The goose is up. It faces the wind, as geese do.", picture=Picture("lake", "tower-goose")),
            Beat(24 * DAY + 30, "thirdgrade", "We can see it from our classroom!!! All 23 of us say HONK.", to=5),
            Beat(25 * DAY, "fernando", "Who do I talk to about the ladder they left? Call me at 612-555-0143.", to=5),
        ),
    ),
    Story(
        "wrong-date",
        11,
        1,
        0,
        8,
        (
            Beat(0, "clerk", "Election day is next Tuesday. Polls are open from 7 to 8.", gone=22),
            Beat(9, "sparrow", "Seven to EIGHT? One hour?", to=0),
            Beat(
                24,
                "clerk",
                (
                    "We have removed a post with a mistake in it. Polls are open from 7 a.m. to 8 p.m. on election day. "
                    "Find your place on our website."
                ),
            ),
            Beat(2 * HOUR, "city", about=2, kind=Kind.REPOST),
        ),
    ),
    Story(
        "lost-tortoise",
        6,
        2,
        2,
        13,
        (
            Beat(0, "police", "Found on Appendix Hill Road, walking with purpose: one tortoise, about 60 years old. Owner, 555-0177."),
            Beat(7, "lakewalker", "How far had it got?", to=0),
            Beat(12, "police", "Nine metres since the first call.", to=1),
            Beat(5 * HOUR, "police", "The tortoise is home. Her name is Express.", to=0),
            Beat(5 * HOUR + 20, "route9rider", "Still faster than Route 9.", to=3),
            Beat(6 * HOUR, "transit", "We saw that.", to=4),
        ),
    ),
    Story(
        "hydrant-claim",
        2,
        9,
        2,
        16,
        (
            Beat(0, "fire", "Please dig out your hydrant. It takes five minutes and it may be your roof.", gone=40 * DAY, observed=True),
            Beat(30, "snowfence", "Done. It has a hat now.", to=0),
            Beat(3 * HOUR, "fire", "Hydrants freed in Northgate: 41. One of them wears a hat.", gone=39 * DAY, observed=True),
        ),
    ),
    Story(
        "route-nine",
        9,
        2,
        0,
        7,
        (
            Beat(0, "transit", "From today Route 9 runs every 12 minutes. Yes. Route 9."),
            Beat(3, "route9rider", "I do not know who I am any more.", to=0),
            Beat(12, "transit", "You will find your name on the first bus, as long as the tape holds.", to=1),
            Beat(DAY, "route9rider", "They taped my name on the bus. I am crying on public transport, which is every 12 minutes.", to=2),
            Beat(DAY + 30, "mayor", "I rode it this morning. It came before I had finished complaining.", about=0, kind=Kind.QUOTE),
        ),
    ),
)
