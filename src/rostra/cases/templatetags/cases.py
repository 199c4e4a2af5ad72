"""Cases in plain words."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rostra.cases.forms import NOTICE_WAYS, PARTS
from rostra.cases.forms.names import FIELDS
from rostra.cases.rules.entering import signed_finding
from rostra.cases.rules.telling import is_appeal
from rostra.cases.states.classes import CaseField, RespondentKind
from rostra.cases.states.life import CaseState, Outcome, PublicStatus
from rostra.cases.states.titles import STATES, step_title
from rostra.cases.states.words import REMEDIES, Channel, NoticeWay, Part, RemedyKind, Track
from rostra.core.languages import is_city_s_own, language_name

register = template.Library()

STATUS = {PublicStatus.OPEN: _("open"), PublicStatus.UNDER_REVIEW: _("under review"), PublicStatus.CLOSED: _("closed")}
TRACKS = {Track.UNDECIDED: _("not triaged"), Track.EMPLOYEE: _("personnel office"), Track.OFFICIAL: _("ethics officer")}
KINDS = {
    RespondentKind.EMPLOYEE: _("employee"),
    RespondentKind.PUBLIC_OFFICIAL: _("public official"),
    RespondentKind.ELECTED: _("elected official"),
    RespondentKind.APPOINTEE: _("appointee"),
    RespondentKind.VOLUNTEER: _("volunteer"),
    RespondentKind.CONTRACTOR: _("contractor"),
    RespondentKind.NOBODY: _("nobody of the city’s"),
}
OUTCOMES = {
    Outcome.NONE: _("not decided"),
    Outcome.NO_JURISDICTION: _("no jurisdiction"),
    Outcome.REFERRED: _("referred"),
    Outcome.DUPLICATE: _("repeated another case"),
    Outcome.INFORMAL: _("settled informally"),
    Outcome.NOT_SUSTAINED: _("not sustained"),
    Outcome.NO_DISCIPLINE: _("sustained, no discipline"),
    Outcome.DISCIPLINE: _("discipline"),
}
CHANNELS = {
    Channel.RESIDENT: _("from a resident"),
    Channel.MEDIA: _("from the press"),
    Channel.WARD: _("by the office of a council member"),
    Channel.STAFF: _("from staff"),
    Channel.FINDING: _("from a finding"),
    Channel.PHONE: _("by telephone"),
    Channel.PAPER: _("on paper"),
}


@register.filter
def part_name(part: str) -> str:
    """A part of a case."""
    return str(FIELDS[CaseField(part)])


@register.filter
def case_state(state: str) -> str:
    """Where a case stands, for who works on it."""
    return str(STATES[CaseState(state)])


@register.filter
def case_status(status: str) -> str:
    """How a case stands, for everybody."""
    return str(STATUS[PublicStatus(status)])


@register.filter
def track_name(track: str) -> str:
    """Who decides."""
    return str(TRACKS[Track(track)])


@register.filter
def kind_name(kind: str) -> str:
    """What the person complained of was."""
    return str(KINDS[RespondentKind(kind)])


@register.filter
def outcome_name(outcome: str) -> str:
    """What a case came to."""
    return str(OUTCOMES[Outcome(outcome)])


@register.filter
def remedy_name(kind: str) -> str:
    """What is put right."""
    return REMEDIES[RemedyKind(kind)]


@register.filter
def notice_way(way: str) -> str:
    """How somebody was told what for they are asked."""
    return str(NOTICE_WAYS[NoticeWay(way)])


@register.filter
def measure_language(said: str) -> str:
    """The language of a measure that stands as the profile names it, on a page in another language; nothing where it is translated."""
    is_as_written = said in {each.name for each in settings.PROFILE.cases.measures}
    return str(settings.LANGUAGE_CODE) if is_as_written and not is_city_s_own(get_language()) else ""


@register.filter
def channel_name(channel: str) -> str:
    """How it came in."""
    return str(CHANNELS[Channel(channel)])


register.filter("language_name", language_name)
register.filter("signed", signed_finding)
register.filter("step_name", step_title)
register.filter("is_appeal", is_appeal)


@register.filter
def takes_part_as(part: str) -> str:
    """As what somebody was added."""
    return str(PARTS[Part(part)])
