"""What the worker of the background runs for capture: the checks that are due, and one thread for every stream."""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from rostra.capture.actions.calls import attend_next
from rostra.capture.actions.checks import check_next
from rostra.capture.actions.lines import listen
from rostra.capture.actions.places import Places
from rostra.capture.actions.renewing import end_and_foretell, renew_next
from rostra.capture.actions.streams import follow
from rostra.capture.actions.tellings import ask_next, follow_accounts
from rostra.capture.queries.due import followed_sources
from rostra.capture.queries.platforms import Connections

PAUSE = 2.0  # seconds before a stream that failed by a fault of our own is followed anew
TRY_EVERY = 0.5  # seconds between looks at a stream that waits for its next try, or that another worker follows

log = logging.getLogger(__name__)


class Checks:
    """Does the checks that are due, in all threads that call ``step``: over the same connections, with politeness that they share."""

    def __init__(self, stop: threading.Event) -> None:
        terms = settings.PROFILE.capture
        self._stop = stop
        self._connections = Connections(at_once=terms.at_once, at_server=terms.at_once_per_server)
        self._places = Places(terms.at_once_per_server, long=terms.at_once // 2)

    def step(self) -> int:
        """Do what is due now, one after the other; how many checks."""
        done = 0
        while not self._stop.is_set() and check_next(self._connections, self._places):
            done += 1
        return done


class Renewals:
    """Keeps the consents of account holders in force."""

    def __init__(self) -> None:
        self._connections = Connections()

    def step(self) -> int:
        """Renew what is due, and tell of what ends; how many were renewed."""
        end_and_foretell()
        done = 0
        while renew_next(self._connections):
            done += 1
        return done


class Calls:
    """Attends to what platforms told by themselves, and asks them to go on telling."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._connections = Connections()

    def attend(self) -> int:
        """Attend to every call that waits; how many."""
        done = 0
        while not self._stop.is_set() and attend_next(self._connections):
            done += 1
        return done

    def ask(self) -> int:
        """Ask for every account that is due; how many."""
        follow_accounts()
        done = 0
        while not self._stop.is_set() and ask_next(self._connections):
            done += 1
        return done


class Line:
    """Listens on the line of one network."""

    def __init__(self, network: str, stop: threading.Event) -> None:
        self._network = network
        self._stop = stop
        self._connections = Connections()

    def step(self) -> int:
        """Listen as long as it lasts."""
        listen(self._network, self._connections, self._stop)
        return 0


class Streams:
    """Keeps one thread for every stream that carries a captured account."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._threads: dict[int, threading.Thread] = {}

    def step(self) -> int:
        """Start what is missing; how many streams there are."""
        wanted = list(followed_sources())
        for source in wanted:
            thread = self._threads.get(source.pk)
            if thread is None or not thread.is_alive():
                thread = threading.Thread(target=self._keep_following, args=(source.pk,), name=f"stream {source.address}", daemon=True)
                self._threads[source.pk] = thread
                thread.start()
        return len(wanted)

    def join(self, timeout: float) -> None:
        """Wait for the threads, after ``stop`` was set."""
        for thread in self._threads.values():
            thread.join(timeout)

    def _keep_following(self, source_id: int) -> None:
        """Follow a stream as long as it carries an account. A fault ends the thread, and the next step starts it anew."""
        connections = Connections()
        try:
            while not self._stop.is_set():
                close_old_connections()
                source = followed_sources().filter(pk=source_id).first()
                if source is None:
                    return
                follow(source, connections, self._stop)
                self._stop.wait(TRY_EVERY)
        except (OperationalError, InterfaceError) as error:
            log.warning("following stream %d ended: the database is lost: %s", source_id, error)
            self._stop.wait(PAUSE)
        except Exception:
            log.exception("following stream %d failed", source_id)
            self._stop.wait(PAUSE)
        finally:
            connection.close()
