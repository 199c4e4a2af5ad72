"""What was checked, and what may have been missed."""

from __future__ import annotations

from rostra.accounts.models import Account
from rostra.api.queries import coverage_shapes, shapes
from rostra.archive.queries.display import reason_of_removed, shown_of_removed, terms
from rostra.capture.models import Reconciliation
from rostra.capture.queries import AccountCoverage, coverage_overview, gaps, last_check, network_limits
from rostra.capture.queries.calls import is_let_tell
from rostra.capture.queries.missed import times_before_first
from rostra.capture.queries.platforms import Declared, declared_platforms
from rostra.capture.queries.reconciling import newest_counts, unreconciled


def coverage() -> coverage_shapes.Coverage:
    """The whole ledger, as the public page shows it."""
    return coverage_shapes.Coverage(
        last_check=last_check(),
        accounts=standings(),
        gaps=gaps_of(),
        limits=[coverage_shapes.Limit(limit.network, list(limit.sentences)) for limit in network_limits()],
        counts=[count_of(row) for row in unreconciled()],
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
        unhealed=of.unhealed,
        found=of.found,
        held=of.held,
        before_first=of.before_first.state.value,
        opened=of.account.opened,
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


def gaps_of(account: Account | None = None) -> list[coverage_shapes.Gap]:
    """The gaps of an account, or of all, the newest first."""
    return [
        coverage_shapes.Gap(
            account=gap.account.slug,
            method=gap.method,
            starts=gap.starts,
            ends=gap.ends,
            cause=gap.cause,
            reason=gap.reason,
            state=gap.state.value,
            healed_at=gap.healed_at,
            healed_how=gap.healed_how,
            note=gap.note,
        )
        for gap in gaps(account)
    ]


def before_first_of(account: Account) -> coverage_shapes.BeforeFirst:
    """The time before an account was looked at first. One query."""
    [time] = times_before_first(account)
    return coverage_shapes.BeforeFirst(time.cause.value, time.state.value, time.starts, time.ends, time.reason, time.healed_at)


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
