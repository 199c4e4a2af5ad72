"""What the lists of coverage and of gaps are narrowed to, and what is on them then; the words for it are those of their rows."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy

from rostra.accounts.forms import NarrowForm
from rostra.accounts.queries import registered
from rostra.capture.queries.coverage import FAILING, NOT_ACTIVE, ORDERS, AccountCoverage, narrowed
from rostra.capture.queries.missed import MissedTimes
from rostra.capture.states import CaptureStatus, GapState

STANDINGS = {  # in the order of ``coverage.SHOWN``
    NOT_ACTIVE: gettext_lazy("Not active there"),
    FAILING: gettext_lazy("Failing"),
    CaptureStatus.NOT_ARCHIVING.value: gettext_lazy("NOT ARCHIVING"),
    CaptureStatus.ON_TIME.value: gettext_lazy("On time"),
    CaptureStatus.LATE.value: gettext_lazy("Late"),
    CaptureStatus.NEVER.value: gettext_lazy("Not checked yet"),
    CaptureStatus.STOPPED.value: gettext_lazy("Not followed now"),
    CaptureStatus.ENDED.value: gettext_lazy("Ended"),
    CaptureStatus.IMPORT_ONLY.value: gettext_lazy("From a file only"),
}
GAP_STATES = {
    GapState.OPEN: gettext_lazy("Open: it goes on"),
    GapState.ENDED: gettext_lazy("Ended, not fetched"),
    GapState.HEALED: gettext_lazy("Healed: fetched later"),
}


class CoverageForm(NarrowForm):
    """Accounts, by how capture stands, too."""

    standing = forms.ChoiceField(label="Standing", required=False, choices=[("", "Every standing"), *STANDINGS.items()])

    def chosen_order(self) -> str:
        """In which order they are asked for."""
        return self.order(ORDERS, "name")

    def listed(self, overview: Iterable[AccountCoverage]) -> list[AccountCoverage]:
        """Those that are asked for, in the order that is asked for."""
        return sorted(narrowed(overview, **self.wanted()), key=ORDERS[self.chosen_order()])


class GapForm(NarrowForm):
    """Gaps and times before a first look, of these accounts, by how they stand."""

    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Every state"), *((each.value, words) for each, words in GAP_STATES.items())]
    )

    def listed(self) -> MissedTimes:
        """Those that are asked for."""
        wanted = self.wanted()
        return MissedTimes(registered(**{**wanted, "state": ""}), wanted.get("state", ""))
