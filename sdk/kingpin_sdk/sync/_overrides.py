"""What an operator of this box decides over the head of what is published."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, final

from attrs import frozen

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import KingpinError
from kingpin_sdk.files.keeping import kept_versions
from kingpin_sdk.sync._configs import standing_file
from kingpin_sdk.sync._status import ConfigState
from kingpin_sdk.sync._subjects import ConfigFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kingpin_sdk.files.keeping import Kept
    from kingpin_sdk.model import Version
    from kingpin_sdk.sync._book import Book
    from kingpin_sdk.sync._configs import ConfigLooker
    from kingpin_sdk.sync._documents import PinsFile
    from kingpin_sdk.sync._look import Accepted
    from kingpin_sdk.sync._record import Record

__all__ = ["Overrides", "Reply"]

_log = logging.getLogger(__name__)


@frozen
class Reply:
    """What became of a wish.

    Attributes:
        done: it is so.
        text: one line for the operator: what is so, or why it is not.
    """

    done: bool
    text: str


class _RefusedWishError(Exception):
    """The wish cannot be granted; the text says why."""


@final
class Overrides:
    """Grants an operator's wishes. Thread-safe; every call blocks until it is done or time is up.

    A name is that of a local file, of a config (``domain.key``) or of a serverset
    (``service.env``).

    Args:
        book: what is followed.
        changed: guards the book; notified after each look.
        ask: asks for a look at what comes from a node.
        configs: looks at those.
        pins: keeps them over restarts.
    """

    def __init__(
        self,
        book: Book,
        changed: threading.Condition,
        *,
        ask: Callable[[str], None],
        configs: ConfigLooker,
        pins: PinsFile,
    ) -> None:
        self._book = book
        self._changed = changed
        self._ask = ask
        self._configs = configs
        self._pins = pins
        # One after the other, for each rewrites all pins. Taken before _changed.
        self._pinning = threading.Lock()

    def accept(self, name: str, *, within: float) -> Reply:
        """Let what the guard holds back replace the local file, this once.

        A body that is not what was published, or larger than this monitor takes, is not accepted.

        Args:
            name: of a config or serverset.
            within: seconds to wait for it.
        """
        try:
            with self._changed:
                record = self._one(name)
                accepted = record.accepted = _held(record)
        except _RefusedWishError as error:
            return Reply(done=False, text=str(error))
        title = record.subject.title
        _log.warning("%s: %s is accepted by an operator", title, accepted)
        self._ask(record.subject.node)
        with self._changed:
            if not self._changed.wait_for(lambda: record.accepted is None, within):
                return _not_yet(record, f"{accepted} is accepted")
            if record.state is ConfigState.CURRENT:
                return Reply(done=True, text=f"{title}: accepted, at version {record.version} now")
            reason = record.refused.reason if record.refused else str(record.state)
            return Reply(done=False, text=f"{title}: cannot be accepted: {reason}")

    def pin(self, name: str, version: Version | None, *, within: float) -> Reply:
        """Let a config stay at a version, whatever is published, also after a restart.

        A version that cannot be had, neither from this box nor from the store, is not pinned: the
        config goes on as before.

        Args:
            name: of a config.
            version: which; None for the one that the file holds.
            within: seconds to wait for it.
        """
        return self._stay(name, lambda _, current: version or current, within)

    def roll_back(self, name: str, version: Version | None, *, within: float) -> Reply:
        """Go back to a version that is kept on this box, and stay there.

        Args:
            name: of a config.
            version: which; None for the one that was published before the current one.
            within: seconds to wait for it.
        """
        return self._stay(
            name, lambda subject, current: self._earlier(subject, current, version), within
        )

    def unpin(self, name: str, *, within: float) -> Reply:
        """Let a config follow what is published again.

        Args:
            name: of a config.
            within: seconds to wait for it.
        """
        try:
            with self._pinning:
                record, subject, pins = self._pinnable(name)
                if pins.pop(subject.file_name, None) is None:
                    return Reply(done=False, text=f"{subject.title}: is not pinned")
                self._keep(pins)
        except (_RefusedWishError, OSError) as error:
            return _refused(name, error)
        _log.warning("%s: is pinned no more", subject.title)
        with self._changed:
            # A look that runs now may have begun while it was pinned.
            begun = record.looks_begun
        self._ask(subject.node)
        with self._changed:
            if not self._changed.wait_for(lambda: record.looks_ended > begun, within):
                return _not_yet(record, "is pinned no more")
            return Reply(done=True, text=f"{subject.title}: is pinned no more: {_stand(record)}")

    def kept(self, name: str) -> Sequence[Kept] | None:
        """Earlier contents of a config's file on this box, newest first; None if it is not one."""
        try:
            with self._changed:
                subject = _config(self._one(name))
        except _RefusedWishError:
            return None
        return kept_versions(self._configs.path(subject))

    def _stay(
        self, name: str, choose: Callable[[ConfigFile, Version], Version], within: float
    ) -> Reply:
        deadline = Deadline(within)
        try:
            with self._changed:
                record = self._one(name)
                subject = _config(record)
            current = self._current(subject)
            version = choose(subject, current)
            if version != current:
                self._fetch(subject, version, deadline)
            with self._pinning:
                record, subject, pins = self._pinnable(name)
                pins[subject.file_name] = version
                self._keep(pins)
        except (_RefusedWishError, OSError) as error:
            return _refused(name, error)
        _log.warning("%s: is pinned to version %s by an operator", subject.title, version)
        self._ask(subject.node)
        with self._changed:
            self._changed.wait_for(lambda: _stays(record, version), deadline.remaining)
            if not _stays(record, version):
                return _not_yet(record, f"is pinned to version {version}")
            return Reply(
                done=True, text=f"{subject.title}: stays at version {version} until unpinned"
            )

    def _fetch(self, subject: ConfigFile, version: Version, deadline: Deadline) -> None:
        """Make sure that a version can be had, before anything is kept that names it."""
        got = Future[None]()

        def fetch() -> None:
            try:
                self._configs.check(subject, version)
            except Exception as error:  # noqa: BLE001 - the thread's outermost frame; raised below
                got.set_exception(error)
            else:
                got.set_result(None)

        # A thread of its own: the store may hang for longer than the operator waits.
        threading.Thread(target=fetch, name="kingpin-pin", daemon=True).start()
        try:
            got.result(deadline.remaining)
        except TimeoutError as error:
            raise _cannot_be_had(subject, version, "the store does not answer") from error
        except KingpinError as error:
            raise _cannot_be_had(subject, version, str(error)) from error

    def _pinnable(self, name: str) -> tuple[Record, ConfigFile, dict[str, Version]]:
        """A config, and all pins there are."""
        with self._changed:
            record = self._one(name)
            return record, _config(record), dict(self._book.pins)

    def _keep(self, pins: Mapping[str, Version]) -> None:
        self._pins.save(pins)
        with self._changed:
            self._book.pins = pins

    def _current(self, subject: ConfigFile) -> Version:
        # The file's own: the record may lag behind a swap by an instant.
        stands = standing_file(self._configs.path(subject))
        if stands is None or stands.version is None:
            raise _RefusedWishError(f"{subject.title}: the version of its file is unknown")
        return stands.version

    def _earlier(self, subject: ConfigFile, current: Version, version: Version | None) -> Version:
        kept = [each.version for each in kept_versions(self._configs.path(subject))]
        chosen = self._configs.earlier(subject, current) if version is None else version
        if chosen is None:
            raise _RefusedWishError(
                f"{subject.title}: no version before {current} is kept on this box"
            )
        if chosen in kept or chosen == current:
            return chosen
        known = ", ".join(kept) or "none"
        raise _RefusedWishError(
            f"{subject.title}: version {chosen} is not kept on this box; kept: {known}"
        )

    def _one(self, name: str) -> Record:
        found = self._book.named(name)
        if not found:
            raise _RefusedWishError(f"{name} is not followed by this monitor")
        if len(found) > 1:
            titles = " or ".join(each.subject.title for each in found)
            raise _RefusedWishError(f"{name} may be {titles}: say which")
        return found[0]


def _config(record: Record) -> ConfigFile:
    if not isinstance(record.subject, ConfigFile):
        raise _RefusedWishError(
            f"{record.subject.title}: is a serverset; only configs stay at a version"
        )
    return record.subject


def _held(record: Record) -> Accepted:
    """What of it the guard holds back."""
    title, standing = record.subject.title, record.standing
    if standing is not None and standing.held is not None:
        return standing.held.reason
    refused = record.refused
    if refused is None or not isinstance(record.subject, ConfigFile):
        raise _RefusedWishError(f"{title}: nothing of it is held back")
    if refused.damaged:
        raise _RefusedWishError(
            f"{title}: cannot be accepted: {refused.reason}: publish it again instead"
        )
    if refused.version is None:
        raise _RefusedWishError(f"{title}: cannot be accepted: {refused.reason}")
    return refused.version


def _cannot_be_had(subject: ConfigFile, version: Version, why: str) -> _RefusedWishError:
    return _RefusedWishError(
        f"{subject.title}: is not pinned to version {version}: {why}; "
        f"`kingpin config history {subject.short_name}` lists the versions there are"
    )


def _stays(record: Record, version: Version) -> bool:
    return record.state is ConfigState.PINNED and record.version == version


def _stand(record: Record) -> str:
    at = f", at version {record.version}" if record.version else ""
    why = f": {record.last_error}" if record.last_error else ""
    return f"{record.state}{at}{why}"


def _not_yet(record: Record, what: str) -> Reply:
    why = f": {record.last_error}" if record.last_error else ""
    return Reply(
        done=False, text=f"{record.subject.title}: {what}, its file does not show it yet{why}"
    )


def _refused(name: str, error: _RefusedWishError | OSError) -> Reply:
    if isinstance(error, OSError):
        return Reply(done=False, text=f"{name}: it cannot be kept: {error.strerror or error}")
    return Reply(done=False, text=str(error))
