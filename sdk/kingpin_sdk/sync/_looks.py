"""One look at one subject: read its node, and do what its content asks for.

Runs on a worker; it blocks on the backends and the disk, and waits for nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, final

from attrs import evolve

from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import BlobNotFoundError, ConfigError, KingpinError, NodeNotFoundError
from kingpin_sdk.formats.metaconfig import decode_metaconfig
from kingpin_sdk.sync._configs import ConfigLooker, standing_file
from kingpin_sdk.sync._fetch import DamagedError, TooLargeError
from kingpin_sdk.sync._order import seen_of, settled
from kingpin_sdk.sync._outcomes import (
    Absent,
    Failed,
    Listed,
    Outcome,
    Parsed,
    Refused,
    Stands,
    Unchanged,
)
from kingpin_sdk.sync._population import HoldReason
from kingpin_sdk.sync._published import named_version
from kingpin_sdk.sync._schedule import Cause
from kingpin_sdk.sync._serversets import ServersetLooker
from kingpin_sdk.sync._subjects import (
    ConfigFile,
    Dependency,
    Metaconfig,
    ServersetFile,
    Subject,
)

if TYPE_CHECKING:
    from pathlib import Path

    from kingpin_sdk.clocks import Monotonic, WallClock
    from kingpin_sdk.ports import Coordination
    from kingpin_sdk.sync._fetch import Fetcher
    from kingpin_sdk.sync._look import Look
    from kingpin_sdk.sync._options import SyncOptions
    from kingpin_sdk.sync._serversets import ServersetRoot
    from kingpin_sdk.sync._workers import SwapGate

__all__ = ["Looker"]

# Far more than any real one; splitting a hostile command takes time that grows with its square.
_METACONFIG_BYTES = 100_000


@final
class Looker:
    """Does the looks. Thread-safe, for different subjects at once.

    Args:
        coordination: where the nodes are.
        fetcher: gets blobs.
        options: limits, and what the files are like.
        config_root: where configs go.
        serverset_root: where serversets go.
        gate: every swap passes it.
        clock: for the guard of serversets.
        wall: for the files' times.

    Attributes:
        configs: looks at those.
    """

    def __init__(
        self,
        coordination: Coordination,
        fetcher: Fetcher,
        options: SyncOptions,
        *,
        config_root: Path,
        serverset_root: ServersetRoot,
        gate: SwapGate,
        clock: Monotonic,
        wall: WallClock,
    ) -> None:
        self._coordination = coordination
        self._fetcher = fetcher
        self.configs = ConfigLooker(
            coordination,
            fetcher,
            root=config_root,
            gate=gate,
            wall=wall,
            max_bytes=options.max_bytes,
            keep=options.keep,
            ownership=options.ownership,
        )
        self._serversets = ServersetLooker(
            coordination,
            root=serverset_root,
            gate=gate,
            clock=clock,
            wall=wall,
            limits=options.serversets,
            ownership=options.ownership,
        )

    def look(self, look: Look) -> Outcome:
        """Look once.

        Raises:
            GateClosedError: the engine closes.
        """
        try:
            outcome = self._look(look)
        except NodeNotFoundError:
            outcome = Absent(None)
        except (KingpinError, OSError) as error:
            outcome = _failed(look.subject, error)
        if isinstance(outcome, Absent | Refused | Failed):
            return evolve(outcome, stands=self._stands(look.subject))
        return outcome

    def _look(self, look: Look) -> Outcome:
        subject = look.subject
        match subject:
            case Dependency():
                return Listed(self._coordination.children(subject.node))
            case Metaconfig():
                return self._metaconfig(subject, look)
            case ConfigFile():
                return self.configs.look(subject, look)
            case ServersetFile():
                accepted = look.accepted if isinstance(look.accepted, HoldReason) else None
                return self._serversets.look(
                    subject, look.memory, afresh=look.afresh, accepted=accepted
                )
        assert_never(subject)

    def _stands(self, subject: Subject) -> Stands | None:
        match subject:
            case ConfigFile():
                return standing_file(self.configs.path(subject))
            case ServersetFile():
                return standing_file(self._serversets.path(subject))
            case Dependency() | Metaconfig():
                return None
        assert_never(subject)

    def _metaconfig(self, subject: Metaconfig, look: Look) -> Outcome:
        node = self._coordination.read(subject.node)
        trusted = look.cause is Cause.HINT or (look.seen is not None and look.seen.good)
        if settled(node, look.seen, trusted=trusted):
            return Unchanged()
        version = named_version(node, subject.title)
        if not isinstance(version, str):
            return version
        try:
            blob = self._fetcher.fetch(subject.name.blob_key(version), max_bytes=_METACONFIG_BYTES)
            document = parse_json(blob.body, what=f"metaconfig {subject.title}")
            sections = decode_metaconfig(document, what=f"metaconfig {subject.title}")
        except DamagedError as error:
            return Refused(seen_of(node, good=False), version, str(error), damaged=True)
        except (ConfigError, TooLargeError) as error:
            return Refused(seen_of(node, good=False), version, str(error))
        return Parsed(seen_of(node), version, sections, document)


def _failed(subject: Subject, error: KingpinError | OSError) -> Failed:
    reason = str(error)
    if isinstance(error, OSError):
        reason = f"{subject.title} cannot be written: {error.strerror or error}"
    return Failed(reason, type(error).__name__, absent=isinstance(error, BlobNotFoundError))
