"""What docs/discovery.md says is true: its commands and its program run as written."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from kingpin_sdk.sync import Limits
from tests.flows.kingpin_command import Kingpin

_PAGE = (Path(__file__).parents[2] / "docs" / "discovery.md").read_text()


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", _PAGE, re.DOTALL | re.MULTILINE)


def test_the_page_leads_from_nothing_to_a_list_of_endpoints(tmp_path: Path) -> None:
    begin, look = _blocks("sh")
    [program] = _blocks("python")
    (tmp_path / "program.py").write_text(program)
    kingpin = Kingpin(tmp_path)
    # The example of a real box waits for a member; here the file may come before it.
    listed = 'grep -qs : "$KINGPIN_SERVERSET_DIR/discovery.search.prod"'
    wait = f"until {listed}; do sleep 0.05; done"
    script = f"trap 'kill $(jobs -p); wait' EXIT\n{begin}\n{wait}\npython program.py\n{look}"
    process = subprocess.Popen(
        ["bash", "-eu", "-c", script],
        cwd=tmp_path,
        env={
            **kingpin.environment,
            "KINGPIN_MONITOR_HTTP": "127.0.0.1:0",
            "PATH": f"{Path(sys.executable).parent}:{kingpin.environment['PATH']}",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, errors
    lines = output.splitlines()
    assert "127.0.0.1:8081" in lines
    assert "discovery.search.prod\t1" in lines
    assert "=\t127.0.0.1:8081\t1\t-\t-" in lines


def test_the_page_gives_the_guards_defaults_as_they_are() -> None:
    rows = [line.split(" | ") for line in _PAGE.splitlines() if line.startswith("| ")]
    given = {row[0].strip("| "): row[1] for row in rows}
    limits = Limits()
    assert given["a drop by more than this share of the set is held back"] == f"{limits.ratio}"
    assert given["... where the set had this many endpoints or more"] == f"{limits.minimum}"
    assert (
        given["a smaller set that loses nobody for this long is the new truth"]
        == f"{limits.hold:g} s"
    )
    assert given["who left more than this often ..."] == f"{limits.flaps} times"
    assert given["... within this time ..."] == f"{limits.flap_window:g} s"
    assert given["... stays this long after leaving again"] == f"{limits.damping:g} s"
