"""Kinds of values on the command line. What is none is answered with what would be one."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from rostra.accounts.models import Account
from rostra.accounts.queries import account_by_slug
from rostra.core.errors import Invalid
from rostra.core.months import Month


def day(text: str) -> dt.date:
    """A day as 2026-01-31."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-01-31") from None


def month(text: str) -> Month:
    """A month as 2026-11."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def moment(text: str) -> dt.datetime:
    """A moment as 2026-01-31T09:30:00-06:00; without a zone in the city's, a day alone from its beginning."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment: write it as 2026-01-31 or 2026-01-31T09:30") from None
    return found


def positive(text: str) -> int:
    """A whole number, 1 or more."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 2**31):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)


def share(text: str) -> float:
    """A number from 0 to 1."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:  # nan is not either
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return number


def account_of(slug: str) -> Account:
    """The account of the register. Raises Invalid where there is none of this name."""
    account = account_by_slug(slug)
    if account is None:
        raise Invalid({"account": f"there is no account {slug!r}"}, hint="rostra accounts list shows them")
    return account


def require_file(path: Path, *, hint: str = "") -> None:
    """Raises Invalid where a path leads to nothing, or to a directory."""
    if not path.is_file():
        raise Invalid({"file": f"{path} is a directory" if path.is_dir() else f"no such file: {path}"}, hint=hint)
