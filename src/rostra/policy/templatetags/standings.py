"""How people are counted, in words."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rostra.policy.states.asking import Standing

register = template.Library()
_TITLES: dict[Standing, Promise] = {
    Standing.ACKNOWLEDGED: _("Acknowledged"),
    Standing.REFUSED: _("Refused"),
    Standing.EXCEPTED: _("Exception"),
    Standing.WAITING: _("Not yet"),
    Standing.OVERDUE: _("Overdue"),
}


@register.filter
def standing_title(standing: str) -> Promise:
    """The heading of a column of a campaign's table."""
    return _TITLES[Standing(standing)]
