"""What the departments of streets, water, transit, fire and police post day by day."""

from __future__ import annotations

from rostra.config.demo.topic import AUTUMN, SPRING, SUMMER, WINTER, Topic

STREETS, WATER, TRANSIT = ("public-works", "x-city", "nextdoor-city"), ("water",), ("transit",)

TOPICS = (
    Topic(
        STREETS,
        (
            "Pothole patrol: crews filled {holes} on {street} and {street} this week. See one? Report it at 555-0100; {why}.",
            "{street} is down to one lane between {street} and the creek until {day}. {thanks}",
            "Crews are sealing cracks in {quarter} {soon}. Please do not park on the odd side before {evening}. {thanks}",
            "New pavement on {street}. It is smooth, it is quiet, and it cost {cost}. Please keep your speed old-fashioned.",
            "{street} reopens {soon} at {morning}, {weeks} early. We checked the calendar twice.",
        ),
        {
            "holes": ("64 potholes", "112 potholes", "one pothole of historic size and 37 ordinary ones", "86 potholes", "203 potholes"),
            "why": (
                "a photograph and a cross street are enough",
                "we cannot fill what we cannot find",
                "most are mended within three days",
            ),
        },
        months=(3, 4, 5, 6, 7, 8, 9, 10),
        weight=5,
        picture="map",
        alt="Street map with the closed section of {street} drawn in red and the detour in green.",
        answers=(
            "And the one at {street}? It has been there so long it has a name.",
            "Thank you, {street} was eating bicycles.",
            "One lane means one lane, people.",
        ),
        replies=(
            "Added to tomorrow's list. What is its name?",
            "Thank you, we have sent this to the crew.",
            "It does, and the signs now say so twice.",
        ),
    ),
    Topic(
        STREETS,
        (
            "Alternate-side parking {soon}: even side in {quarter}, odd side in {quarter}. The plows cannot read minds, only signs.",
            "Plows are on the main routes since {morning}; residential streets follow by {evening}. {plow} is on {street} now.",
            "{n} cm by morning, they say. Salt is loaded, coffee is loaded. Please stay off {street} if you can.",
            "Sidewalks must be clear within 24 hours after the snow stops. A neighbour who cannot shovel would be glad of one who can.",
            "Ice on {street} and on the {quarter} bridge. Sand has been spread; slow down all the same.",
        ),
        {"plow": ("The plow “Drift Happens”", "The plow “Plow Chart”", "The plow “Salt of the Earth”", "The plow “Ctrl-Alt-Dig”")},
        months=WINTER,
        weight=7,
        answers=(
            "{street} has not been touched since yesterday.",
            "Saw the plow at {morning}. The driver waved. Good people.",
            "Is it odd or even? I am asking for my car.",
        ),
        replies=(
            "A plow reaches {street} before {evening}. Thank you for telling us.",
            "Passed on to the driver, who says hello.",
            "Odd. If in doubt, the map at the city's website colours your street.",
        ),
    ),
    Topic(
        STREETS,
        (
            "Leaf pickup in {quarter} begins {day}. Paper bags only, please: the compost is particular.",
            "Recycling moves by one day this week because of the holiday. {quarter}: {day}. {quarter}: {day}.",
            (
                "Household hazardous waste day: {weekend}, {morning} to noon, at the yard on {street}. Paint yes, "
                "fireworks no, mercury thermometers gladly."
            ),
            "Yard waste: {n} tonnes last week, all of it compost by spring. Free compost at {park} from {morning}.",
        ),
        months=(*AUTUMN, 4, 5),
        weight=3,
        answers=("Do pumpkins count as leaves?", "They skipped our block on {street}."),
        replies=("Pumpkins count as yard waste. Please remove the candle.", "Sorry. A truck comes back {soon}."),
    ),
    Topic(
        WATER,
        (
            "Hydrant flushing in {quarter} {soon}. The water may look like weak tea; it is safe. Run the cold tap until it is clear.",
            "Meter readers are in {quarter} this week. They carry a badge and, usually, dog biscuits.",
            "Yesterday's water: hardness 214 mg/l, lead below 1 µg/l, chlorine 0.6 mg/l. The full report is on our website.",
            "Crews replace {n} lead service lines in {quarter} this month. If yours is one of them you have had two letters and a call.",
            "The tower on {street} is being painted. No, it will not be a goose.",
            "Low pressure near {street} between {morning} and noon {soon} while a valve from 1931 retires.",
        ),
        weight=6,
        picture="chart",
        alt="Bar chart of the water's hardness in the last twelve months, between 208 and 221 milligrams per litre.",
        answers=("Mine looks like strong tea.", "Can we vote on the goose?", "Is the water in {quarter} fine for aquariums?"),
        replies=(
            "Please call 555-0144 and we will flush your hydrant again today.",
            "The petition needs 500 signatures. You have eleven.",
            "Let it stand for a day, or use a dechlorinator: we keep 0.6 mg/l of chlorine in it.",
        ),
    ),
    Topic(
        TRANSIT,
        (
            "{route}: detour by {street} until {evening} because of {cause}. Stops at {street} are not served.",
            "{route} runs {n} minutes late this morning. {cause2}. {thanks}",
            "{route} has a new timetable from {day}: every 20 minutes until {evening}.",
            "Found on {route}: {found}. Lost property, Depot Street, {morning} to {evening}.",
            "Elevator at Depot Station is back in service since {morning}.",
            "Ridership last month: {n}8,400. {route} grew most. If you are one of them: thank you, and good choice of seat.",
        ),
        {
            "cause": (
                "road works",
                "a parade of third graders",
                "a fallen {tree}",
                "a film crew",
                "the marathon",
                "a stalled delivery of pianos",
            ),
            "cause2": (
                "A door that would not close",
                "Snow on the grade",
                "A goose, again",
                "Two drivers are ill",
                "Traffic at the bridge",
            ),
            "found": (
                "one left boot, size 43",
                "a cello",
                "a library book due in 2009 (returned for you)",
                "three umbrellas and a birthday cake",
                "dentures",
            ),
        },
        weight=9,
        picture="map",
        alt="Line map of {route} with the detour in orange.",
        answers=(
            "{route} did not come at all.",
            "Waiting at {street}, {n} minutes now.",
            "The cello is mine!!",
            "Compliments to the driver of {route}.",
        ),
        replies=(
            "We are sorry: one run was cancelled. The next is on its way.",
            "The bus is two stops away. Thank you for telling us.",
            "Wonderful. Bring the bow, so that we know.",
            "Passed on. It made a morning.",
        ),
    ),
    Topic(
        ("fire", "nextdoor-city"),
        (
            "{n} calls yesterday: {calls}. Nobody was hurt.",
            "Smoke alarms: ten years is their whole life. If yours remembers dial-up, we replace it for free. Call 555-0119.",
            "Open house at Station {station} on {weekend}, {morning} to noon. Hoses for all ages.",
            "Burning ban from {day} until it rains. Grills are fine. Bonfires are not, however small you say they are.",
            "Our volunteers trained on the ice of Sample Lake. Please let them be the only ones on it: it is {n} cm, and it lies.",
        ),
        {
            "calls": (
                "9 medical, 2 alarms, 1 cat",
                "11 medical, 1 kitchen, 3 alarms",
                "6 medical, 1 car, 1 tuba with a hand in it",
                "8 medical, 2 lifts",
            ),
            "station": ("1", "2", "3"),
        },
        weight=5,
        answers=("Is the cat all right?", "My son wants to know whether the pole is real.", "Thank you for coming so fast to {street}."),
        replies=("The cat is all right and regrets nothing.", "It is real, and polished on Fridays.", "Glad we could help. Get well soon."),
    ),
    Topic(
        ("police", "x-police"),
        (
            "{street} is closed at {street} after a collision. Please avoid the area. {detail}",
            "Speed checks this week on {street} and near the school on {street}. There: you have been warned.",
            "Found: {found}. Owner, please call 555-0177 and describe it.",
            "Catalytic converter thefts in {quarter}. Park in the light, mark the part, and call if you hear a saw at night.",
            "Have you seen this bicycle? Stolen on {street} {day} night: {bicycle}. Case {n}-0{n}. Call 555-0177.",
            "Coffee with an officer: {day}, {morning}, Old Mill Bakery. No agenda. Bring one if you like.",
            "Crime figures for the last quarter are on the city's website: burglaries down, parcels up.",
        ),
        {
            "detail": ("Two people were taken to hospital with minor injuries.", "No injuries.", "Expect an hour."),
            "found": (
                "a wheelchair, folded, on {street}",
                "a set of bagpipes",
                "an envelope with cash on {street}",
                "one parrot, grey, says “objection”",
            ),
            "bicycle": (
                "green cargo bike with a wooden box",
                "red children's bike with a bell shaped like a fish",
                "black commuter, blue tape on the bars",
            ),
        },
        weight=5,
        picture="map",
        answers=(
            "Is {street} open again?",
            "Why are there no patrols on {street} at night?",
            "The parrot belongs to our neighbour, a judge.",
        ),
        replies=(
            "Open since ten minutes ago.",
            "There are two a night; we will look at the times. You can also write to the precinct meeting.",
            "That explains a lot. Please have her call us.",
        ),
    ),
    Topic(
        ("public-works", "water", "nextdoor-city"),
        ("Heat advisory: crews start at 5 a.m. in {quarter} this week and stop at noon. Water and shade for them are welcome.",),
        months=SUMMER,
        weight=1,
    ),
    Topic(
        ("public-works", "fire"),
        (
            "Ditto Creek stands at {n} dm and falls. The path under the bridge at {street} is closed.",
            "Sandbags: fill your own at the yard on {street}, {morning} to {evening}. Shovels provided, backs are yours.",
        ),
        months=SPRING,
        weight=2,
        picture="chart",
        answers=("My basement says it rises.",),
        replies=("Call 555-0100 and we bring a pump.",),
    ),
)
