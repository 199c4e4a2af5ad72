"""What somebody is told before they are asked about themself, and who notes it (Minn. Stat. 13.04 subd. 2): what it is for, whether
they may refuse, what follows, and who gets it. The city's attorney can set other words in the profile."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rostra.cases.models import Case
from rostra.cases.rules.deciding import keeps_nothing, may_write
from rostra.cases.states.words import NoticeWay, Side
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.dates import in_words
from rostra.core.permission import Permission, not_now
from rostra.core.profile.cases import NoticeWords

NOBODY = "Nobody is complained of: there is nobody to ask."
BY_HAND = (NoticeWay.TALK, NoticeWay.TELEPHONE, NoticeWay.LETTER, NoticeWay.MAIL)
DELIVERED: dict[Side, tuple[Promise, ...]] = {
    Side.COMPLAINANT: (
        _("You need not say who you are."),
        _(
            "What you tell us is used to find out what happened, to decide what follows, and to answer you. You may leave out "
            "whatever you want; then it is decided without it, and without your e-mail address nobody can write to you."
        ),
        _(
            "The city attorney reads it first. Then the personnel office has it, or the ethics officer where it is about somebody "
            "elected, appointed or at the head of a unit; and those whom they add, each with a reason. Whoever it is about, and "
            "whoever stands above them, does not get the file."
        ),
        _(
            "The public sees a number, the day it came in and how it stands. For some people the law opens more when it is over: "
            "who it was, and what was decided. Of a high official also what you wrote here, and your name if you give it. Never "
            "your e-mail address."
        ),
        _(
            "The city has no say over personal accounts, not even those of its own people. If it is about one, all that you wrote "
            "and handed in is deleted, with your name and address, and only that decision is kept."
        ),
    ),
    Side.RESPONDENT: (
        _(
            "You are asked because something was brought to light about you. What you say is used to find out what happened, and to "
            "decide what follows."
        ),
        _("You may refuse to answer, unless you were told in writing that your work requires it."),
        _("If you answer, it is weighed with everything else. If you do not, it is decided without your answer."),
        _(
            "Who gets it: the office that decides, those whom it adds to the case, the city attorney, and an arbitrator or a court "
            "if it comes to that. The public, and who complained, only where the law opens it."
        ),
    ),
}


def notice_lines(side: Side) -> list[str]:
    """What this side is told, in the language that is spoken now, or in the city's where the city set it in no other."""
    told = {each.language: each for each in settings.PROFILE.cases.notice if each.to == side}
    found: NoticeWords | None = told.get(get_language() or "") or told.get(settings.LANGUAGE_CODE)
    return found.lines if found else [str(line) for line in DELIVERED[side]]


def may_tell(actor: Actor, case: Case) -> Permission:
    """Note that whoever is complained of was told: who writes in the case, once it is known whom it is about."""
    return may_write(actor, case) and not_now(not_to_be_told(case))


def not_to_be_told(case: Case) -> str:
    """Why there is nobody to be told; "" where there is."""
    return keeps_nothing(case) or ("" if case.respondent_id else NOBODY)


def notice_problems(told: dt.datetime, case: Case) -> dict[str, str]:
    """What is wrong, by field. A moment is named to the minute: that in which the case came in counts."""
    if told > clock.now():
        return {"told": "This moment lies in the future."}
    if told < case.received.replace(second=0, microsecond=0):
        at = clock.in_zone(case.received, settings.TIME_ZONE)
        return {"told": f"The case came in later, on {in_words(case.received)} at {at:%H:%M}: nobody could be told of it before."}
    return {}
