"""What the demo's steps work with: a temporary folder, the embedded store, and child processes."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections import deque
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NoReturn, cast, final

from kingpin_sdk.cli._session import Session, open_session
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from types import FrameType

__all__ = ["Child", "Reader", "Stage", "StepFailedError", "free_port", "opened_stage"]

_STOP_SECONDS: Final = 5.0
_RUN_SECONDS: Final = 30.0
_READ_BYTES: Final = 65_536
_CHECK_EVERY: Final = 0.2
_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StepFailedError(Exception):
    """A step did not hold; the text says what was expected."""


@final
class Child:
    """A process of the demo, out of the terminal's group: Ctrl-C reaches the demo alone."""

    def __init__(self, module: str, arguments: list[str], stage: Stage) -> None:
        self.name = module
        self.log = stage.folder / f"{module}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own module, our own interpreter
                [sys.executable, "-m", module, *arguments],
                cwd=stage.folder,
                env=stage.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )

    def check_alive(self) -> None:
        """Fail if it ended by itself.

        Raises:
            StepFailedError: it did.
        """
        if (code := self.process.poll()) is not None:
            last = self.log.read_text(errors="replace").strip().splitlines()[-1:]
            raise StepFailedError(f"{self.name} ended with {code}: {' '.join(last)}")

    def stop(self) -> None:
        """Ask it to end, and make it after a while."""
        self.process.terminate()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@final
class Reader:
    """The second process, as the steps see it."""

    def __init__(self, child: Child, check: Callable[[], None]) -> None:
        self._child = child
        self._check = check
        self._events: deque[Mapping[str, object]] = deque()
        self._rest = b""
        self._finished = False

    def expect(
        self, event: str, *, timeout: float, where: Callable[[Mapping[str, object]], bool]
    ) -> Mapping[str, object]:
        """Wait for an event; others are passed over.

        Raises:
            StepFailedError: it did not come in time, or a process of the demo ended.
        """
        deadline = Deadline(timeout)
        while not deadline.expired:
            while self._events:
                found = self._events.popleft()
                if found["event"] == event and where(found):
                    return found
            self._read(min(deadline.remaining, _CHECK_EVERY))
            if not self._finished:
                self._check()
        raise StepFailedError(f"the second process did not tell of {event} within {timeout:g} s")

    def finish(self) -> None:
        """Tell it to end; what it says then can still be expected."""
        self._finished = True
        if self._child.process.stdin is not None:
            self._child.process.stdin.close()

    def _read(self, timeout: float) -> None:
        pipe = self._child.process.stdout
        assert pipe is not None, "the child was started with a pipe"  # noqa: S101
        if not select.select([pipe], [], [], timeout)[0]:
            return
        data = os.read(pipe.fileno(), _READ_BYTES)
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._events.extend(cast("Mapping[str, object]", json.loads(line)) for line in lines)


@final
class Stage:
    """Where the steps play.

    Attributes:
        folder: temporary; store, local files, settings and logs are in it.
        session: the open embedded store.
        environment: for child processes: the demo's settings, none of the user's.
        notes: what one step leaves for a later one.
        services: the services' processes, by port.
    """

    def __init__(self, folder: Path, session: Session, cleanup: ExitStack) -> None:
        self.folder = folder
        self.session = session
        self.environment = {
            name: text for name, text in os.environ.items() if not name.startswith("KINGPIN_")
        } | {
            "KINGPIN_SETTINGS": str(_settings_file(folder)),
            "KINGPIN_CONFIG_DIR": str(folder / "config"),
            "KINGPIN_SERVERSET_DIR": str(folder / "serverset"),
            "PYTHONPATH": str(folder / "generated"),
        }
        self.notes: dict[str, str] = {}
        self.services: dict[int, Child] = {}
        self._cleanup = cleanup
        self._children: list[Child] = []
        self._reader: Reader | None = None

    @property
    def reader(self) -> Reader:
        """The second process, once started."""
        assert self._reader is not None, "an earlier step starts it"  # noqa: S101
        return self._reader

    def start(self, module: str, *arguments: str) -> Child:
        """Start a module in a process of its own, stopped at the end."""
        child = Child(module, list(arguments), self)
        self._cleanup.callback(child.stop)
        self._children.append(child)
        return child

    def run(self, module: str, *arguments: str) -> str:
        """Run a module to its end; what it prints.

        Raises:
            StepFailedError: it failed, or took too long.
        """
        try:
            done = subprocess.run(  # noqa: S603 - our own module, our own interpreter
                [sys.executable, "-m", module, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_RUN_SECONDS,
                check=True,
            )
        except subprocess.CalledProcessError as error:
            last = error.stderr.strip().splitlines()[-1:]
            raise StepFailedError(
                f"{module} ended with {error.returncode}: {' '.join(last)}"
            ) from error
        except subprocess.TimeoutExpired as error:
            raise StepFailedError(f"{module} did not end within {_RUN_SECONDS:g} s") from error
        return done.stdout

    def end(self, child: Child) -> None:
        """Stop a process that an earlier step started; that it has ended is no failure."""
        self._children.remove(child)
        child.stop()

    def start_reader(self) -> Reader:
        """Start the second process."""
        child = self.start("kingpin_sdk.cli.demo._reader")
        self._reader = Reader(child, self.check_children)
        return self._reader

    def check_children(self) -> None:
        """Fail if a process ended by itself.

        Raises:
            StepFailedError: one did.
        """
        for child in self._children:
            child.check_alive()


@contextmanager
def opened_stage() -> Generator[Stage]:
    """A stage; at the end, however it comes, processes are stopped and the folder is removed."""
    with ExitStack() as cleanup:
        cleanup.enter_context(_orderly_signals())
        folder = Path(cleanup.enter_context(TemporaryDirectory(prefix="kingpin-demo-")))
        for name in ("config", "serverset"):
            (folder / name).mkdir()
        _write_settings(folder)
        settings = load_settings(
            interactive=False, environ={}, settings_file=_settings_file(folder)
        )
        session = cleanup.enter_context(open_session(settings))
        try:
            yield Stage(folder, session, cleanup)
        finally:
            # A second Ctrl-C must not interrupt the cleaning up.
            for number in _ENDINGS:
                signal.signal(number, signal.SIG_IGN)


def _settings_file(folder: Path) -> Path:
    return folder / "kingpin.toml"


def _write_settings(folder: Path) -> None:
    said = {
        "coordination": f"localdir:{folder / 'store'}",
        "blobs": f"localdir:{folder / 'store'}",
        "config_dir": str(folder / "config"),
        "serverset_dir": str(folder / "serverset"),
        "author": "demo",
    }
    # A JSON string of printable text is a TOML string, too.
    lines = [f"{key} = {json.dumps(text)}\n" for key, text in said.items()]
    _settings_file(folder).write_text("".join(lines))


@contextmanager
def _orderly_signals() -> Generator[None]:
    """Let SIGTERM and SIGHUP end the demo as Ctrl-C does: with the cleaning up."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        del frame
        raise SystemExit(128 + number)

    before = {number: signal.getsignal(number) for number in _ENDINGS}
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
