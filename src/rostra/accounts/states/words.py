"""What is said of where an account stands: in rows, on pages and in filters the same."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from rostra.accounts.states.life import AccountState

ACCOUNT_STATES = {
    AccountState.APPROVED.value: gettext_lazy("Approved; not in use yet"),
    AccountState.PROVISIONED.value: gettext_lazy("Prepared; not in use yet"),
    AccountState.ACTIVE.value: gettext_lazy("In use"),
    AccountState.SUSPENDED.value: gettext_lazy("Suspended"),
    AccountState.TRANSITION.value: gettext_lazy("In use; passes to another custodian"),
    AccountState.CLOSING.value: gettext_lazy("Being closed"),
    AccountState.LOST.value: gettext_lazy("Not in the city’s hands now"),
    AccountState.ARCHIVED.value: gettext_lazy("Closed"),
}
