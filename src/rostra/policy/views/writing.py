"""Writing a text in the browser: preview without a script, and nobody's work is lost when two write at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from rostra.core.errors import Invalid, RostraError
from rostra.core.refusals import show_refusal
from rostra.people.views.access import StaffRequest, page, refuse, staff
from rostra.policy import queries, rules
from rostra.policy.actions import texts
from rostra.policy.actions.texts import EditedMeanwhile
from rostra.policy.forms import TextForm
from rostra.policy.models import Document, Revision, Version
from rostra.policy.rules.texts import left_circulated
from rostra.policy.states.difference import compare
from rostra.policy.states.markdown import canonical, outline, pieces, readable
from rostra.policy.views.finding import find_document, find_version

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Preview:
    """A clause as it would be shown."""

    key: str
    label: str
    title: str
    level: int
    html: str


def preview_of(source: str) -> list[Preview]:
    """The clauses of a text that is not saved. Raises Invalid."""
    found = pieces(canonical(source))
    levels = outline([piece.level for piece in found])
    numbered = zip(range(1, len(found) + 1), found, levels, strict=True)
    return [Preview(piece.key or f"clause_{number}", piece.label, piece.title, level, piece.html) for number, piece, level in numbered]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_write)
def new(request: StaffRequest, slug: str) -> HttpResponse:
    """Begin a version, with the text of the newest one to start from."""
    document = find_document(slug)
    newest = Version.objects.filter(document=document).order_by("-number").first()
    form = TextForm(request.POST or None, request.FILES or None, initial={"source": newest.source if newest else ""})
    left = left_circulated([newest, *queries.drafts_before(newest)] if newest else [])
    return _written(request, document, form, lambda text: texts.add_version(document, text, actor=request.actor), newest=newest, left=left)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_write)
def edit(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """Change the text of a version; from an earlier text that was saved, if one is named."""
    version = find_version(request, slug, number)
    allowed = rules.may_edit(request.actor, version)
    if not allowed:
        return refuse(request, allowed)
    source = _find_revision(version, int(saved)).source if (saved := request.GET.get("from", "")).isdecimal() else version.source
    form = TextForm(request.POST or None, request.FILES or None, initial={"source": source, "edits": version.edits})

    def save(text: str) -> Version:
        began = form.cleaned_data["edits"]
        kept = texts.edit_version(version, text, edits=-1 if began is None else began, actor=request.actor)
        if began is not None and kept.edits > began + 1:
            messages.info(request, "Somebody else saved the text while you wrote. Both changes are in it now: please read it through.")
        return kept

    return _written(request, version.document, form, save, version=version)


@require_safe
@staff(rules.may_see_policies)
def revision(request: StaffRequest, slug: str, number: int, revision: int) -> HttpResponse:
    """A text of a version as somebody saved it once."""
    version = find_version(request, slug, number)
    found = _find_revision(version, revision)
    shown = {"revision": found, "version": version, "document": version.document, "may_edit": rules.may_edit(request.actor, version)}
    return page(request, "policy/revision.html", {**shown, "differs": compare(readable(found.source), readable(version.source))})


def _find_revision(version: Version, number: int) -> Revision:
    return get_object_or_404(Revision, version=version, number=number)


def _written(
    request: StaffRequest, document: Document, form: TextForm, save: Callable[[str], Version], **more: Version | list[str] | None
) -> HttpResponse:
    context: dict[str, object] = {"document": document, "form": form, **more}
    if request.method != "POST" or not form.is_valid():
        return page(request, "policy/write.html", context)
    try:
        text = _text_of(form)
        if "preview" in request.POST:
            clauses = preview_of(text)
            shown = {"form": _shown(form, text), "clauses": clauses, "warning": rules.division_warning(len(clauses))}
            return page(request, "policy/write.html", context | shown)
        version = save(text)
    except EditedMeanwhile as clash:
        # The form goes on from the text that was saved first: what is saved next was written by somebody who saw both.
        merged = _shown(form, clash.text, clash.edits)
        return page(request, "policy/write.html", {**context, "form": merged, "clash": clash}, status=CONFLICT)
    except RostraError as error:
        show_refusal(form, error)
        return page(request, "policy/write.html", context)
    messages.success(request, f"{version} is saved.")
    return redirect("policy:version", document.slug, version.number)


def _text_of(form: TextForm) -> str:
    file = form.cleaned_data["file"]
    text = texts.text_of_file(file.name, file.read()) if file else str(form.cleaned_data["source"])
    if not text.strip():
        raise Invalid({"source": "There is no text: write it, or choose a file."})
    return text


def _shown(form: TextForm, text: str, edits: int | None = None) -> TextForm:
    return TextForm(initial={"source": text, "edits": form.cleaned_data["edits"] if edits is None else edits})
