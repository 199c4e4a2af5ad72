"""What parks, library, health, clerk, mayor, council and the city's own accounts post day by day."""

from __future__ import annotations

from rostra.config.demo.topic import AUTUMN, SPRING, SUMMER, WINTER, Topic

PARKS = ("parks", "facebook-parks", "instagram-parks")
LIBRARY = ("library", "facebook-library", "instagram-library")

TOPICS = (
    Topic(
        PARKS,
        (
            "Seen at {park} this morning: {bird}. Our naturalist has put down the sandwich.",
            "{n} young {tree}s planted in {quarter} this week. They will need {n} buckets of water and about thirty years.",
            "Gerald the goose is back at Sample Lake. Please keep your distance, your bread and your dignity.",
            "The trail along Ditto Creek is closed at {street} until {day}: a {tree} came down, across the bench of all places.",
            "Volunteers wanted {weekend} at {park}, {morning}: buckthorn to pull, doughnuts to eat.",
        ),
        weight=5,
        picture="lake",
        alt="Sample Lake in the early light, with one goose in the foreground.",
        answers=("Gerald took my hat.", "What a picture!", "Are dogs allowed on the trail?", "I counted forty-two."),
        replies=(
            "We are sorry. He has several.",
            "Taken by our naturalist at six in the morning, who says thank you.",
            "On a leash, yes, and very welcome.",
            "Then one of you is right, and it may be you.",
        ),
    ),
    Topic(
        PARKS,
        (
            "The pool at {park} opens {day} at {morning}. Water: {n} degrees. Enthusiasm: higher.",
            "Film night at {park} on {weekend}, at dusk. Bring a blanket. If it rains, it is a film about rain.",
            "Registration for swimming lessons opens {day} at {morning}. It was full in {n} minutes last year.",
            "Band concert at {park}, {day}, {evening}: marches, waltzes, and one piece with a real anvil.",
            "Splash pad at {park} closed {soon} for a part that is older than its mechanic.",
        ),
        months=SUMMER,
        weight=6,
        picture="poster",
        alt="Poster: “Music at {park}, free for everyone”, with the outline of a bandstand.",
        answers=("Is the pool open for laps before work?", "The anvil was everything.", "Are scholarships available for lessons?"),
        replies=(
            "Laps from 6 to 8 a.m., Monday to Friday.",
            "We shall tell the anvil.",
            "Yes: half price or free, one page to fill in, no questions at the counter.",
        ),
    ),
    Topic(
        PARKS,
        (
            "The rink at {park} is open until 9 p.m. Skates to borrow in all sizes but 36, of which there is always one left shoe.",
            "Ski trails at {park} are groomed. {n} cm of base, blue sky.",
            "Warming house at {park}: open {morning} to {evening}, cocoa from the Friends of the Parks.",
            "Too warm for ice: all rinks closed until {day}. We are as sad as you are.",
        ),
        months=WINTER,
        weight=6,
        picture="lake",
        answers=("Found the other size 36!", "Is the ice at Sample Lake safe?"),
        replies=("You have ended an era.", "No. It will not be, whatever your uncle says."),
    ),
    Topic(
        LIBRARY,
        (
            "Story time at the {branch}: {day}, {morning}. This week: {story}.",
            "New on the shelves: {book}. Reserve it before Appendix Hill does.",
            "The {branch} closes at {evening} on {day} for staff training. Book drops stay open and hungry.",
            "Seed library: {n} kinds of tomato are ready to be borrowed. You return the children.",
            "Homework help at the {branch}, every {day} from {evening}. Algebra is welcome. So is despair.",
            "No fines means no fines. Bring back that atlas from 1994; we miss it, and the borders have moved.",
            "Chess club, {branch}, {weekend}, {morning}. The house rule is that one says goodbye to the queen.",
            "Free tax help at the {branch}: {day}, {morning} to {evening}, by appointment, 555-0131.",
        ),
        {
            "story": (
                "dragons who file things",
                "a bear with an overdue book",
                "“The Snail Who Took the Express”",
                "songs in English and Somali",
                "bats",
            ),
            "book": (
                "a history of the Exampleville canal that was never built",
                "four cookbooks on the single subject of rhubarb",
                "“Weights and Measures: A Love Story”",
                "the collected letters of a lighthouse",
                "a field guide to the moss of the county",
                "large-print westerns, all of them",
            ),
        },
        weight=8,
        picture="poster",
        alt="Poster: an open book whose pages turn into birds, and the words “Story time, {branch}”.",
        answers=(
            "Is the {branch} open on the holiday?",
            "I have the atlas. I am not proud.",
            "The rhubarb one is out until spring?!",
            "My children ask for the bats again.",
        ),
        replies=(
            "Closed that day, open the day after from 9.",
            "Come in. There will be no questions, and possibly cake.",
            "There are eleven holds. We have ordered two more copies.",
            "The bats are taken in again in October.",
        ),
    ),
    Topic(
        ("health", "nextdoor-city"),
        (
            "Flu clinic: {day}, {morning} to {evening}, at the {branch}. Free, no papers asked, stickers for the brave.",
            "Air quality {soon}: {air}. {advice}",
            (
                "Restaurant inspections of last month: {n} passed at once, 3 on the second visit, 1 on the third. "
                "All of them are on our website."
            ),
            "Cooling rooms: {branch}, City Hall, and the pool house at {park}, {morning} to {evening}.",
            "Radon kits at the counter, $5, or free if that is much. Winter is when to measure.",
            "Ticks are out at {park}. Socks over trousers: nobody looks good, everybody stays well.",
        ),
        {
            "air": ("orange, because of smoke from the north", "green", "yellow", "red from noon"),
            "advice": (
                "If your lungs are touchy, stay in.",
                "Open the windows.",
                "Practices outdoors are moved inside.",
                "Masks are at every branch of the library.",
            ),
        },
        weight=6,
        picture="chart",
        alt="Line chart of fine dust in the air over seven days, with one peak.",
        answers=("Is there an evening clinic for night workers?", "Which restaurant needed three visits?", "Are the kits gone?"),
        replies=(
            "Yes: Thursday from 8 to 10 p.m. at the hospital's east door.",
            "Every inspection is public, with its findings: see the list on our website.",
            "More come on Monday. We keep one for you if you call 555-0160.",
        ),
    ),
    Topic(
        ("clerk", "x-city", "facebook-city"),
        (
            "Council meets {day} at {evening}, Council Chamber. On the agenda: {item}, and {item}. Come, or watch from your sofa.",
            "Minutes of the last meeting are published. {n} pages, two corrections, one limerick (struck from the record).",
            "Absentee ballots can be asked for from {day}. Polling places: {branch}, {branch} and Station 2.",
            "Dog licences are due. {n}04 dogs have renewed. We know that there are more of you.",
            "Public hearing on {item}: {day}, {evening}. Three minutes each; the clock is large and kind.",
            "Records requests last month: {n}. Answered within ten days: all but one, which is about the canal.",
        ),
        {
            "item": (
                "the rezoning of {quarter}",
                "bicycle lanes on {street}",
                "short-term rentals",
                "the sidewalk plan",
                "bee-keeping in {ward}",
                "a noise ordinance (leaf blowers)",
                "the library's roof, {cost}",
                "the lease of the bandstand",
                "fees for permits",
                "a fountain",
            ),
        },
        weight=6,
        answers=("Will there be interpretation into Hmong?", "Can I hand in comments in writing?", "Please publish the limerick.", "Bees!"),
        replies=(
            "Yes, and into Somali and Spanish. Tell us by noon of the day before for other languages.",
            "Yes, until noon of the day, by e-mail or on paper. They go to every member.",
            "It is in the recording at 1:14:07. We say no more.",
            "Agenda item 7. They will be represented.",
        ),
    ),
    Topic(
        ("mayor", "x-city", "facebook-city"),
        (
            "Proud of {proud}. This is what a city looks like when it works together.",
            (
                "Walked {street} with its shopkeepers today. I heard about {concern}, {concern} and the price of "
                "butter. Two of these I can help with."
            ),
            "Office hours at the {branch}: {day} from {evening}. No appointment. Bring the problem and, if you have it, the receipt.",
            "I have signed the ordinance on {concern}. Thank you to the council, and to the {n} residents who spoke, on both sides.",
            "Congratulations to {winner}. Exampleville noticed.",
            "Visited Room 12 at {quarter} School. Question of the day: “Who is the boss of the mayor?” Answer: you are.",
        ),
        {
            "proud": (
                "our crews, who were out at three in the morning",
                "the {n} new citizens who took the oath at City Hall",
                "the team that reopened {street}",
            ),
            "concern": ("parking", "street lights", "loading zones", "the dust", "bicycle lanes", "leaf blowers", "sidewalk ramps"),
            "winner": (
                "the girls' robotics team, second in the state",
                "the choir of {quarter}",
                "Old Mill Bakery, a hundred years old this {day}",
                "the spelling champion, who won with “placeholder”",
            ),
        },
        weight=6,
        answers=("And the ramps on {street}?", "Thank you for coming, Mayor.", "What about the butter?", "When will {street} have lights?"),
        replies=(
            "Funded in this year's budget; {street} is in the second half of the list.",
            "Thank you for having me. The buns were decisive.",
            "Outside my charter, sadly.",
            "The contract is signed. {weeks}, I am told, and I will ask again.",
        ),
    ),
    Topic(
        ("ward-2", "ward-4"),
        (
            "Ward meeting {day}, {evening}, {branch}. Topics: {concern} and {concern}.",
            "Voted yes on {concern} tonight. It is not perfect. The amendment about {street} makes it better.",
            "Voted no on {concern} tonight: {cost} and no plan for upkeep. I will bring my own proposal in {weeks}.",
            "Thank you to the {n} neighbours who came out to clean {park}. We found a bicycle and somebody's trombone.",
            "Street lights on {street}: the utility tells me {weeks}. I have written that down with the date.",
        ),
        {
            "concern": (
                "traffic on {street}",
                "the playground at {park}",
                "rents",
                "parking permits",
                "the bus stop on {street}",
                "snow on sidewalks",
                "the curfew",
            )
        },
        weight=6,
        answers=("You said that last year.", "Thank you for the vote.", "I was there, that is not how it went.", "What is the amendment?"),
        replies=(
            "I did, and here is what happened since: two of three lights work. I am on the third.",
            "Thank you for calling about it.",
            "Then please tell me how you saw it: office hours {day} at {evening}.",
            "It moves the crossing to {street}. The text is on the clerk's page.",
        ),
    ),
    Topic(
        ("city", "x-city", "facebook-city", "nextdoor-city"),
        (
            "City offices are closed on {day} for the holiday. Plows, pipes and ambulances never close.",
            "Jobs: the city looks for {job}. Apply by {day}.",
            "Survey: what should {park} become? {n}00 of you have answered. The loudest wish so far is “shade”.",
            "Construction map updated: {n} sites, of which {street} is the largest. Colours mean what you think they mean.",
            "The city's website now reads aloud. It pronounces “Ibid” bravely.",
            "This account is read Monday to Friday, {morning} to {evening}. In an emergency call 911, not us.",
        ),
        {
            "job": (
                "two bus drivers",
                "a tree climber",
                "a lifeguard who gets up early",
                "a records clerk with a love of boxes",
                "a water chemist",
                "a crossing guard for {street}",
            )
        },
        weight=6,
        picture="poster",
        alt="Poster: “Your city is hiring”, with the skyline of Exampleville.",
        answers=("Is the job in Public Works part time?", "The map does not work on my phone.", "Shade. And a toilet."),
        replies=("Full time, with a pension. The posting has all of it.", "Thank you, the team is on it.", "Noted, in that order."),
    ),
    Topic(
        ("youtube-council",),
        (
            "City Council, regular meeting. {n} items. Public comment begins at minute {n}.",
            "Planning Commission: {quarter} rezoning, with a patient explanation of setbacks.",
            "Library Board, monthly meeting. The roof, again.",
            "Heritage Preservation Commission: is a gas station of 1958 historic? It is.",
            "Budget workshop: {cost} in forty slides. Captions in English and Spanish.",
        ),
        weight=4,
    ),
    Topic(
        ("parks", "library", "city"),
        ("Apple day at {park}, {weekend}, {morning}: press, taste, take home. Wasps attend at their own risk.",),
        months=AUTUMN,
        weight=1,
        picture="poster",
    ),
    Topic(
        ("city", "mayor", "clerk"),
        ("Spring clean: {n}0 volunteers, {n} tonnes, one wedding ring (returned). Thank you, {quarter}.",),
        months=SPRING,
        weight=1,
        answers=("It was my ring!! Thank you!!",),
        replies=("Congratulations, again.",),
    ),
)
