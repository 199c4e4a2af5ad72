"""The archive's own words in plain English: kinds, networks, grades of evidence, states of accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rostra.accounts.states.networks import label
from rostra.accounts.states.words import ACCOUNT_STATES
from rostra.archive.models import Record, Version
from rostra.archive.states.status import Status
from rostra.archive.states.submitted import FileKind
from rostra.capture.forms import GAP_STATES, STANDINGS
from rostra.capture.queries.coverage import FAILING, NOT_ACTIVE
from rostra.capture.queries.platforms import Declared, capabilities_of
from rostra.capture.states import CaptureStatus, GapState
from rostra.platforms.base import POSTS, Capabilities, Cause, Evidence, Kind, Method

register = template.Library()

CLOCKS_DIFFER = dt.timedelta(hours=1)  # at most: those of the servers and ours

FILES = {  # the platforms that are files
    "lists": gettext_lazy("Lists from exports"),
    "table": gettext_lazy("Files from elsewhere"),
    "web": gettext_lazy("Archived pages"),
}

KINDS = {
    Kind.POST: gettext_lazy("Post"),
    Kind.REPLY: gettext_lazy("Reply"),
    Kind.QUOTE: gettext_lazy("Quote post"),
    Kind.REPOST: gettext_lazy("Repost"),
    Kind.PROFILE: gettext_lazy("Profile"),
    Kind.BLOCK: gettext_lazy("Block"),
    Kind.THREAD_GATE: gettext_lazy("Reply rule"),
    Kind.RESTRICTION: gettext_lazy("Restriction"),
    Kind.SETTING: gettext_lazy("Setting"),
}

WITHOUT_TEXT = {
    Kind.REPOST: gettext_lazy("The account repeated another post without adding words."),
    Kind.BLOCK: gettext_lazy("The account blocked another account. Who was blocked is not shown on this page."),
    Kind.THREAD_GATE: gettext_lazy("The account set who may reply to its post."),
    Kind.RESTRICTION: gettext_lazy("The account muted, hid, restricted or filtered. Whom or what is not shown on this page."),
    Kind.PROFILE: gettext_lazy("The account’s profile, without a description."),
}

EVIDENCE = {
    Evidence.AUTHOR_SIGNED: (
        gettext_lazy("Signed by the author’s account"),
        gettext_lazy("The account’s own cryptographic signature covers these bytes; we checked it when we captured them, and keep it."),
    ),
    Evidence.PLATFORM_SIGNED: (
        gettext_lazy("Signed by the platform"),
        gettext_lazy("The platform signed the message in which it sent this; we checked the signature."),
    ),
    Evidence.PLATFORM_API: (
        gettext_lazy("Received from the platform"),
        gettext_lazy("The platform gave us these bytes when we asked it. They bear no signature."),
    ),
    Evidence.OWNER_EXPORT: (
        gettext_lazy("From an export by the account’s owner"),
        gettext_lazy("The city exported it from the account, or an earlier archive handed it over. We did not see it on the platform."),
    ),
    Evidence.BROWSER_CAPTURE: (
        gettext_lazy("Captured as a web page"),
        gettext_lazy("A browser loaded the public page, and we kept what it received."),
    ),
    Evidence.ATTESTED: (
        gettext_lazy("Attested by a person"),
        gettext_lazy(
            "Somebody who looks after the account read it off the screen and handed over pictures. That is weaker evidence than what the "
            "network answered or exported."
        ),
    ),
    Evidence.SUBMITTED: (
        gettext_lazy("Submitted by a person"),
        gettext_lazy("Somebody gave us this copy. We could not compare it with the platform."),
    ),
}

STANDING_ICONS = {
    "not archiving": "warning",
    NOT_ACTIVE: "gone",
    FAILING: "warning",
    "on time": "present",
    "late": "warning",
    "never": "unknown",
    "stopped": "clock",
    "ended": "clock",
    "import only": "download",
}

STANDING_MEANINGS = {
    "not archiving": gettext_lazy(
        "The platform lets us read nothing: consent was never given, was taken back, or has run out. Nothing is kept now."
    ),
    NOT_ACTIVE: gettext_lazy("The network says that the account is not active there, so there is nothing to be seen."),
    FAILING: gettext_lazy("The last look for what is new failed."),
    "on time": gettext_lazy("It is looked at again and again, and the last look for what is new succeeded."),
    "late": gettext_lazy("No look for what is new has succeeded for too long."),
    "never": gettext_lazy("It is on the list, and was not looked at yet."),
    "stopped": gettext_lazy("We look at it no more: what was kept stays, what was posted after the last successful check is not kept."),
    "ended": gettext_lazy("The account is closed. What was kept stays."),
    "import only": gettext_lazy("We do not look at it ourselves. What is kept came in as a file, and is as complete as that file."),
}

MEANWHILE = {  # what becomes of what is posted while no look succeeds, by what of the network a look reaches; "": of any
    "": gettext_lazy("What was posted meanwhile is fetched when one succeeds, as far as the network still gives it then."),
    "all": gettext_lazy("When one succeeds, what was posted meanwhile and still stands there is fetched."),
    "window": gettext_lazy(
        "When one succeeds, only the newest that the network still gives is fetched: what was posted meanwhile and is not among it stays "
        "missing."
    ),
}

METHODS = {
    Method.STREAM: gettext_lazy("We listen, and hear of each post as it happens."),
    Method.POLL: gettext_lazy("We ask again and again for what is new."),
    Method.PROBE: gettext_lazy("We look again at what we hold: was it changed, is it still there?"),
    Method.SNAPSHOT: gettext_lazy("We fetch whole lists and compare them."),
    Method.IMPORT: gettext_lazy("We take in files that the owner of the account exported."),
}
EDIT_SIGNALS = {
    "event": gettext_lazy("the platform says so at once"),
    "history": gettext_lazy("the platform keeps every version, and we fetch them"),
    "diff": gettext_lazy("we look again and compare"),
    "none": gettext_lazy("not at all"),
}
DELETE_SIGNALS = {
    "event": gettext_lazy("the platform says so at once"),
    "diff": gettext_lazy("we look again, and it is gone"),
    "none": gettext_lazy("not at all"),
}

CAUSES = {
    Cause.TOKEN: (
        gettext_lazy("Consent missing"),
        gettext_lazy("The holder of the account did not consent, or the platform does not accept the consent any more."),
    ),
    Cause.LIMIT: (
        gettext_lazy("Limit of the platform"),
        gettext_lazy("The platform gave no more: so many in a time, so many in all, or none that are older."),
    ),
    Cause.OUTAGE: (
        gettext_lazy("Outage"),
        gettext_lazy("The platform or the network did not answer, or not as it should."),
    ),
    Cause.OURS: (
        gettext_lazy("Our own fault"),
        gettext_lazy("Our programs did not run, were late, or made a mistake. What nothing else explains counts as this too."),
    ),
    Cause.UNSUPPORTED: (
        gettext_lazy("Not to be had"),
        gettext_lazy("The platform gives it to nobody, or not to us."),
    ),
    Cause.FILES_ONLY: (
        gettext_lazy("From files only"),
        gettext_lazy("Nobody looks at the account: what is kept came in as files, and what lies outside of them is in none."),
    ),
    Cause.BEFORE_FIRST: (
        gettext_lazy("Before the first look"),
        gettext_lazy("No look at the account had succeeded yet."),
    ),
}

FILE_KINDS = {
    FileKind.JPEG: gettext_lazy("JPEG picture"),
    FileKind.PNG: gettext_lazy("PNG picture"),
    FileKind.PDF: gettext_lazy("PDF document"),
    FileKind.TEXT: gettext_lazy("text"),
}


@register.filter
def ways(methods: Collection[Method]) -> list[str]:
    """By which ways we look."""
    return [str(words) for method, words in METHODS.items() if method in methods]


@register.filter
def edits_seen(can: Capabilities) -> str:
    """By what an edit is seen."""
    return _seen(can, EDIT_SIGNALS, can.edit_signal)


@register.filter
def deletions_seen(can: Capabilities) -> str:
    """By what a deletion is seen."""
    return _seen(can, DELETE_SIGNALS, can.delete_signal)


@register.filter
def looked_at(declared: Declared) -> str:
    """Whether it can be captured as it happens, by everybody or by consent alone; from files; or not at all."""
    methods = declared.can.methods
    if not methods:
        return _("tables only")
    if methods == {Method.IMPORT}:
        return _("files of the owner only")
    return _("live, with the holder’s consent") if declared.asks == "needed" else _("live")


def _seen(can: Capabilities, signals: Mapping[str, object], signal: str) -> str:
    from_files = can.methods == {Method.IMPORT} and signal != "none"
    return str(_("as far as the owner’s file tells") if from_files else signals[signal])


@register.filter
def file_kind(media_type: str) -> str:
    """What sort of file somebody handed in."""
    return str(FILE_KINDS[FileKind(media_type)])


@register.filter
def kind_label(kind: str) -> str:
    """What sort of item, for people."""
    return str(KINDS.get(kind, kind))  # type: ignore[call-overload]  # a string enum is its value


@register.filter
def without_text(kind: str) -> str:
    """What to say where an item has no words."""
    return str(WITHOUT_TEXT.get(kind) or _("This post has no words."))  # type: ignore[call-overload]  # as above


@register.filter
def network_label(network: str) -> str:
    """A network's own spelling of its name; what comes in from files is of none."""
    return str(FILES.get(network) or label(network))


@register.filter
def evidence_label(grade: str) -> str:
    """How well a version is attested, in a few words."""
    return str(EVIDENCE[Evidence(grade)][0])


@register.filter
def evidence_meaning(grade: str) -> str:
    """The same in a sentence."""
    return str(EVIDENCE[Evidence(grade)][1])


@register.filter
def account_state(state: str) -> str:
    """Where an account stands in its life."""
    return str(ACCOUNT_STATES.get(state, state))


@register.filter
def standing_label(standing: str) -> str:
    """How capture of an account stands."""
    return str(STANDINGS[standing])


@register.filter
def standing_meaning(standing: str, network: str = "") -> str:
    """The same in sentences: of an account on ``network``, or of any."""
    meaning = str(STANDING_MEANINGS.get(standing, ""))
    if standing not in (FAILING, CaptureStatus.LATE):
        return meaning
    return f"{meaning} {MEANWHILE[capabilities_of(network).reaches if network else '']}"


@register.filter
def standing_icon(standing: str) -> str:
    """The icon beside it."""
    return STANDING_ICONS.get(standing, "unknown")


@register.filter
def cause_label(cause: str) -> str:
    """Why something may have been missed, in a few words."""
    return str(CAUSES[Cause(cause)][0])


@register.filter
def cause_meaning(cause: str) -> str:
    """The same in a sentence."""
    return str(CAUSES[Cause(cause)][1])


@register.filter
def gap_state(state: str) -> str:
    """How a gap stands."""
    return str(GAP_STATES[GapState(state)])


@register.filter
def kinds_said(what: str) -> str:
    """Kinds that a platform counts together."""
    return str(_("posts")) if set(what.split()) == POSTS else ", ".join(kind_label(kind) for kind in what.split())


@register.filter
def is_picture(media_type: str) -> bool:
    """Whether a browser shows it as a picture. Drawings that could hold a script are only downloaded."""
    return media_type in {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}


@register.filter
def is_film(media_type: str) -> bool:
    """Whether a browser plays it."""
    return media_type in {"video/mp4", "video/webm"}


@register.filter
def permanent_address(record: Record, version: Version) -> str:
    """The full address of a version, as it stands in a citation."""
    return str(settings.ROSTRA_URL) + reverse("portal:version", args=[record.pk, version.number])


@register.filter
def at(table: Mapping[int | str, object], key: int | str) -> object | None:
    """What stands in a table under a key."""
    return table.get(key)


@register.filter
def unlocalized(number: int) -> str:
    """A year: never with a mark between its thousands."""
    return str(number)


@register.filter
def has_marks(record: Record, version: Version) -> bool:
    """Whether a list shows any mark beside a record."""
    plain = record.status == Status.PRESENT and not record.edits and record.official and not record.reply_to
    return not plain or bool(version.attached) or is_dated_ahead(record)


@register.filter
def attachments(version: Version) -> str:
    """How many attachments a version (``as_public``) has, and how many of them are not here, as its own page says of each."""
    every = len(version.attached)
    missing = [bool(version.withheld.why_attachment(each.ordinal)) for each in version.attached if each.medium is None]
    told = [ngettext("%(n)d attachment", "%(n)d attachments", every) % {"n": every}]
    if lost := missing.count(False):
        told.append(_("not kept") if lost == every else _("%(n)d not kept") % {"n": lost})
    if withheld := missing.count(True):
        told.append(_("not public") if withheld == every else _("%(n)d not public") % {"n": withheld})
    return ", ".join(told)


@register.filter
def is_dated_ahead(record: Record) -> bool:
    """Whether its author dated it later than it was seen: it stands in lists where they dated it, and says so."""
    return record.published - record.first_seen > CLOCKS_DIFFER
