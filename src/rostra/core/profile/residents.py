"""What residents ask and report: whether they were blocked or hidden, and that they were."""

from __future__ import annotations

from pydantic import Field

from rostra.core.profile.sections import Section


class Residents(Section):
    """Terms and limits of the pages on which residents without an account ask and report."""

    code_minutes: int = Field(default=60, ge=5, le=60)  # within which a code must be shown on the network, and is found there
    answer_minutes: int = Field(default=30, ge=5, le=60)  # for which an answer can be read; then nothing is left of the inquiry
    looks: int = Field(default=10, ge=1, le=30)  # at the network, for one code
    inquiries_an_hour: int = Field(default=200, ge=1)  # all together
    inquiries_an_hour_each: int = Field(default=10, ge=1)  # from one network address
    report_within: int = Field(default=5, ge=1, le=60)  # business days until a report is decided
    reports_an_hour: int = Field(default=60, ge=1)
    reports_an_hour_each: int = Field(default=10, ge=1)
    draft_minutes: int = Field(default=30, ge=5, le=120)  # for which a report that was begun waits for who writes it
    most_files: int = Field(default=5, ge=1, le=20)
    largest_file: int = Field(default=10_000_000, ge=100_000)  # bytes
    keys_an_hour: int = Field(default=300, ge=1)  # wrong return keys, all together
    keys_an_hour_each: int = Field(default=10, ge=1)
    closes_after: int = Field(default=30, ge=1, le=366)  # days after the decision, without a word more
    kept_for: int = Field(default=180, ge=0, le=3660)  # days after it was closed: then what was said goes, and by whom
