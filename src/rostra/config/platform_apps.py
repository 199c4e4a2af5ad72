"""This installation as platforms know it: ids from the city's profile, secrets from files, kept in memory, in no table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rostra.core.errors import Misconfigured
from rostra.core.profile import PlatformApp, Profile
from rostra.platforms import consent_of, hook_of, is_told_by_hub, tells_when_asked
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
        found[told.network] = App(
            told.client_id,
            _secret(told, "secret_file", data),
            _secret(told, "signing_file", data) or _secret(told, "secret_file", data),
            _secret(told, "bearer_file", data),
        )
    return found


def require_tellers(profile: Profile, apps: Mapping[str, App]) -> None:
    """Raises Misconfigured for a network that calls nobody or has no line, or whose calls or line cannot be told from a stranger's."""
    for network in profile.capture.hooks:
        if hook_of(network) is None and not is_told_by_hub(network):
            raise _untold("hooks", network, "calls nobody")
        if hook_of(network) and not (network in apps and apps[network].signing):
            raise _untold("hooks", network, "signs with a secret that no [[platform_app]] names")
    for network in profile.capture.lines:
        if not (tells_when_asked(network) and network in apps and apps[network].bearer):
            raise _untold("lines", network, "has no line, or no [[platform_app]] with a bearer_file")


def _untold(key: str, network: str, what: str) -> Misconfigured:
    hint = "docs/how-to/let-platforms-tell.md tells which can, and what each needs"
    return Misconfigured(f"[capture] {key}: {network!r} {what}", id="config.E012", hint=hint)


def _secret(told: PlatformApp, name: str, data: Path) -> str:
    """What the file holds that is named so; "" where none is."""
    given: str = getattr(told, name)
    if not given:
        return ""
    path = data / given
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no ASCII text"
        raise _unusable(told, f"{name} {path} cannot be read: {reason}") from None
    if not text:
        raise _unusable(told, f"{name} {path} is empty")
    return text


def _unusable(told: PlatformApp, what: str) -> Misconfigured:
    hint = "docs/how-to/connect-an-account.md tells what each network needs"
    return Misconfigured(f"[[platform_app]] of {told.network!r}: {what}", id="config.E010", hint=hint)
