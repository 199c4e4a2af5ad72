"""Which grounds are not told, because so few persons share them that a number would tell of one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.conf import settings

from rostra.core.small_numbers import Part, untold


def untold_grounds(persons: Mapping[str, Part], keys: Collection[str]) -> set[str]:
    """Of all grounds (``keys``) those that cannot be told beside the total; ``persons``: of those relied on, how many share them.

    Where any is left out, so is that there are none on another: it would give the first away.
    """
    some = list(persons)
    left_out = {some[place] for place in untold([persons[key] for key in some], settings.PROFILE.figures.smallest)}
    return left_out | (set(keys) - set(some)) if left_out else set()
