"""An account of Threads, read live with the consent of whoever holds it."""

from __future__ import annotations

import re
from typing import ClassVar

from rostra.platforms.base import Act, Capabilities, Kind, Method
from rostra.platforms.calls import Hook
from rostra.platforms.consent import Connecting, Consent
from rostra.platforms.graph.answers import Answers
from rostra.platforms.graph.consent import MetaFlow, UserConsent
from rostra.platforms.graph.platform import GraphPlatform
from rostra.platforms.threads.answers import HOME, ThreadsAnswers
from rostra.platforms.threads.consent import CONSENT, NAMES
from rostra.platforms.threads.hook import ThreadsHook


class Threads(GraphPlatform):
    """Threads, by its API and the account's own token."""

    name: ClassVar[str] = "threads"
    home: ClassVar[str] = f"{HOME}/v1.0"
    answers: ClassVar[Answers] = ThreadsAnswers()
    consent: ClassVar[Consent | None] = CONSENT
    hook: ClassVar[Hook] = ThreadsHook()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.POLL, Method.PROBE, Method.SNAPSHOT}),
        snapshots=frozenset({Kind.PROFILE, Kind.RESTRICTION}),
        edit_signal="diff",
        delete_signal="diff",
        restrictions=frozenset({Act.HIDE}),
        tells="What the account publishes and deletes, who replies and who mentions it: it is looked at within seconds.",
        cannot=(
            "Whom an account blocks, restricts or mutes cannot be seen; it can be handed over as a file.",
            "Replies that wait for approval are not captured.",
            "Threads shows no history of edits: what a post said at each look is kept, and nothing in between.",
            "What was posted and deleted again between two looks is not seen where Threads does not tell of it.",
            "Of a ghost post, which Threads shows for a day, it is not seen that it was deleted.",
            "That a reply by somebody else was deleted is not seen, nor what others answer to the account in threads that are not its own.",
            "Of those who reply Threads tells the handle only: who changes it is taken for somebody else.",
            "Of what an account reposts or quotes, only that it did, and which post.",
            "Pictures and videos that hold what others have rights to are kept back by Threads: then the words alone are kept.",
            "Posts that mention or quote the account, likes and messages are not captured; votes only as they stood at the end of a poll.",
            "Nothing is signed: what is kept is what Threads showed to the account itself.",
        ),
    )

    @property
    def connecting(self) -> Connecting:
        """See ``Consenting``: by Threads' own login."""
        host = self._api
        flow = MetaFlow(f"{host or 'https://threads.net'}/oauth/authorize", f"{host or HOME}/oauth/access_token", scopes=NAMES)
        base = host or HOME
        return UserConsent(self._web, flow, f"{base}/access_token", f"{base}/refresh_access_token", "th", f"{self._graph.base}/me", "id")

    def number_in(self, address: str) -> str:
        """Of the number itself: no address of Threads holds it."""
        return address if re.fullmatch(r"[0-9]{5,40}", address) else ""

    def me(self, account: str) -> str:  # noqa: ARG002 -- a token is that of one account
        """See ``GraphPlatform.me``."""
        return "me"

    @staticmethod
    def profile_uri(account: str) -> str:
        """See ``Platform.profile_uri``."""
        return f"{HOME}/{account}"
