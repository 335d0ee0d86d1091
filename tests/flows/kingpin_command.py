"""The real executable ``kingpin``, in a folder and with an environment of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

KINGPIN = str(Path(sys.executable).with_name("kingpin"))
STORE_NOTE = "kingpin: no store is set: using the embedded one, "


class Outcome:
    """What one run did."""

    def __init__(self, code: int, output: str, errors: str) -> None:
        self.code = code
        self.output = output
        self.errors = [line for line in errors.splitlines() if not line.startswith(STORE_NOTE)]
        self.notes = [line for line in errors.splitlines() if line.startswith(STORE_NOTE)]

    @property
    def rows(self) -> list[list[str]]:
        """The output's lines, cut at their tabs."""
        return [line.split("\t") for line in self.output.splitlines()]

    @property
    def document(self) -> object:
        """The output as JSON."""
        document: object = json.loads(self.output)
        return document


class Kingpin:
    """Runs the command as a user of a machine would, without that user's own settings."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.environment = {
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            # The machine's own AWS configuration stays out.
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
            **{name: text for name, text in os.environ.items() if name.startswith("COVERAGE_")},
            **settings,
        }

    def run(self, *words: str, stdin: str = "") -> Outcome:
        """Run it and wait."""
        done = subprocess.run(
            [KINGPIN, *words],
            cwd=self.folder,
            env=self.environment,
            input=stdin.encode(errors="surrogateescape"),
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *words: str, stdin: str = "") -> Outcome:
        """Run it; it must exit with 0 and say nothing on standard error but the store's note."""
        outcome = self.run(*words, stdin=stdin)
        assert (outcome.code, outcome.errors) == (0, []), (words, outcome.errors)
        return outcome

    def start(
        self, *words: str, stdout: int = subprocess.PIPE, most_bytes: int | None = None
    ) -> subprocess.Popen[bytes]:
        """Start it, and leave its end to the caller; no file of it may grow over most_bytes."""
        limit = [] if most_bytes is None else ["prlimit", f"--fsize={most_bytes}"]
        return subprocess.Popen(
            [*limit, KINGPIN, *words],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
