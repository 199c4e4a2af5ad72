"""What the worker does for moderation: follow the archive, and let exceptions, acts, filter words and terms follow the day."""

from __future__ import annotations

from django.db import transaction

from rostra.core.actor import system
from rostra.core.tallies import forget_tallies
from rostra.moderation.actions.acts import close_acts, lapse_acts
from rostra.moderation.actions.drafts import forget_drafts
from rostra.moderation.actions.exceptions import expire_exceptions
from rostra.moderation.actions.filters import expire_filters
from rostra.moderation.actions.following import follow
from rostra.moderation.actions.inquiries import forget_inquiries
from rostra.moderation.actions.letters import tell_late
from rostra.moderation.actions.reports import follow_reports
from rostra.moderation.actions.samples import draw_sample, return_forgotten
from rostra.moderation.queries.register import overdue_on
from rostra.people.queries import city_day

ACTOR = system("moderation")


def follow_archive() -> int:
    """One step of the worker; how many entries were read."""
    return follow()


@transaction.atomic
def follow_the_day() -> int:
    """One step of the worker: exceptions, acts and filter words end, and who answers for what is overdue is told, once. How many ended."""
    tell_late(overdue_on(city_day()).select_related("account__custodian"))
    return expire_exceptions() + expire_filters() + lapse_acts(actor=ACTOR) + close_acts(actor=ACTOR)


def follow_samples() -> int:
    """One step of the worker: the sample of a period is drawn once it is over; what was taken and forgotten waits again. How much."""
    return return_forgotten(actor=ACTOR) + (draw_sample(actor=ACTOR) is not None)


def forget_what_is_over() -> int:
    """One step of the worker: of what residents asked and reported, and how often, what is no longer needed goes. How much."""
    return forget_tallies() + forget_inquiries() + forget_drafts() + follow_reports()
