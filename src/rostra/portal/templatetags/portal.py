"""Times in two zones, icons, digests, sizes, and the city's profile, for every public page."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rostra.core import clock
from rostra.core.dates import in_words
from rostra.core.profile import Profile

register = template.Library()


@register.simple_tag
def city_profile() -> Profile:
    """The city's profile."""
    profile: Profile = settings.PROFILE
    return profile


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of our sheet: the words beside it carry the meaning."""
    return _icon(name)


@lru_cache(maxsize=64)
def _icon(name: str) -> SafeString:
    sheet = static("portal/icons.svg")
    return mark_safe(f'<svg class="icon" aria-hidden="true" focusable="false"><use href="{escape(sheet)}#{escape(name)}"></use></svg>')  # noqa: S308 -- both escaped


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A calendar day in the city's zone: ``March 14, 2026``."""
    return in_words(value)


@register.filter
def wall_time(value: dt.datetime) -> str:
    """The city's wall clock: ``9:30 a.m. CDT``."""
    local = clock.in_zone(value, settings.TIME_ZONE)
    return f"{local.hour % 12 or 12}:{local.minute:02} {'a.m.' if local.hour < 12 else 'p.m.'} {local.tzname()}"


@register.filter
def moment(value: dt.datetime | None) -> SafeString:
    """A moment as the city's wall clock shows it, and in UTC."""
    if value is None:
        return SafeString("")
    utc = value.astimezone(dt.UTC)
    return mark_safe(  # noqa: S308 -- made of numbers and names of months and zones
        f'<time datetime="{clock.stamp(value)}">{day(value)}, {wall_time(value)}'
        f' <span class="utc">({utc:%Y-%m-%d %H:%M:%S} UTC)</span></time>'
    )


@register.filter
def short_moment(value: dt.datetime | None) -> SafeString:
    """A moment by the city's wall clock alone, for lists; UTC is in the machine-readable part."""
    if value is None:
        return SafeString("")
    return mark_safe(f'<time datetime="{clock.stamp(value)}">{day(value)}, {wall_time(value)}</time>')  # noqa: S308 -- as above


@register.filter
def duration(start: dt.datetime, end: dt.datetime | None) -> str:
    """The time between two moments, in its largest unit and the next smaller one: ``2 hours 5 minutes``."""
    seconds = int(((end or clock.now()) - start).total_seconds())
    units = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
    numbers = []
    for _name, length in units:
        number, seconds = divmod(max(seconds, 0), length)
        numbers.append(number)
    first = next((place for place, number in enumerate(numbers) if number), len(units))
    shown = list(zip(units, numbers, strict=True))[first : first + 2]
    return " ".join(f"{number:,} {name}{'' if number == 1 else 's'}" for (name, _length), number in shown if number) or "less than a second"


@register.filter
def count(value: int) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,}"


@register.filter
def size(value: int) -> str:
    """A number of bytes, for people."""
    if value < 1_000:
        return _("%(n)s bytes") % {"n": value}
    for unit, scale in (("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000)):
        if value < scale * 1_000:
            return f"{value / scale:.1f} {unit}"
    return f"{value / 1_000_000_000:,.1f} GB"


@register.filter(name="hex")
def hexadecimal(value: bytes | memoryview | None) -> str:
    """A digest in hexadecimal digits."""
    return bytes(value).hex() if value is not None else ""


@register.filter
def utc(value: dt.datetime) -> str:
    """A moment in UTC alone: ``2026-01-31 09:30:00 UTC``."""
    return f"{value.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
