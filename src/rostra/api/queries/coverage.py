"""What was checked, and what may have been missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from django.http import Http404

from rostra.accounts.models import Account
from rostra.api.queries import addresses, coverage_shapes, shapes
from rostra.archive.queries.display import reason_of_removed, shown_of_removed, terms
from rostra.capture.forms import CoverageForm, GapForm
from rostra.capture.models import Reconciliation
from rostra.capture.queries import AccountCoverage, coverage_overview, last_check, network_limits
from rostra.capture.queries import gaps as gaps_noticed
from rostra.capture.queries.calls import is_let_tell
from rostra.capture.queries.missed import Missed, noticed
from rostra.capture.queries.platforms import Declared, declared_platform, declared_platforms
from rostra.capture.queries.reconciling import newest_counts, unreconciled
from rostra.core.errors import Invalid

PAGE = 100


def coverage(given: Mapping[str, str]) -> coverage_shapes.Coverage:
    """How capture stands of the accounts that an address asks for, and what holds for all. Raises Invalid."""
    return coverage_shapes.Coverage(
        last_check=last_check(),
        accounts=standings(given),
        limits=[coverage_shapes.Limit(limit.network, list(limit.sentences)) for limit in network_limits()],
        counts=[count_of(row) for row in unreconciled()],
    )


def standings(given: Mapping[str, str]) -> list[coverage_shapes.AccountCoverage]:
    """How capture of each account stands that an address asks for, as the page lists them. Eight queries. Raises Invalid."""
    return [standing(each) for each in CoverageForm(given).checked().listed(coverage_overview())]


def standing(of: AccountCoverage) -> coverage_shapes.AccountCoverage:
    """How capture of one account stands, as the public gets it."""
    return coverage_shapes.AccountCoverage(
        account=of.account.slug,
        name=of.account.name,
        network=of.account.network,
        standing=of.shown,
        first_checked=of.first_checked,
        last_success=of.last_success,
        failing_since=of.failing.since if of.failing else None,
        next_try=of.failing.again if of.failing else None,
        gaps=of.gaps,
        unhealed=of.unhealed,
        found=of.found,
        held=of.held,
        before_first=of.before_first.state.value,
        **_files(of.before_first),
        opened=of.account.opened,
    )


def gaps(given: Mapping[str, str]) -> coverage_shapes.Gaps:
    """A page of what may have been missed of the accounts that an address asks for. Four queries at most. Raises Invalid.

    ``after``: the place of the last one of the page before.
    """
    form = GapForm(given).checked()
    try:
        found = form.listed().behind(given.get("after", ""), PAGE + 1)
    except LookupError as error:
        raise Invalid({"after": "it must be the place of a gap, as the address in next has it"}) from error
    shown = found[:PAGE]
    asked = {**form.wanted(), "after": shown[-1].place} if len(found) > PAGE else {}
    return coverage_shapes.Gaps(list(map(_gap, shown)), addresses.absolute(f"coverage/gaps.json?{urlencode(asked)}") if asked else None)


def gap_rows(given: Mapping[str, str]) -> Iterator[coverage_shapes.Gap]:
    """All of them, one by one. Three queries. Raises Invalid."""
    return map(_gap, GapForm(given).checked().listed())


def platforms() -> coverage_shapes.Platforms:
    """What each platform declares."""
    return coverage_shapes.Platforms([_platform(each) for each in declared_platforms()])


def platform(name: str) -> coverage_shapes.PlatformPage:
    """What one platform declares, and how capture of the city's accounts there stands. Raises Http404 where there is no such platform."""
    found = declared_platform(name)
    if found is None:
        raise Http404("no such platform")
    return coverage_shapes.PlatformPage(_platform(found), standings({"network": name}))


def _platform(of: Declared) -> coverage_shapes.Platform:
    can = of.can
    return coverage_shapes.Platform(
        platform=of.platform,
        accounts=of.accounts,
        methods=sorted(can.methods),
        edits_by=can.edit_signal,
        deletions_by=can.delete_signal,
        proves_authorship=can.proves_authorship,
        first_look=can.reaches,
        tells=can.tells,
        is_told=is_let_tell(of.platform),
        cannot=list(can.cannot),
        consent=of.asks,
        consent_lasts=of.consent.lasts if of.consent else "",
        scopes=[f"{scope.name}: {scope.reads}" for scope in of.consent.scopes] if of.consent else [],
        export_cannot=list(of.export.cannot) if of.export else [],
        removed=shapes.Display(shown_of_removed(of.platform).value, reason_of_removed(of.platform)),
        replies=terms().replies,
        masked=terms().mask_handles,
    )


def gaps_of(account: Account) -> list[coverage_shapes.Gap]:
    """The gaps of an account, the newest first."""
    return [_gap(noticed(gap)) for gap in gaps_noticed(account)]


def _gap(time: Missed) -> coverage_shapes.Gap:
    return coverage_shapes.Gap(
        account=time.account.slug,
        method=time.method,
        starts=time.starts,
        ends=time.ends,
        cause=time.cause.value,
        reason=time.reason,
        state=time.state.value,
        healed_at=time.healed_at,
        healed_how=time.healed_how,
        note=time.note,
        **_files(time),
    )


def _files(time: Missed) -> dict[str, dt.datetime | None]:
    """Between what moments files tell of an account that was never looked at."""
    begins, ends = time.files or (None, None)
    return {"files_from": begins, "files_to": ends}


def before_first(time: Missed) -> coverage_shapes.BeforeFirst:
    """The time before an account was looked at first, as the public gets it."""
    return coverage_shapes.BeforeFirst(
        time.cause.value, time.state.value, time.starts, time.ends, time.reason, time.healed_at, **_files(time)
    )


def counts_of(account: Account) -> list[coverage_shapes.SaidAndHeld]:
    """What the platform said last, beside what is held. One query."""
    return [count_of(row) for row in newest_counts(account)]


def count_of(row: Reconciliation) -> coverage_shapes.SaidAndHeld:
    """What was said, beside what was held."""
    return coverage_shapes.SaidAndHeld(
        account=row.account.slug,
        what=row.what.split(),
        first=row.first,
        last=row.last,
        said=row.said,
        present=row.present,
        gone=row.gone,
        aside=row.aside,
        not_public=row.not_public,
        older=row.older,
        unexplained=row.unexplained,
        differing=row.differing,
    )
