"""A process that was started without its standard streams."""

import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import os, sys
from kingpin_sdk.streams import open_missing_streams
open_missing_streams()
sys.stdout.write("nowhere"), sys.stderr.write("nowhere"), sys.stdout.flush()
file = open(sys.argv[1], "w")
file.write(f"{file.fileno() > 2} {sys.stdin.read()!r} {sys.stdout.isatty()}")
"""


def test_what_is_closed_leads_nowhere(tmp_path: Path) -> None:
    found = tmp_path / "found"
    shell = 'exec "$0" -c "$1" "$2" <&- >&- 2>&-'
    words = ["sh", "-c", shell, sys.executable, _PROGRAM, str(found)]
    subprocess.run(words, check=True, timeout=60)
    assert found.read_text(encoding="utf-8") == "True '' False"


def test_what_is_open_stays() -> None:
    program = f"{_PROGRAM.partition('file =')[0]}\nprint(sys.stdin.read())"
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, input="in", check=True, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("nowherein\n", "nowhere")
