"""An inventory of accounts: handed over, looked through, and handed over again to be taken in. Nothing of it is stored in between."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from rostra.accounts import actions, rules
from rostra.accounts.forms import InventoryForm
from rostra.core.errors import RostraError
from rostra.core.refusals import show_refusal
from rostra.people.views.access import StaffRequest, page, staff

SHOWN = 200  # rows of each kind


@require_http_methods(["GET", "HEAD", "POST"])
@staff(rules.may_register)
def inventory(request: StaffRequest) -> HttpResponse:
    """What the file would do, or did."""
    form = InventoryForm(request.POST or None, request.FILES or None)
    shown: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        source = next(each for each in settings.PROFILE.inventory_source if each.name == told["source"])
        act = actions.take_in_inventory if told["apply"] else actions.look_through
        try:
            found = act(told["file"].read(), source, actor=request.actor)
        except RostraError as error:
            show_refusal(form, error)
        else:
            if told["apply"]:
                messages.success(request, "The register is changed as shown.")
            rows = {"register": found.register[:SHOWN], "note": found.note[:SHOWN], "renamed": found.renamed[:SHOWN]}
            shown |= {"numbers": found.numbers(), "applied": told["apply"], "problems": found.problems[:SHOWN], **rows}
    return page(request, "accounts/inventory.html", shown)
