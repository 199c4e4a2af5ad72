"""Direct messages of an account: its conversations, and one of them with its files. Each look says what for, and is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rostra.accounts.models import Account
from rostra.accounts.views.asking import ask, sent
from rostra.accounts.views.finding import find_account
from rostra.archive.actions.messages import say_party
from rostra.archive.forms.messages import KINDS, PartyForm
from rostra.archive.models import Version
from rostra.archive.queries.log import proof_of
from rostra.archive.queries.messages import (
    Conversation,
    class_of,
    conversation_at,
    conversation_rows,
    message_version,
    parties_of,
    told,
    versions_in,
)
from rostra.archive.queries.withheld import withheld_of
from rostra.archive.rules.classification import may_see_withheld
from rostra.archive.rules.messages import may_say_party, may_see_messages, may_see_some_messages
from rostra.archive.states.parties import PartyKind
from rostra.archive.states.withheld import Withheld
from rostra.archive.views.classified import kept_file
from rostra.core.clock import stamp
from rostra.core.spreadsheets import spreadsheet
from rostra.people.states import Function
from rostra.people.views.access import StaffRequest, page, staff
from rostra.people.views.purpose import note_look, with_purpose

AT_ONCE = 50
LONGEST_LIST = 10_000
LIST_COLUMNS = ("number", "messages", "first", "last", "parties", "classes")
COLUMNS = ("record", "version", "written", "by", "incoming", "text", "class", "law", "attachments", "digest", "leaf")


@require_safe
@staff(may_see_some_messages)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def conversations(request: StaffRequest, slug: str) -> HttpResponse:
    """With whom, how many messages, from when to when, and how they are held."""
    account = _account(request, slug)
    turned = Paginator(conversation_rows(account), AT_ONCE).get_page(request.GET.get("page"))
    return page(request, "archive/messages.html", {"account": account, "turned": turned, "rows": told(account, list(turned.object_list))})


@require_safe
@staff(may_see_some_messages)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def conversations_csv(request: StaffRequest, slug: str) -> HttpResponse:
    """The same as a table."""
    rows = _all(_account(request, slug))
    lines = ([*[*each.values()][:4], "; ".join(each["parties"]), _in_words(each["classes"])] for each in rows)
    return spreadsheet(f"messages-{slug}", LIST_COLUMNS, lines)


@require_safe
@staff(may_see_some_messages)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def conversations_json(request: StaffRequest, slug: str) -> HttpResponse:
    """The same for machines."""
    return JsonResponse({"conversations": _all(_account(request, slug))})


@require_safe
@staff(may_see_some_messages)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def conversation(request: StaffRequest, slug: str, record_id: int) -> HttpResponse:
    """One conversation in its order, with who takes part, and each message's class, media and proof."""
    account, found = _conversation(request, slug, record_id)
    turned = Paginator(versions_in(account, found.uri), AT_ONCE).get_page(request.GET.get("page"))
    shown = {
        "account": account, "conversation": found, "turned": turned, "rows": _with_classes(list(turned.object_list)),
        "parties": [(party, KINDS[party.kind]) for party in parties_of(account, found.uri)],
        "may_say": may_say_party(request.actor, account), "may_open": may_see_withheld(request.actor),
    }  # fmt: skip
    return page(request, "archive/conversation.html", shown)


@require_safe
@staff(may_see_some_messages)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def conversation_csv(request: StaffRequest, slug: str, record_id: int) -> HttpResponse:
    """The same as a table."""
    account, found = _conversation(request, slug, record_id)
    lines = ([*row.values()] for row in _rows(versions_in(account, found.uri)[:LONGEST_LIST]))
    return spreadsheet(f"messages-{slug}-{found.number}", COLUMNS, lines)


@require_safe
@staff(may_see_some_messages)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def conversation_json(request: StaffRequest, slug: str, record_id: int) -> HttpResponse:
    """The same for machines."""
    account, found = _conversation(request, slug, record_id)
    people = [{"id": each.identity.id, "name": each.shown, "kind": each.kind.value} for each in parties_of(account, found.uri)]
    return JsonResponse({**_told(found), "parties": people, "held": _rows(versions_in(account, found.uri)[:LONGEST_LIST])})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(may_see_some_messages)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def party(request: StaffRequest, slug: str, record_id: int, place: int) -> HttpResponse:
    """Say who somebody is. They are named by their place among who takes part: no name stands in an address."""
    account, found = _conversation(request, slug, record_id)
    may_say_party(request.actor, account).require()
    people = parties_of(account, found.uri)
    if place >= len(people):
        raise Http404("nobody takes part at this place")
    who, form = people[place], PartyForm(sent(request), initial={"kind": people[place].kind.value})

    def act() -> str:
        kind, reason = PartyKind(form.cleaned_data["kind"]), form.cleaned_data["reason"]
        say_party(account, record_id, who.identity.id, kind, reason, actor=request.actor)
        return "It is kept. The messages are held as the city’s rules say for these parties."

    lead = "By who wrote to whom the city’s rules tell how these messages are held. What somebody classified by hand stays as it is."
    back = reverse("messages:conversation", args=[slug, record_id])
    return ask(request, form, act, title=f"Who is {who.shown}?", lead=lead, button="Keep it", back=back)


@require_safe
@staff(may_see_some_messages)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def attachment(request: StaffRequest, slug: str, record_id: int, number: int, ordinal: int) -> HttpResponse:
    """A picture or file of a message."""
    return kept_file(_version(request, slug, record_id, number), ordinal)


@require_safe
@staff(may_see_some_messages)
@with_purpose(Function.RESTRICTED_ARCHIVE)
def proof(request: StaffRequest, slug: str, record_id: int, number: int) -> HttpResponse:
    """The offline proof of a message, with what its entry commits to: whoever gets it can read the message."""
    text = proof_of(_version(request, slug, record_id, number))
    if text is None:
        raise Http404("not in the log yet")
    headers = {"Content-Disposition": f'attachment; filename="record-{record_id}-v{number}.tlog-proof"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _account(request: StaffRequest, slug: str) -> Account:
    """The account; the look at its conversations is written down. Raises Http404, Forbidden."""
    account = find_account(request, slug)
    may_see_messages(request.actor, account).require()
    note_look(request, Function.RESTRICTED_ARCHIVE, f"messages:{account.slug}")
    return account


def _conversation(request: StaffRequest, slug: str, record_id: int) -> tuple[Account, Conversation]:
    """The conversation in which this message stands; the look at it is written down. Raises Http404, Forbidden."""
    account = find_account(request, slug)
    may_see_messages(request.actor, account).require()
    found = conversation_at(account, record_id)
    if found is None:
        raise Http404("no such message of this account")
    note_look(request, Function.RESTRICTED_ARCHIVE, f"conversation:{found.number}")
    return account, found


def _version(request: StaffRequest, slug: str, record_id: int, number: int) -> Version:
    account = find_account(request, slug)
    may_see_messages(request.actor, account).require()
    found = message_version(account, record_id, number)
    if found is None:
        raise Http404("no such message of this account")
    note_look(request, Function.RESTRICTED_ARCHIVE, f"record:{record_id}")
    return found


def _with_classes(versions: list[Version]) -> list[tuple[Version, str, Withheld]]:
    withheld = withheld_of(versions)
    return [(version, class_of(withheld[version.pk]).value, withheld[version.pk]) for version in versions]


def _in_words(classes: Mapping[str, int]) -> str:
    return "; ".join(f"{held_as}: {number}" for held_as, number in classes.items())


def _all(account: Account) -> list[dict[str, Any]]:
    return [_told(each) for each in told(account, list(conversation_rows(account)[:LONGEST_LIST]))]


def _told(each: Conversation) -> dict[str, Any]:
    return {
        "number": each.number, "messages": each.messages, "first": stamp(each.first), "last": stamp(each.last),
        "parties": [party.name or party.handle or party.id for party in each.parties],
        "classes": {held_as.value: number for held_as, number in each.classes},
    }  # fmt: skip


def _rows(versions: Iterable[Version]) -> list[dict[str, Any]]:
    return [_row(version, held_as, withheld) for version, held_as, withheld in _with_classes(list(versions))]


def _row(version: Version, held_as: str, withheld: Withheld) -> dict[str, Any]:
    record = version.record
    return {
        "record": record.pk, "version": version.number, "written": stamp(record.published),
        "by": record.author_name or record.author_handle or record.author_id, "incoming": not record.official, "text": version.text,
        "class": held_as, "law": withheld.why(), "attachments": len(version.attachments.all()), "digest": bytes(version.digest).hex(),
        "leaf": version.entry.index,
    }  # fmt: skip
