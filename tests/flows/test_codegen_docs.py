"""What docs/codegen.md says runs as written, and the example of a service as two programs."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs" / "codegen.md").read_text()
_EXAMPLE = _ROOT / "examples" / "test_service"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", _PAGE, re.DOTALL | re.MULTILINE)


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
    )


def test_the_page_leads_from_an_idl_to_calls(tmp_path: Path) -> None:
    [idl] = _blocks("thrift")
    [program] = _blocks("python")
    generate, check = _blocks("sh")
    (tmp_path / "shop.thrift").write_text(idl)
    (tmp_path / "program.py").write_text(program)
    done = _run(tmp_path, "bash", "-eu", "-c", f"{generate}\n{check}")
    assert done.returncode == 0, done.stdout + done.stderr
    done = _run(tmp_path, sys.executable, "program.py")
    assert (done.stdout, done.stderr) == ("bag LARGE {'new'}\n10\nsold out: 404\n", "")
    settings = ("--strict", "--config-file", "", "--no-incremental", "program.py")
    done = _run(tmp_path, sys.executable, "-m", "mypy", *settings)
    assert done.returncode == 0, done.stdout


def test_the_example_serves_and_is_called() -> None:
    server = subprocess.Popen(
        [sys.executable, "server.py", "--port", "0"],
        cwd=_EXAMPLE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().removeprefix("serving on ").strip()
        done = _run(_EXAMPLE, sys.executable, "client.py", "--server", address)
        assert (done.stdout, done.stderr) == ("pong\n", "")
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
    assert server.returncode == 0
    done = _run(_EXAMPLE, sys.executable, "client.py", "--server", address)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{address}: Connection refused\n"


def test_the_examples_generated_code_is_up_to_date() -> None:
    command = ["-m", "kingpin_codegen", "test_service.thrift", "--package-prefix", "gen"]
    done = _run(_EXAMPLE, sys.executable, *command, "--check")
    assert done.returncode == 0, done.stdout + done.stderr
