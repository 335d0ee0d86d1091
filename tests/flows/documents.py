"""Code in documents, run as a reader of them would."""

import re
import subprocess
import sys

from tests.flows.kingpin_command import Kingpin


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def run_as_typed(kingpin: Kingpin, script: str) -> str:
    """A shell script as a user types it, whose monitor ends with it; what it prints."""
    done = subprocess.run(
        ["bash", "-eu", "-c", f"trap 'kill $(jobs -p); wait' EXIT\n{script}"],
        cwd=kingpin.folder,
        env={
            **kingpin.environment,
            "KINGPIN_MONITOR_HTTP": "127.0.0.1:0",
            "PATH": f"{sys.prefix}/bin:{kingpin.environment['PATH']}",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
