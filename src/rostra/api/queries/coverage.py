"""What was checked, and what may have been missed."""

from __future__ import annotations

from rostra.accounts.models import Account
from rostra.api.queries import coverage_shapes, shapes
from rostra.archive.queries.display import reason_of_removed, shown_of_removed, terms
from rostra.capture.queries import AccountCoverage, coverage_overview, gaps, last_check, network_limits
from rostra.capture.queries.platforms import Declared, declared_platforms


def coverage() -> coverage_shapes.Coverage:
    """The whole ledger, as the public page shows it."""
    return coverage_shapes.Coverage(
        last_check=last_check(),
        accounts=standings(),
        gaps=gaps_of(),
        limits=[coverage_shapes.Limit(limit.network, list(limit.sentences)) for limit in network_limits()],
    )


def standings() -> list[coverage_shapes.AccountCoverage]:
    """How capture of each account stands."""
    return [_standing(each) for each in coverage_overview()]


def _standing(of: AccountCoverage) -> coverage_shapes.AccountCoverage:
    return coverage_shapes.AccountCoverage(
        account=of.account.slug,
        standing=of.standing.value,
        first_checked=of.first_checked,
        last_success=of.last_success,
        gaps=of.gaps,
        open_gaps=of.open_gaps,
        found=of.found,
        held=of.held,
    )


def platforms() -> coverage_shapes.Platforms:
    """What each platform declares."""
    return coverage_shapes.Platforms([_platform(each) for each in declared_platforms()])


def _platform(of: Declared) -> coverage_shapes.Platform:
    can = of.can
    return coverage_shapes.Platform(
        platform=of.platform,
        accounts=of.accounts,
        methods=sorted(can.methods),
        edits_by=can.edit_signal,
        deletions_by=can.delete_signal,
        proves_authorship=can.proves_authorship,
        cannot=list(can.cannot),
        consent=of.asks,
        consent_lasts=of.consent.lasts if of.consent else "",
        scopes=[f"{scope.name}: {scope.reads}" for scope in of.consent.scopes] if of.consent else [],
        export_cannot=list(of.export.cannot) if of.export else [],
        removed=shapes.Display(shown_of_removed(of.platform).value, reason_of_removed(of.platform)),
        replies=terms().replies,
        masked=terms().mask_handles,
    )


def gaps_of(account: Account | None = None) -> list[shapes.Gap]:
    """The gaps of an account, or of all, the newest first."""
    return [
        shapes.Gap(
            account=gap.account.slug,
            method=gap.method,
            starts=gap.starts,
            ends=gap.ends,
            reason=gap.reason,
            healed_at=gap.healed_at,
            healed_how=gap.healed_how,
            note=gap.note,
        )
        for gap in gaps(account)
    ]
