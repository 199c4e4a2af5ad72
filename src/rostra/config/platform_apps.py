"""This installation as platforms know it: ids from the city's profile, secrets from files, kept in memory, in no table."""

from __future__ import annotations

from pathlib import Path

from rostra.core.errors import Misconfigured
from rostra.core.profile import PlatformApp, Profile
from rostra.platforms import consent_of
from rostra.platforms.consent import App


def platform_apps(profile: Profile, data: Path) -> dict[str, App]:
    """By network. Raises Misconfigured for one that is named twice or asks nobody for consent, and for a file that cannot be used."""
    found: dict[str, App] = {}
    for told in profile.platform_app:
        if told.network in found:
            raise _unusable(told, "it is named twice")
        consent = consent_of(told.network)
        if consent is None or consent.registers:
            raise _unusable(told, "no software is registered with this network by hand")
        found[told.network] = App(told.client_id, _secret(told, data) if told.secret_file else "")
    return found


def _secret(told: PlatformApp, data: Path) -> str:
    path = data / told.secret_file
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no ASCII text"
        raise _unusable(told, f"secret_file {path} cannot be read: {reason}") from None
    if not text:
        raise _unusable(told, f"secret_file {path} is empty")
    return text


def _unusable(told: PlatformApp, what: str) -> Misconfigured:
    hint = "docs/how-to/connect-an-account.md tells what each network needs"
    return Misconfigured(f"[[platform_app]] of {told.network!r}: {what}", id="config.E010", hint=hint)
