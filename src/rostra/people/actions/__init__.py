"""Writes to the rolls, by hand and by import. Each checks its rule, runs in one transaction and writes one audit event."""

from rostra.people.actions.invitations import Issued, end_invitation, guest, issue_invitation, redeem_code, redeem_link
from rostra.people.actions.provisions import allow_leaving, change_provision, end_provision, provide
from rostra.people.actions.rolls import (
    add_person,
    add_position,
    add_unit,
    add_user,
    appoint,
    close_user,
    complete_leavings,
    end_appointment,
    end_role,
    grant_role,
    position_of,
    reopen_user,
    set_password,
)
from rostra.people.actions.roster import apply_import, drop_import, read_import, reread_import
from rostra.people.actions.sign_in import (
    end_session,
    end_sessions,
    link_identity,
    reset_factors,
    unlink_identity,
)
from rostra.people.actions.tokens import admit, end_token, make_token
from rostra.people.actions.units import change_unit, end_attribute, mark_head, set_attribute

__all__ = [
    "Issued",
    "add_person",
    "add_position",
    "add_unit",
    "add_user",
    "admit",
    "allow_leaving",
    "apply_import",
    "appoint",
    "change_provision",
    "change_unit",
    "close_user",
    "complete_leavings",
    "drop_import",
    "end_appointment",
    "end_attribute",
    "end_invitation",
    "end_provision",
    "end_role",
    "end_session",
    "end_sessions",
    "end_token",
    "grant_role",
    "guest",
    "issue_invitation",
    "link_identity",
    "make_token",
    "mark_head",
    "position_of",
    "provide",
    "read_import",
    "redeem_code",
    "redeem_link",
    "reopen_user",
    "reread_import",
    "reset_factors",
    "set_attribute",
    "set_password",
    "unlink_identity",
]
