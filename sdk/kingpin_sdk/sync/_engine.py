"""The sync engine: one thread decides, workers do what blocks, watches only say "look again".

::

    watch call-back --hint--> +---------------+ --look--> worker: read node, fetch, guard, swap
                              | engine thread |              |
    clock ---------timer----> | plan+schedule | <--outcome---+
                              +---------------+
"""

from __future__ import annotations

import logging
import math
import os
import queue
import random
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, final

from kingpin_sdk.clocks import Deadline, NoMetrics
from kingpin_sdk.errors import SettingsError
from kingpin_sdk.sync._book import Book
from kingpin_sdk.sync._documents import FollowedFile, PinsFile
from kingpin_sdk.sync._errands import Errands
from kingpin_sdk.sync._events import Ask, Beat, Event, Hint, Looked, Retune, Stop
from kingpin_sdk.sync._fetch import Fetcher
from kingpin_sdk.sync._look import Look
from kingpin_sdk.sync._looks import Looker
from kingpin_sdk.sync._options import SyncOptions
from kingpin_sdk.sync._outcomes import Served
from kingpin_sdk.sync._overrides import Overrides
from kingpin_sdk.sync._plan import allowed_folders
from kingpin_sdk.sync._record import BASE
from kingpin_sdk.sync._rootlock import RootLock
from kingpin_sdk.sync._schedule import Finish, Schedule, Start
from kingpin_sdk.sync._serversets import ServersetRoot
from kingpin_sdk.sync._subjects import ConfigFile, ServersetFile
from kingpin_sdk.sync._workers import SwapGate, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kingpin_sdk.clocks import Metrics, Monotonic, Random, WallClock
    from kingpin_sdk.names import DependencyName
    from kingpin_sdk.ports import BlobStore, Coordination, Watch
    from kingpin_sdk.sync._status import SyncStatus

__all__ = ["SyncEngine"]

_log = logging.getLogger(__name__)

_CLOSE_WITHIN = 2.0
_LONGEST_WAIT = 3600.0
_AFTER_DEFECT = 1.0
_SAVE_EVERY = 1.0
_FILES = (ConfigFile, ServersetFile)


@final
class SyncEngine:
    """Keeps the local files of some dependencies at their newest good state.

    One process, no child processes, no shell. It never gives up: while a backend is away, what is
    on disk is served and the engine tries on. Closing it leaves the ports open: whoever opened them
    closes them.

    Args:
        coordination: where dependencies, metaconfigs and versions are.
        blobs: where documents and values are.
        config_root: the folder of configs; nothing is written anywhere but in these two.
        serverset_root: the folder of serversets, another one; taken when the first is followed.
        dependencies: what to follow; ``base.dep`` is followed besides, if it exists.
        options: intervals and limits.
        clock: for all waiting.
        wall: for the files' times.
        chance: for spreading and jitter.
        metrics: told how long looks, fetches and swaps took.
    """

    def __init__(
        self,
        coordination: Coordination,
        blobs: BlobStore,
        *,
        config_root: Path,
        serverset_root: Path,
        dependencies: Sequence[DependencyName],
        options: SyncOptions | None = None,
        clock: Monotonic = time.monotonic,
        wall: WallClock = time.time,
        chance: Random = random.random,
        metrics: Metrics | None = None,
    ) -> None:
        self._coordination = coordination
        self._config_root = config_root
        self._clock = clock
        self._wall = wall
        self._metrics: Metrics = NoMetrics() if metrics is None else metrics
        self._options = options or SyncOptions()
        self._gate = SwapGate(clock=clock, metrics=self._metrics)
        self._serverset_root = ServersetRoot(serverset_root, config_root=config_root)
        looker = Looker(
            coordination,
            Fetcher(blobs, clock=clock, metrics=self._metrics),
            self._options,
            config_root=config_root,
            serverset_root=self._serverset_root,
            gate=self._gate,
            clock=clock,
            wall=wall,
        )
        self._schedule = Schedule(self._options, chance)
        # Guards _book, _schedule and _closed; notified after each look and when all is synced.
        self._changed = threading.Condition()
        self._book = Book(
            tuple(dict.fromkeys((BASE, *dependencies))),
            allowed_folders(os.fspath(config_root), os.fspath(serverset_root)),
        )
        self._closed = False
        self._closing = threading.Event()
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._errands = Errands(
            coordination, looker, self._events.put, clock=clock, wall=wall, closing=self._closing
        )
        self._replan_at = self._save_at = -math.inf
        self._pins = PinsFile(config_root)
        self._followed = FollowedFile(config_root)
        self.overrides = Overrides(
            self._book, self._changed, ask=self.look_again, configs=looker.configs, pins=self._pins
        )
        self._root_lock: RootLock | None = None
        self._workers: Workers | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take the root and begin; returns at once, whatever the backends do.

        Raises:
            SettingsError: another monitor keeps the root, it cannot be written to, or what is
                pinned in it cannot be read.
            RuntimeError: it was started or closed before.
        """
        if self._root_lock is not None or self._closed:
            raise RuntimeError("an engine starts once: make another one")
        self._root_lock = RootLock(self._config_root, ownership=self._options.ownership)
        try:
            pins, followed = self._pins.load(), self._followed.load()
        except SettingsError:
            self._root_lock.close()
            raise
        with self._changed:
            self._book.pins = pins
            self._book.recall(followed)
        self._workers = Workers(self._options.workers)
        self._thread = threading.Thread(target=self._run, name="kingpin-sync", daemon=True)
        self._thread.start()

    def run(self, stop: threading.Event) -> None:
        """Start, wait for the event, close."""
        self.start()
        try:
            stop.wait()
        finally:
            self.close()

    def wait_synced(self, timeout: float) -> bool:
        """Wait until everything followed has been looked at with success; blocks.

        Args:
            timeout: seconds.

        Returns:
            False if that did not come about in time; ``status().waiting_for`` says for what.
        """
        with self._changed:
            return self._changed.wait_for(lambda: self._book.synced, timeout)

    def status(self) -> SyncStatus:
        """How everything stands; does not block."""
        connected = self._coordination.connected
        with self._changed:
            return self._book.status(connected=connected)

    def progress(self) -> tuple[int, int]:
        """How much of what is followed was looked at with success, and how much there is."""
        with self._changed:
            return self._book.progress()

    def look_again(self, node: str) -> None:
        """Look at what comes from a node now, hold-down or not; does not wait for the look.

        Nothing is taken on trust: a local file that somebody changed or removed is mended.

        Args:
            node: its full path; one that is not followed is left alone.
        """
        self._events.put(Ask(node))

    def beats(self, timeout: float) -> bool:
        """True if the engine's thread takes events; blocks until it took one.

        Args:
            timeout: seconds.
        """
        beat = Beat(threading.Event())
        self._events.put(beat)
        return beat.heard.wait(timeout)

    def retune(self, options: SyncOptions) -> None:
        """Go by other intervals soon; the number of workers, limits and sizes stay as they are."""
        self._events.put(Retune(options))

    def close(self) -> None:
        """Finish the swaps in hand, begin none, let go of the root. Harmless when repeated.

        Waits up to 2 seconds for fetches that hang, then leaves them: their result is thrown away.
        """
        with self._changed:
            if self._closed:
                return
            self._closed = True
        deadline = Deadline(_CLOSE_WITHIN)
        self._closing.set()
        self._events.put(Stop())
        if self._thread is not None:
            self._thread.join(deadline.remaining)
        self._gate.close()
        if self._root_lock is not None and self._book.followed_has_changed:
            self._followed.saving(self._book.followed())()
        for record in self._book.records():
            if record.watch is not None:
                record.watch.close()
        if self._workers is not None:
            self._workers.stop(deadline)
        if self._root_lock is not None:
            self._root_lock.close()
        self._serverset_root.close()

    def __enter__(self) -> SyncEngine:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        going = True
        while going:
            try:
                going = self._step()
            except Exception:  # noqa: BLE001 - the thread's outermost loop
                # A defect; the other subjects still want their looks. The wait keeps it from
                # filling the log.
                _log.exception("a step of the sync engine failed")
                going = not self._closing.wait(_AFTER_DEFECT)

    def _step(self) -> bool:
        """Take in what happened, then start what is due; false to end."""
        with self._changed:
            self._replan_if_due()
            looks = [self._prepare(start) for start in self._schedule.start_due(self._clock())]
            due = min(self._schedule.next_due(), self._next_replan(), self._save_if_due())
            wait = due - self._clock()
            if self._book.note_synced():
                self._changed.notify_all()
        for look in looks:
            self._submit(look)
        events = self._wait_for_events(wait)
        with self._changed:
            for event in events:
                self._take_in(event)
        return not any(isinstance(event, Stop) for event in events)

    def _wait_for_events(self, seconds: float) -> list[Event]:
        events: list[Event] = []
        try:
            events.append(self._events.get(timeout=min(max(seconds, 0.0), _LONGEST_WAIT)))
            while True:
                events.append(self._events.get_nowait())
        except queue.Empty:
            return events

    def _take_in(self, event: Event) -> None:
        match event:
            case Hint(key, at):
                self._schedule.hint(key, now=self._clock())
                if (record := self._book.find(key)) is not None:
                    record.was_notified(at)
            case Ask(node):
                for record in self._book.of_node(node):
                    self._schedule.ask(record.subject.key, now=self._clock())
            case Beat(heard):
                heard.set()
            case Retune(options):
                self._schedule.retune(options, now=self._clock())
            case Looked():
                self._take_in_look(event)
            case Stop():
                pass

    def _take_in_look(self, event: Looked) -> None:
        key, record, now = event.start.key, event.record, self._clock()
        if not self._book.has(record):
            self._discard(event.watch)
            self._schedule.finished(key, Finish.QUIET, now=now, stale=True)
            return
        if event.watch is not None:
            record.was_watched(event.watch, event.begun)
        missed = self._book.was_missed(record, event.outcome, event.start.cause)
        finish = self._book.learn(record, event.outcome)
        record.looks_ended = record.looks_begun
        record.was_looked_at(event.start.cause, finish, begun=event.begun, ended=self._wall())
        if finish not in {Finish.FAILED, Finish.ABSENT} and record.accepted == event.accepted:
            record.accepted = None
        self._changed.notify_all()
        again = event.outcome.again if isinstance(event.outcome, Served) else math.inf
        self._schedule.finished(key, finish, now=now, again=again)
        self._metrics.observe("sync_look_seconds", event.seconds, finish=finish.name.lower())
        if missed:
            # It is deaf: the next look places another.
            self._discard(record.watch)
            record.watch = None
            self._schedule.hint(key, now=now)

    def _next_replan(self) -> float:
        return self._replan_at if self._book.plan_is_stale else math.inf

    def _replan_if_due(self) -> None:
        begun = self._clock()
        if begun < self._next_replan():
            return
        gone, fresh = self._book.replan()
        now = self._clock()
        # A large plan costs milliseconds: while many metaconfigs arrive, at most a fifth of the
        # time goes into it.
        self._replan_at = now + 4 * (now - begun)
        for record in gone:
            self._schedule.unfollow(record.subject.key)
            self._discard(record.watch)
        for record in fresh:
            subject = record.subject
            spread = subject.max_wait if isinstance(subject, _FILES) else 0.0
            self._schedule.follow(subject.key, now=now, spread=spread)

    def _discard(self, watch: Watch | None) -> None:
        if watch is not None:
            self._submit(watch.close)

    def _submit(self, job: Callable[[], None]) -> None:
        if self._workers is not None:
            self._workers.submit(job)

    def _save_if_due(self) -> float:
        """Keep what is followed for the next start, at most once a second; when to look again."""
        if not self._book.followed_has_changed:
            return math.inf
        now = self._clock()
        if now >= self._save_at:
            self._save_at = now + _SAVE_EVERY
            self._submit(self._followed.saving(self._book.followed()))
            return math.inf
        return self._save_at

    def _prepare(self, start: Start) -> Callable[[], None]:
        record = self._book.record(start.key)
        record.looks_begun += 1
        look = Look(
            record.subject,
            start.cause,
            record.seen,
            record.afresh,
            record.memory,
            record.accepted,
            self._book.pin_of(record),
        )
        return partial(self._errands.run, start, record, look)
