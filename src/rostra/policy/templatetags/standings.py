"""How people are counted and when they are reminded, in words."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rostra.policy.states.asking import Standing

register = template.Library()
_TITLES: dict[Standing, Promise] = {
    Standing.ACKNOWLEDGED: _("Acknowledged"),
    Standing.REFUSED: _("Refused"),
    Standing.EXCEPTED: _("Exception granted"),
    Standing.WAITING: _("Not yet"),
    Standing.OVERDUE: _("Overdue"),
}


@register.filter
def standing_title(standing: str) -> Promise:
    """The heading of a column of a campaign's table."""
    return _TITLES[Standing(standing)]


@register.filter
def reminder_day(days: int) -> str:
    """The day of a reminder, which is kept in days after the due date: “3 days before the due date”."""
    if days == 0:
        return str(_("on the due date"))
    if days < 0:
        return ngettext("%(n)d day before the due date", "%(n)d days before the due date", -days) % {"n": -days}
    return ngettext("%(n)d day after the due date", "%(n)d days after the due date", days) % {"n": days}
