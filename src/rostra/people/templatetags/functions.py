"""The functions of the matrix in plain words: what a look was at."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from rostra.people.states import Function

register = template.Library()

FUNCTIONS = {
    Function.POLICY: _("policies that are not published yet"),
    Function.ADOPTION: _("the council’s act"),
    Function.ROSTER: _("the roster"),
    Function.POSITION_ATTRIBUTES: _("what an office is before the law"),
    Function.SIGN_IN: _("who may sign in"),
    Function.ACKNOWLEDGEMENT: _("who has acknowledged what"),
    Function.REGISTER: _("official accounts"),
    Function.ACCOUNT_REQUEST: _("requests for accounts"),
    Function.ESCROW: _("where keys of accounts lie"),
    Function.AUTHORITY: _("who may speak for the city"),
    Function.CAPTURE: _("capture"),
    Function.RESTRICTED_ARCHIVE: _("what is kept and not public"),
    Function.MODERATION_ACT: _("comment moderation"),
    Function.CONSISTENCY: _("second looks at decisions"),
    Function.BLOCK_EXCEPTION: _("blocks, and who was blocked"),
    Function.FILTER_TERMS: _("filter words"),
    Function.CASE_INTAKE: _("cases that are handed in"),
    Function.CASE_OF_EMPLOYEE: _("cases about employees"),
    Function.CASE_OF_OFFICIAL: _("cases about officials"),
    Function.ATTORNEY_SECTION: _("the attorney’s part of a case"),
    Function.REQUEST: _("requests for records"),
    Function.REDACTION: _("what is withheld"),
    Function.SCHEDULES: _("schedules of retention"),
    Function.HOLD: _("holds"),
    Function.DESTRUCTION: _("destruction"),
    Function.AUDIT_LOG: _("the audit log"),
    Function.REPORTS: _("reports"),
}


@register.filter
def function_words(name: str) -> str:
    """What a function is about."""
    return str(FUNCTIONS[Function(name)])
