"""Everything that is said in Exampleville in three years, in the order in which it was said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from rostra.config.demo import blocks, languages, moderated, stories_city, stories_weather, topics_life, topics_streets
from rostra.config.demo.dice import Dice
from rostra.config.demo.register import PLANS, Plan
from rostra.config.demo.residents import NEIGHBOURS, RESIDENTS
from rostra.config.demo.said import Edit, Picture, Removal, Said
from rostra.config.demo.story import Beat, Story
from rostra.config.demo.topic import Topic
from rostra.config.demo.words import WORDS
from rostra.platforms.base import Certainty, Kind

DAYS = 3 * 365
TOPICS = (*topics_streets.TOPICS, *topics_life.TOPICS, *languages.TOPICS)
STORIES = (*stories_weather.STORIES, *stories_city.STORIES)
_HOURS = (8, 15)  # when the city's editors post
_WEEKDAY, _WEEKEND = 0.24, 0.08  # posts of an account a day
_MINUTE = dt.timedelta(minutes=1)


def everything_said(until: dt.datetime, zone: str, scale: float = 1.0) -> list[Said]:
    """What is said in the three years before ``until``. ``scale`` thins the day-to-day posts out; the stories are always told."""
    here = ZoneInfo(zone)
    said = [
        *_day_to_day(until, here, scale),
        *blocks.said(until),
        *moderated.said(until),
        *(each for story in STORIES for each in _told(story, until, here)),
    ]
    return sorted((_as_known(each, until) for each in said if each.at < until), key=lambda each: (each.at, each.key))


def _as_known(said: Said, until: dt.datetime) -> Said:
    """Without the edits and removals that have not happened yet."""
    edit = said.edit if said.edit and said.at + said.edit.after < until else None
    removal = said.removal if said.removal and said.at + said.removal.after < until else None
    return replace(said, edit=edit, removal=removal)


def _day_to_day(until: dt.datetime, here: ZoneInfo, scale: float) -> Iterator[Said]:
    last = until.astimezone(here).date()
    memory = _Memory()
    for day in (last - dt.timedelta(days=back) for back in range(DAYS, -1, -1)):
        for plan in PLANS:
            dice = Dice("day", plan.slug, day)
            rate = _WEEKDAY if day.weekday() < 5 else _WEEKEND
            if dice.chance(rate * scale):
                yield from _post(plan, day, here, dice, memory)


class _Memory:
    """What each account has said, or been told, so that nobody tells a joke twice."""

    def __init__(self) -> None:
        self._times: Counter[tuple[str, str]] = Counter()

    def is_fresh(self, slug: str, text: str, repeats: int) -> bool:
        """Whether this may be said (once more); then it is remembered as said."""
        self._times[slug, text] += 1
        return self._times[slug, text] <= repeats


def _post(plan: Plan, day: dt.date, here: ZoneInfo, dice: Dice, memory: _Memory) -> Iterator[Said]:
    """A post on one of the account's topics, and what comes of it; nothing where it would only repeat itself."""
    topics = [topic for topic in TOPICS if plan.slug in topic.accounts and day.month in topic.months]
    topic = dice.pick([topic for topic in topics for _ in range(topic.weight)])
    number = dice.number(0, len(topic.texts) - 1)
    text = dice.fill(topic.texts[number], {**WORDS, **topic.words})
    if not memory.is_fresh(plan.slug, text, topic.repeats):
        return
    spoken = (topic.languages[number],) if len(topic.languages) == len(topic.texts) else topic.languages
    at = dt.datetime.combine(day, dt.time(dice.pick(_HOURS), dice.number(0, 6), dice.number(0, 59)), here).astimezone(dt.UTC)
    post = Said(f"{plan.slug}-{day:%Y%m%d}", plan.slug, at, text, languages=spoken, picture=_picture(topic, dice))
    yield _changed(post, dice) if plan.is_live else post
    if plan.is_live:
        yield from _answers(post, topic, dice, memory)
        if plan.slug != "city" and dice.chance(0.03):
            yield Said(f"{post.key}-shared", "city", at + dice.number(9, 14) * _MINUTE, "", kind=Kind.REPOST, about=post.key)


def _picture(topic: Topic, dice: Dice) -> Picture | None:
    if not topic.picture or not dice.chance(0.35):
        return None
    alt = dice.fill(topic.alt, {**WORDS, **topic.words}) if dice.chance(0.75) else ""
    return Picture(topic.picture, str(dice.number(0, 10**6)), alt)


def _changed(post: Said, dice: Dice) -> Said:
    """Now and then somebody at City Hall mistypes, or thinks again."""
    if dice.chance(0.035):
        return replace(post, text=_mistyped(post.text, dice), edit=Edit(dice.number(3, 300) * _MINUTE, post.text))
    if dice.chance(0.015):
        return replace(post, removal=Removal(dice.number(10, 3000) * _MINUTE))
    if dice.chance(0.006):
        return replace(post, removal=Removal(dt.timedelta(days=dice.number(1, 25)), Certainty.OBSERVED))
    return post


def _mistyped(text: str, dice: Dice) -> str:
    """Two letters in the middle of a word have changed places."""
    places = [at for at in range(1, len(text) - 2) if text[at - 1 : at + 3].isalpha() and text[at] != text[at + 1]]
    if not places:
        return f"{text} "
    at = dice.pick(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _answers(post: Said, topic: Topic, dice: Dice, memory: _Memory) -> Iterator[Said]:
    """What residents answer, and what the city answers to that."""
    count = dice.pick((0, 0, 1, 1, 2)) if topic.answers else 0
    words = {**WORDS, **topic.words}
    for place, (number, who) in enumerate(zip(dice.some(range(len(topic.answers)), count), dice.some(NEIGHBOURS, count), strict=False)):
        text = dice.fill(topic.answers[number], words)
        if not memory.is_fresh(post.account, text, topic.repeats):
            continue
        asked = Said(
            f"{post.key}-{place}",
            post.account,
            post.at + dice.number(1, 4) * _MINUTE,
            text,
            resident=who,
            kind=Kind.REPLY,
            languages=post.languages,
            reply_to=post.key,
            thread=post.key,
        )
        yield asked
        if dice.chance(0.55):
            later = asked.at + dice.number(2, 9) * _MINUTE
            answer = dice.fill(topic.replies[number], words)
            yield replace(asked, key=f"{asked.key}-r", at=later, text=answer, resident="", reply_to=asked.key)


def _told(story: Story, until: dt.datetime, here: ZoneInfo) -> Iterator[Said]:
    begins = _last_time(story, until.astimezone(here).date(), here)
    accounts = [_account_of(story, number) for number in range(len(story.beats))]
    for number, beat in enumerate(story.beats):
        yield _beat(story, number, begins + beat.minutes * _MINUTE, accounts[number], beat)


def _beat(story: Story, number: int, at: dt.datetime, account: str, beat: Beat) -> Said:
    certainty = Certainty.OBSERVED if beat.observed else Certainty.ASSERTED
    blocked = beat.kind is Kind.BLOCK and beat.about is not None
    return Said(
        key=_key(story, number),
        account=account,
        at=at,
        text=beat.text,
        resident=beat.by if beat.by in RESIDENTS else "",
        kind=beat.kind if beat.to is None else Kind.REPLY,
        languages=beat.languages,
        reply_to="" if beat.to is None else _key(story, beat.to),
        thread="" if beat.to is None else _key(story, _root_of(story, beat.to)),
        about="" if beat.about is None else story.beats[beat.about].by if blocked else _key(story, beat.about),
        picture=beat.picture,
        edit=Edit(dt.timedelta(minutes=38), beat.edit) if beat.edit else None,
        removal=Removal(beat.gone * _MINUTE, certainty) if beat.gone else None,
    )


def _key(story: Story, number: int) -> str:
    return f"{story.name}-{number}"


def _root_of(story: Story, number: int) -> int:
    """The beat with which the conversation began."""
    to = story.beats[number].to
    return number if to is None else _root_of(story, to)


def _account_of(story: Story, number: int) -> str:
    """The official account that a beat belongs to: its own, or the one that a resident speaks to."""
    beat = story.beats[number]
    if beat.by not in RESIDENTS:
        return beat.by
    return _account_of(story, beat.to or 0)


def _last_time(story: Story, last: dt.date, here: ZoneInfo) -> dt.datetime:
    """When the story began: on the latest such day, or some years before it."""
    day = dt.date(last.year, story.month, story.day)
    year = last.year - story.years_before - (1 if day > last else 0)
    return dt.datetime(year, story.month, story.day, story.hour, 7, tzinfo=here).astimezone(dt.UTC)
