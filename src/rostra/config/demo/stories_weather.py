"""Snow, water and wind: days on which everybody read what the city posted."""

from __future__ import annotations

from rostra.config.demo.said import Picture
from rostra.config.demo.story import DAY, HOUR, Beat, Story
from rostra.platforms.base import Kind

_ROUTES = Picture(
    "map", "snow-routes", "Map of the city with snow emergency routes in blue: Main Street, Quarry Road, Millrace Road and the bridge."
)
_BREAK = Picture(
    "map", "main-break", "Map: water is off between Ibid Avenue and the creek, shown in red; the tanker stands at Linden Square."
)
_POWER = Picture("map", "power", "")

STORIES = (
    Story(
        "snow-emergency",
        1,
        17,
        0,
        15,
        (
            Beat(
                0,
                "public-works",
                (
                    "SNOW EMERGENCY from 9 p.m. tonight. No parking on snow emergency routes until they are plowed to "
                    "the kurb. 35 cm are forecast."
                ),
                edit=(
                    "SNOW EMERGENCY from 9 p.m. tonight. No parking on snow emergency routes until they are plowed to "
                    "the curb. 35 cm are forecast."
                ),
                picture=_ROUTES,
            ),
            Beat(4, "city", about=0, kind=Kind.REPOST),
            Beat(6, "dittostreet", "Is Ditto Street an emergency route? The sign is behind a tree.", to=0),
            Beat(14, "public-works", "It is not, between Main and the creek. You may stay. We will come and talk to the tree.", to=2),
            Beat(21, "hodanw", "Fadlan ma ku qori kartaan Soomaali? Hooyaday ma akhriso Ingiriisi.", to=0, languages=("so",)),
            Beat(
                40,
                "public-works",
                "Xaalad degdeg ah oo baraf laga bilaabo 9 fiid. Ha dhigan baabuurta waddooyinka waaweyn ilaa la xaaqo.",
                to=4,
                languages=("so",),
            ),
            Beat(52, "hodanw", "Mahadsanid. I have sent it to the whole building.", to=5),
            Beat(
                3 * HOUR,
                "mayor",
                (
                    "Crews, nurses and bakers will be up all night so that we can get to work tomorrow. If you can stay "
                    "in, stay in. If you can shovel "
                    "for two, shovel for two."
                ),
            ),
            Beat(3 * HOUR + 9, "taxpayer", "How much is this costing us per centimetre?", to=7),
            Beat(3 * HOUR + 30, "mayor", "About $9,400. The whole account is on the finance page every April, to the shovel.", to=8),
            Beat(
                7 * HOUR,
                "nightshift",
                "Bus 5 got eleven of us to the hospital on time in THIS. Please tell the driver she is a hero.",
                to=7,
            ),
            Beat(7 * HOUR + 20, "transit", "We told her. She says: “It is a bus. It goes.” Thank you for what you do in there.", to=10),
            Beat(
                16 * HOUR,
                "public-works",
                "All emergency routes are plowed. 41 cm fell. Residential streets: even side now, odd side tomorrow.",
            ),
            Beat(16 * HOUR + 11, "pothole", "Tamarack Drive has not seen a plow. I have, but only in a dream.", to=12),
            Beat(17 * HOUR, "public-works", "“Drift Happens” reaches Tamarack by noon. It is not a dream, it is orange.", to=13),
            Beat(17 * HOUR + 40, "bikesall", "Bike path on Millrace was cleared before the road. I love this town.", to=12),
            Beat(
                20 * HOUR,
                "ward-4",
                "Nobody has plowed Foundry Row because Public Works does not know where Ward 4 is.",
                gone=3 * HOUR,
            ),
            Beat(
                20 * HOUR + 15, "oldmill", "Council member, there is a plow in front of our door right now. He is having a cruller.", to=16
            ),
            Beat(
                23 * HOUR,
                "ward-4",
                (
                    "Earlier today I posted in anger about Foundry Row, and I was wrong: it was plowed at 10. I have "
                    "taken the post down. It stays in the "
                    "city's archive, as it should."
                ),
            ),
            Beat(
                2 * DAY,
                "public-works",
                "The snow emergency is over. 212 cars were towed, 61 of them twice. Thank you to everyone who moved.",
            ),
        ),
    ),
    Story(
        "water-main-break",
        9,
        12,
        1,
        5,
        (
            Beat(
                0,
                "water",
                "A 60 cm main broke at Ibid Avenue and Main Street at 4:40 a.m. About 900 homes have no water. Crews are digging.",
                picture=_BREAK,
            ),
            Beat(12, "mossgrove", "I have a fountain in my cellar. It was not in the listing.", to=0),
            Beat(
                25, "water", "Turn off the electricity down there if you can reach it dry, and call 555-0144: a pump is on its way.", to=1
            ),
            Beat(55, "city", "Ibid Avenue is closed from Main to the creek. Route 5 uses Lantern Street.", about=0, kind=Kind.QUOTE),
            Beat(
                90,
                "health",
                "Precaution for the 900 homes without water: when it returns, boil it for one minute until we say otherwise.",
                edit=(
                    "Precaution for the 900 homes without water: when it returns, boil it for ONE minute until we say "
                    "otherwise. Formula and ice too."
                ),
            ),
            Beat(95, "yeeleng", "Is this for Northgate too? My grandmother asks in Hmong.", to=4),
            Beat(110, "health", "Tsis yog. Only the area on the map. Northgate cov dej zoo lawm.", to=5, languages=("hmn", "en")),
            Beat(
                3 * HOUR,
                "fire",
                (
                    "Tanker with drinking water at Linden Square until the main is mended. Bring a clean vessel; we have "
                    "lent out all our soup pots."
                ),
            ),
            Beat(3 * HOUR + 10, "thirdgrade", "Our school has no water and NO SCHOOL. Thank you broken pipe.", to=0),
            Beat(3 * HOUR + 40, "water", "You are welcome. There will be a worksheet.", to=8),
            Beat(9 * HOUR, "water", "The break is found: a cast iron pipe of 1912 gave way. New pipe is in the trench. Water by 8 p.m."),
            Beat(9 * HOUR + 8, "taxpayer", "How many more pipes from 1912 are there?", to=10),
            Beat(
                9 * HOUR + 50,
                "water",
                "31 km, of 640 in all. 4 km are replaced each year; the list is on our website, street by street.",
                to=11,
            ),
            Beat(15 * HOUR, "water", "Water is back on Ibid Avenue. Still boil it, please: samples are in the laboratory."),
            Beat(
                2 * DAY, "health", "Both rounds of samples are clean. Nobody needs to boil water any more. Put the kettle on for pleasure."
            ),
            Beat(2 * DAY + 30, "mossgrove", "Pump came in 20 minutes. Cellar is dry. I miss the fountain a little.", to=14),
        ),
    ),
    Story(
        "windstorm",
        7,
        21,
        2,
        18,
        (
            Beat(
                0,
                "fire",
                "Tornado WARNING for Quarry Bend and Tamarack until 6:45 p.m. Go to the lowest floor now. Not to the window. The floor.",
            ),
            Beat(2, "city", about=0, kind=Kind.REPOST),
            Beat(3, "quarrybend", "Sirens are NOT sounding on Quarry Road.", to=0),
            Beat(
                9,
                "fire",
                "We know: siren 7 failed its start. Phones are ringing instead. Please knock at your neighbour's door on the way down.",
                to=2,
            ),
            Beat(60, "fire", "The warning has ended. 14 calls, nobody missing. Stay away from wires on the ground."),
            Beat(75, "public-works", "Trees down on Tamarack Drive, Quarry Road and, once more, the bench on Ditto Creek.", picture=_POWER),
            Beat(80, "gardenplot", "Garden plots 30 to 45 are coleslaw.", to=5),
            Beat(
                DAY,
                "fire",
                (
                    "Siren 7 has been mended and tested at noon. The relay was older than most of us. All others were "
                    "tested too: 22 of 22 sound."
                ),
            ),
            Beat(DAY + 20, "quarrybend", "We heard it. The dog heard it. Thank you.", to=7),
        ),
    ),
    Story(
        "smoke",
        6,
        14,
        1,
        7,
        (
            Beat(
                0,
                "health",
                (
                    "Air quality is RED from noon: smoke from the north. Practices and camps move inside. Masks at every "
                    "branch of the library."
                ),
            ),
            Beat(
                15,
                "parks",
                "All outdoor programmes of today are cancelled. Gerald has been informed and does not care.",
                about=0,
                kind=Kind.QUOTE,
            ),
            Beat(30, "fernando", "¿Y los que trabajamos afuera?", to=0, languages=("es",)),
            Beat(
                50,
                "health",
                (
                    "Pida a su empleador mascarilla N95 y descansos bajo techo; si se siente mal, llame al 555-0160. Hay "
                    "mascarillas gratis en las bibliotecas."
                ),
                to=2,
                languages=("es",),
            ),
            Beat(DAY, "health", "Orange today. Better, not good."),
            Beat(3 * DAY, "health", "Green. Open everything."),
        ),
    ),
)
