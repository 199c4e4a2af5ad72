"""A breach of the security of data that are not public: its clocks, its thresholds, and what people are written."""

from __future__ import annotations

from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field

from rostra.core.profile.sections import Section

MUST_TELL = ("happened", "data", "report", "contact")  # Minn. Stat. 13.055: what, that a report comes, and how to get it
MAY_TELL = (*MUST_TELL, "government", "discovered")


def _tells_what_it_must(text: str) -> str:
    try:
        named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"its braces do not fit: {error}") from None
    if missing := [name for name in MUST_TELL if name not in named]:
        raise ValueError(f"it does not tell {{{missing[0]}}}; it must tell {', '.join(f'{{{name}}}' for name in MUST_TELL)}")
    if unknown := sorted(named - {*MAY_TELL}):
        raise ValueError(f"nothing is known by {{{unknown[0]}}}; allowed: {', '.join(f'{{{name}}}' for name in MAY_TELL)}")
    return text


class BreachTerms(Section):
    """Minn. Stat. 13.055 says *without unreasonable delay*: the days are the city's own, and remind."""

    decide_within: int = Field(default=5, ge=0, le=60)  # business days after the discovery: was it a breach?
    notice_within: int = Field(default=10, ge=0, le=120)  # business days after the discovery
    report_within: int = Field(default=60, ge=1, le=366)  # business days after the notice
    agencies_over: int = Field(default=1_000, ge=0)  # people: consumer reporting agencies are told too
    substitute_over_people: int = Field(default=500_000, ge=0)  # the notice may be published instead
    substitute_over_cost: int = Field(default=250_000, ge=0)  # dollars that letters would cost: the same
    notice: Annotated[str, AfterValidator(_tells_what_it_must)] = (
        "{government} tells you that data about you that are not public were seen by somebody who may not see them.\n\n"
        "What happened: {happened}\nDiscovered: {discovered}\nWhich data: {data}\n\n{report}\n\n{contact}"
    )
