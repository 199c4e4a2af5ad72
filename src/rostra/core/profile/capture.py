"""The log, its witnesses, and capture."""

from __future__ import annotations

from pydantic import Field, HttpUrl

from rostra.core.profile.moderation import ActName
from rostra.core.profile.sections import Section, Slug


class Log(Section):
    """The public log. ``origin`` names it for ever: choose it once."""

    origin: str = Field(pattern=r"^[^\s+]+$", max_length=120)
    series: str = "social-media"


class Witness(Section):
    """Another installation, or any C2SP witness, that cosigns our checkpoints."""

    name: str
    key: str  # a verifier key as in a signed note
    url: HttpUrl


class Witnessed(Section):
    """The log of another installation, whose checkpoints we cosign."""

    origin: str = Field(pattern=r"^[^\s+]+$", max_length=120)
    key: str  # its verifier key as in a signed note


class CaptureTerms(Section):
    """How often we look. Seconds."""

    poll_every: int = Field(default=300, ge=5)
    probe_every: int = Field(default=3600, ge=5)
    snapshot_every: int = Field(default=3600, ge=5)
    at_once: int = Field(default=32, ge=2, le=200)  # checks of one worker, each in a thread with a connection to the database
    at_once_per_server: int = Field(default=4, ge=1, le=32)  # checks, and requests, that one server gets at once
    hooks: list[Slug] = []  # networks that may call an address of ours when something happens
    lines: list[Slug] = []  # networks on whose line is listened
    probe_days: int = Field(default=30, ge=1)  # how long after it was last changed an item is looked at again; or came without a medium
    late_after: int = Field(default=1800, ge=10)  # capture is shown as late when nothing succeeded for so long
    media_limit: int = Field(default=200_000_000, ge=1_000_000)  # bytes
    most_ending: float = Field(default=0.1, ge=0, le=1)  # share of a list of blocks and the like that one export may end
    always_ending: int = Field(default=20, ge=0)  # so many may end whatever their share
    lists_every: int = Field(default=90, ge=0)  # days within which a list is handed over again; 0: nobody is asked
    lists_asked: list[ActName] = ["block"]  # lists that are asked for though none was handed over yet
    attest_settings_every: int = Field(default=90, ge=0)  # days within which settings are read off again; 0: nobody is asked
    most_pictures: int = Field(default=20, ge=1, le=100)  # files with one attestation
    consent_notices: list[int] = [30, 14, 3]  # days before a consent ends on which those who can give it again are written to
    largest_picture: int = Field(default=10_000_000, ge=100_000)  # bytes


class BlueskyTerms(Section):
    """Where the AT Protocol is found: the arguments of ``platforms.bluesky.Bluesky``."""

    plc: HttpUrl = HttpUrl("https://plc.directory")
    resolver: HttpUrl = HttpUrl("https://public.api.bsky.app")  # answers for handles
    relay: str = ""  # the address of a relay; empty: the accounts' own servers
    jetstream: str = ""  # instead of a relay, unsigned
    allow_http: bool = False  # plain http and private addresses: only for a server of one's own on the same machine


class ServerTerms(Section):
    """The arguments of platforms whose accounts each name their own server: ``mastodon``, ``activitypub``, ``rss``."""

    allow_http: bool = False  # as of Bluesky


class ApiTerms(Section):
    """The arguments of platforms that have one interface for all: ``x``, ``facebook`` and so on."""

    api: str = ""  # where it is instead of at the platform: a gateway, or a server of one's own
    allow_http: bool = False  # as of Bluesky


class PlatformApp(Section):
    """This installation, as a platform knows it that has to be told by hand. Its secret lies in a file, not here."""

    network: Slug
    client_id: str = Field(min_length=1, max_length=500)
    secret_file: str = ""  # holds the client's secret; relative to the data directory
    signing_file: str = ""  # holds what the platform signs its calls with, where that is another secret
    bearer_file: str = ""  # holds a token of the app itself
