"""What docs/walkthrough.md says is true: its commands run as written, and show what it says."""

from pathlib import Path

import pytest

from tests.flows.both_backends import BACKENDS, kingpin_on
from tests.flows.documents import blocks
from tests.flows.transcripts import play, steps_of
from tests.servers._ports import free_port

_PROGRAMS = ("program.py", "server.py", "client.py")
_PAGE = (Path(__file__).parents[2] / "docs" / "walkthrough.md").read_text()


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_walk_runs_as_written(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kingpin = kingpin_on(backend, tmp_path, request)
    kingpin.environment["KINGPIN_MONITOR_HTTP"] = f"127.0.0.1:{free_port()}"
    for name, program in zip(_PROGRAMS, blocks(_PAGE, "python"), strict=True):
        (tmp_path / name).write_text(program)
    [idl] = blocks(_PAGE, "thrift")
    (tmp_path / "test_service.thrift").write_text(idl)
    begin, *rest = steps_of(_PAGE)
    assert begin.command.startswith("export KINGPIN_COORDINATION=")
    # On the servers, the settings name them instead.
    play(kingpin, [begin, *rest] if backend == "embedded" else rest)
