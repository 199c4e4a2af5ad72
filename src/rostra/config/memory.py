"""How seldom Python looks for garbage in cycles."""

from __future__ import annotations

import gc

OBJECTS = 100_000  # more than a batch makes


def collect_rarely() -> None:
    """What is loaded by now is never looked at again, and the rest only after many new objects.

    A batch holds some ten thousand objects for a moment and leaves nothing in cycles; by Python's defaults the collector looks at all of
    them, and at all that was ever imported, again and again: a quarter of the time of taking in.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 20)
