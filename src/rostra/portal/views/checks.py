"""Is this copy the real record?"""

from __future__ import annotations

from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rostra.archive.queries.log import log_key
from rostra.portal.rules import Verdict, check_digest, check_proof, check_text
from rostra.tlog.proof import HEADER

LONGEST = 100_000  # characters that are pasted
LARGEST = 200_000_000  # bytes of a file that is sent
LARGEST_PROOF = 20_000_000


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # it changes nothing and knows nobody: a forged request gains nothing, and no cookie is set
def verify(request: HttpRequest) -> HttpResponse:
    """Check a pasted digest, link or proof; without a script, a file that is sent."""
    too_large = int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST
    verdict = None if too_large else _verdict(request)
    shown = {"verdict": verdict, "too_large": too_large, "log_key": log_key(), "q": request.GET.get("q", "")[:LONGEST]}
    return render(request, "portal/verify.html", shown, status=413 if too_large else 200)


def _verdict(request: HttpRequest) -> Verdict | None:
    file = request.FILES.get("file") if request.method == "POST" else None
    if isinstance(file, UploadedFile):
        return _check_file(file)
    asked = (request.POST.get("q", "") or request.GET.get("q", ""))[:LONGEST]
    return check_text(asked) if asked.strip() else None


def _check_file(file: UploadedFile[bytes]) -> Verdict:
    """A proof file is checked as such, any other by its digest."""
    start = file.read(len(HEADER))
    file.seek(0)
    if start == HEADER.encode() and (file.size or 0) <= LARGEST_PROOF:
        return check_proof(file.read())
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return check_digest(digest.hexdigest())
