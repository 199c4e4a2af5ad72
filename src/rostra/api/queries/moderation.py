"""What official accounts did against somebody's speech, as the public interface answers it: from the same reads as the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.conf import settings

from rostra.api.queries import addresses
from rostra.api.queries import moderation_shapes as shapes
from rostra.capture.queries import checked, standing_of
from rostra.capture.queries.lists import newest_complete
from rostra.capture.queries.settings import last_attested
from rostra.core.errors import Invalid
from rostra.moderation.queries import public
from rostra.moderation.queries.looks import Export, Look, look_at, looks
from rostra.moderation.queries.register import Counts, Line
from rostra.people.queries import city_day

PAGE, FEED = 100, 50
_LONGEST = 15  # digits of a number


def board(given: Mapping[str, str]) -> shapes.ModerationBoard:
    """A page of acts; ``after`` is the number of the last one of the page before. Two queries. Raises Invalid."""
    found = public.acts(city_day(), after=_number(given.get("after", "")), limit=PAGE + 1)
    shown = found[:PAGE]
    following = addresses.absolute(f"moderation.json?after={shown[-1].number}") if len(found) > PAGE else None
    return shapes.ModerationBoard(settings.PROFILE.city.government, [shaped(each) for each in shown], following)


def _number(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) <= _LONGEST):
        raise Invalid({"after": "it must be the number of an act"})
    return int(text or 0)


def newest() -> list[shapes.ModerationAct]:
    """Those of the feed. Two queries."""
    return [shaped(each) for each in public.acts(city_day(), limit=FEED)]


def every_act() -> Iterator[shapes.ModerationAct]:
    """All of them, the newest first. Two queries."""
    return (shaped(each) for each in public.every_act(city_day()))


def act(number: int) -> shapes.ModerationActPage:
    """One act. Raises Restriction.DoesNotExist. Seven queries."""
    found = public.act(number, city_day())
    handed_in = [Export(*each) for each in newest_complete(found.account).get(found.account.pk, ())]
    attested = last_attested(found.account).get(found.account.pk)
    standing = standing_of(found.account)
    look = look_at(found.account, standing.last_success, handed_in, attested=attested, connected=standing.connected)
    steps = [shapes.ModerationStep(each.at, each.what) for each in public.steps(found)]
    return shapes.ModerationActPage(shaped(found), _clause(), steps, look.way.value, look.last)


def shaped(of: public.PublicAct) -> shapes.ModerationAct:
    """An act as the public gets it."""
    return shapes.ModerationAct(
        number=of.number,
        url=addresses.absolute(f"moderation/{of.number}"),
        account=of.account.slug,
        network=of.account.network,
        act=of.act,
        seen=of.seen,
        undone=of.undone,
        days=None if of.days is None else round(of.days, 2),
        standing=of.how.value,
        due=of.due,
        allowed_until=of.allowed_until,
        ground=of.ground,
        changed=of.changed,
    )


def numbers() -> shapes.ModerationNumbers:
    """The register in numbers, the rule, and how it was looked for. Thirteen queries."""
    day = city_day()
    found = public.numbers(day)
    exports = {account: [Export(*each) for each in of] for account, of in newest_complete().items()}
    success, connected = checked()
    looked = looks(success, exports, found.lines, last_attested(), connected)
    return shapes.ModerationNumbers(
        government=settings.PROFILE.city.government,
        as_of=day,
        rule=_rule(found.grounds),
        counts=_counts(found.counts),
        exceptions=found.exceptions,
        median_days=None if found.median_days is None else round(found.median_days, 2),
        by_account=[_line(each) for each in found.lines],
        by_quarter=[shapes.ModerationQuarter(each.year, each.number, each.seen, each.undone) for each in found.quarters],
        looks=[_look(each) for each in looked],
    )


def _rule(counted: list[public.GroundCount]) -> shapes.ModerationRule:
    terms = settings.PROFILE.moderation
    excepted = terms.blocking == "attorney-exception"
    return shapes.ModerationRule(
        blocking=terms.blocking,
        clause=_clause(),
        tolerated=list(terms.tolerated),
        lift_within=terms.lift_within,
        longest_exception=terms.longest_exception if excepted else None,
        grounds=[_ground(each) for each in counted],
    )


def _ground(of: public.GroundCount) -> shapes.ModerationGround:
    on_list = next((each for each in settings.PROFILE.moderation.ground if each.key == of.key), None)
    if on_list is None:
        return shapes.ModerationGround(of.key, of.name, "", "", "", "", [], of.count)
    told = on_list.test, on_list.example, on_list.counter_example, on_list.basis
    return shapes.ModerationGround(of.key, of.name, *told, list(on_list.acts), of.count)


def _clause() -> str:
    clause: str = settings.PROFILE.moderation.clause
    return addresses.absolute(f"policy/{clause.replace('/', '#')}") if clause else ""


def _counts(of: Counts) -> shapes.ModerationCounts:
    return shapes.ModerationCounts(of.open, of.overdue, of.excepted, of.explained, of.tolerated, of.lifted)


def _line(of: Line) -> shapes.ModerationLine:
    return shapes.ModerationLine(of.account.slug, of.act, _counts(of.counts))


def _look(of: Look) -> shapes.ModerationLook:
    return shapes.ModerationLook(of.account.slug, of.account.network, of.way.value, [each.value for each in of.acts], of.last, of.found)
