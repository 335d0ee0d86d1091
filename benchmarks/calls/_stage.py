"""What a row of calls is played on: generated code, servers and contenders, in processes."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, final

from attrs import frozen

from benchmarks._ending import wait_or_kill
from benchmarks._environments import environment_of
from benchmarks._probe import ProbeError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from benchmarks.calls._contenders import Contender

__all__ = ["Done", "Hosts", "Stage", "Talker", "hosts", "worker"]

_HERE = Path(__file__).parent
_IDL = _HERE / "bench.thrift"

# Writes the answer to ``page``: 100 records whose 20 fields are all there.
_PAGE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from kingpin_bench import bench
from kingpin_sdk.rpc._codec import encode
from kingpin_sdk.rpc._method import Record
from kingpin_sdk.rpc._wire import Kind, WireProtocol
items = [
    bench.Item(
        id=number * 1_000_003, title=f"an item of {number}", saves=number, live=True, score=1.5,
        owner="someone", created=1_700_000_000, updated=1_800_000_000, width=640, height=480,
        color="blue", link=f"https://example.org/{number}", hidden=False, rank=7, latitude=48.2,
        longitude=16.4, language="de", comments=3, board=number % 7, note="x" * 20,
    )
    for number in range(100)
]
method = bench.BenchProcessor.methods["page"]
record = Record(method.result, {"success": items})
data = encode(WireProtocol.BINARY, "page", Kind.REPLY, 0, record, portable=False)
Path(sys.argv[2]).write_bytes(data)
"""


class Done(NamedTuple):
    """An order that a worker has filled.

    Attributes:
        seconds: from the first call to the last.
        cpu: processor seconds of the client's process meanwhile.
        p50: seconds of the median call.
        p99: seconds that one call of a hundred exceeded.
    """

    seconds: float
    cpu: float
    p50: float
    p99: float


@final
class Talker:
    """A process that answers a line with a line.

    Args:
        process: with pipes for all three streams, as text.
        title: of it.
    """

    def __init__(self, process: subprocess.Popen[str], title: str) -> None:
        self._title = title
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise ValueError(f"{title}: a pipe is missing")
        self._stdin, self._stdout, self._stderr = process.stdin, process.stdout, process.stderr

    def tell(self, line: str) -> None:
        """Say a line.

        Raises:
            ProbeError: it has ended.
        """
        try:
            self._stdin.write(line + "\n")
            self._stdin.flush()
        except BrokenPipeError as error:
            raise self._failed() from error

    def heard(self) -> str:
        """Wait for a line.

        Raises:
            ProbeError: it ended instead.
        """
        line = self._stdout.readline()
        if not line:
            raise self._failed()
        return line.strip()

    def close(self) -> None:
        """Say that there are no more orders."""
        self._stdin.close()

    def _failed(self) -> ProbeError:
        said = self._stderr.read().strip().splitlines()
        return ProbeError(f"{self._title}: {said[-1] if said else 'it ended'}")


@frozen
class Stage:
    """Generated code, and the answer to ``page``.

    Attributes:
        folder: holds the modules that were generated.
        page: the file with the answer.
    """

    folder: Path
    page: Path

    @classmethod
    def built(cls, scratch: Path) -> Stage:
        """Generate into an empty folder, with our generator and Apache's.

        Raises:
            CalledProcessError: a generator refused.
        """
        ours = [sys.executable, "-m", "kingpin_codegen", str(_IDL), "--out", str(scratch)]
        ours += ["--package-prefix", "kingpin_bench"]
        apache = ["thrift", "--gen", "py", "--out", str(scratch), str(_IDL)]
        page = [sys.executable, "-c", _PAGE, str(scratch), str(scratch / "page")]
        for command in (ours, apache, page):
            subprocess.run(command, check=True, capture_output=True)
        return cls(scratch, scratch / "page")

    def names(self, ports: list[int], verb: str) -> dict[str, Any]:
        """What a contender is told."""
        return {"folder": str(self.folder), "idl": str(_IDL), "ports": ports, "verb": verb}


@frozen
class Hosts:
    """Servers that are up.

    Attributes:
        ports: of each.
        talker: to give orders.
    """

    ports: list[int]
    talker: Talker

    def slow_down(self, number: int, seconds: float) -> None:
        """Make one of the echoing hosts slower; returns once it is."""
        self.talker.tell(f"{number} {seconds}")
        self.talker.heard()


@contextmanager
def hosts(stage: Stage, count: int = 1, *, threads: bool = False) -> Generator[Hosts]:
    """Hosts in a process of their own.

    Args:
        stage: what was generated.
        count: of hosts that echo.
        threads: a ThriftServer instead.
    """
    command = [sys.executable, str(_HERE / "_echo.py"), str(count), str(stage.page)]
    if threads:
        command = [sys.executable, str(_HERE / "_threads.py"), str(stage.folder)]
    with _talking(command, "the server") as talker:
        yield Hosts([int(port) for port in talker.heard().split()], talker)


@contextmanager
def worker(contender: Contender, names: Mapping[str, Any]) -> Generator[Talker]:
    """A contender's process, ready for orders.

    Raises:
        EnvironmentFailedError: what it needs cannot be installed here.
    """
    python = environment_of(*contender.requirements) if contender.requirements else sys.executable
    with _talking([str(python), str(_HERE / "_worker.py")], contender.title) as talker:
        talker.tell(json.dumps({"setup": contender.setup, "names": names}))
        yield talker


@contextmanager
def _talking(command: list[str], title: str) -> Generator[Talker]:
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    with process:
        talker = Talker(process, title)
        try:
            yield talker
        finally:
            talker.close()
            wait_or_kill(process)
