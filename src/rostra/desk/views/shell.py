"""The staff's navigation, for every staff page of every app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rostra.accounts.rules import may_decide_found, may_follow_reports, may_see_authority, may_see_register
from rostra.archive.rules.breach import may_see_breaches
from rostra.archive.rules.classification import may_see_classifications
from rostra.archive.rules.forwarded import may_see_forwarded
from rostra.capture.rules import may_see_capture, may_steer
from rostra.cases.rules.deciding import may_enter_case, may_see_cases
from rostra.core.actor import Actor
from rostra.core.permission import ALLOWED, Permission
from rostra.moderation.rules.reports import may_see_block_reports
from rostra.people.rules import may_enter_desk, may_see_own_roster, may_see_people, may_see_that_audited
from rostra.policy.rules.asking import may_see_campaigns
from rostra.policy.rules.training import may_see_training
from rostra.retention.rules.holding import may_see_holds


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation. ``within``: the other pages that belong below it."""

    title: Promise
    name: str
    rule: Callable[[Actor], Permission]
    within: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together."""

    title: Promise
    places: tuple[Place, ...]


def _below(app: str, names: str) -> frozenset[str]:
    return frozenset(f"{app}:{name}" for name in names.split())


OWN = frozenset(
    {
        "account_change_password", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp",
        "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    }
)  # fmt: skip
_OF_ROSTER = (
    "add import difference person invite appoint end providers token leaving units unit unit-add unit-change "
    "position attribute attribute-end"
)
_ACCOUNT = _below("desk", "account register register-confirm move custodian") | _below(
    "accounts", "people escrow assign part-end keys attest successor inventory"
)

_MODERATION = _below(
    "moderation",
    "find act-new act-emergency act act-keep act-emergency-reviewed act-notice act-appeal act-move notice appeals appeal appeal-decide "
    "filters filter-new filter filter-move consistency blind-review blind-review-take blind-review-back",
)
_BLOCKS = _below(
    "moderation", "restriction whom undone exception-ask exceptions exception exception-move exception-notice exception-appeal explain"
) | _below("desk", "undo")

_CASES = _below(
    "cases",
    "case write evidence submit participant-add participant-end counsel worksheet move remedy remedy-done precedents own own-appeal "
    "for-side",
)

GROUPS = (
    Group(_("Work"), (Place(_("My work"), "desk:work", may_enter_desk),)),
    Group(
        _("Accounts"),
        (
            Place(_("Accounts"), "desk:accounts", may_see_register, _ACCOUNT),
            Place(_("Account requests"), "accounts:requests", may_enter_desk, _below("accounts", "request request-new request-move")),
            Place(_("Found accounts"), "accounts:found", may_decide_found, _below("accounts", "found-take")),
            Place(
                _("Impersonations"), "accounts:impersonations", may_follow_reports, _below("accounts", "impersonation impersonation-move")
            ),
            Place(_("Authority to speak"), "accounts:authority", may_see_authority, _below("accounts", "authority-enter authority-end")),
        ),
    ),
    Group(
        _("Comments and blocks"),
        (
            Place(_("Blocks and limits"), "moderation:restrictions", may_enter_desk, _BLOCKS),
            Place(_("Comment moderation"), "moderation:acts", may_enter_desk, _MODERATION),
            Place(
                _("Reports of blocks"),
                "moderation:reports",
                may_see_block_reports,
                _below("moderation", "report report-answer report-move"),
            ),
        ),
    ),
    Group(
        _("Cases"),
        (
            Place(
                _("Cases"),
                "cases:cases",
                may_see_cases,
                _CASES,
            ),
            Place(_("Enter a case"), "cases:enter", may_enter_case),
        ),
    ),
    Group(
        _("Policy"),
        (
            Place(
                _("Policies"),
                "policy:documents",
                may_enter_desk,
                _below("policy", "add document new resolve version edit revision put-off changes comment move"),
            ),
            Place(
                _("Acknowledgements"),
                "asking:campaigns",
                may_see_campaigns,
                _below("asking", "add campaign edit step people person sheet letters paper"),
            ),
            Place(_("Training"), "asking:modules", may_see_training, _below("asking", "add-module module complete")),
        ),
    ),
    Group(
        _("Records"),
        (
            Place(_("Capture health"), "desk:capture", may_see_capture, _below("desk", "gap")),
            Place(
                _("What is withheld"),
                "classified:list",
                may_see_classifications,
                _below("classified", "record classify confirm lift elsewhere"),
            ),
            Place(_("Holds"), "retention:holds", may_see_holds, _below("retention", "hold place extend move")),
            Place(_("Handed over"), "forwarded:list", may_see_forwarded, _below("forwarded", "item")),
            Place(_("Breaches of data"), "breaches:list", may_see_breaches, _below("breaches", "enter breach move")),
        ),
    ),
    Group(
        _("People"),
        (
            Place(_("Roster"), "roster:roster", may_see_own_roster, _below("roster", _OF_ROSTER)),
            Place(_("People and roles"), "desk:people", may_see_people, _below("desk", "user user-add password grant")),
            Place(_("Audit and access"), "desk:audit", may_see_that_audited, _below("desk", "access looks chain")),
        ),
    ),
    Group(
        _("Yours"),
        (
            Place(_("My acknowledgements"), "asking:mine", lambda _actor: ALLOWED, _below("asking", "answer")),
            Place(_("Forward city business"), "forwarded:forward", lambda _actor: ALLOWED),
            Place(_("My sign-in"), "mfa_index", may_enter_desk, OWN),
        ),
    ),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every staff page shows around itself; nothing for anybody who did not sign in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    roles = ", ".join(sorted(held.replace("-", " ") for held in actor.roles or actor.relations))
    return {
        "actor": actor,
        "actor_roles": roles,
        "steers": bool(may_steer(actor)),
        "sees_capture": bool(may_see_capture(actor)),
        "place_groups": [group for group in _seen_by(actor) if group.places],
    }


def _seen_by(actor: Actor) -> Iterator[Group]:
    return (replace(group, places=tuple(place for place in group.places if place.rule(actor))) for group in GROUPS)
