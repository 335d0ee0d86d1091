"""Ctrl-C while the modules of a program are still being imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from importlib.metadata import entry_points

import pytest

# Presses Ctrl-C when a module is about to be imported, and then starts a program.
_PRESSED = """
    import os
    import signal
    import sys
    from importlib import import_module

    signal.signal(signal.SIGINT, {before})


    class Presses:
        def find_spec(self, name, path=None, target=None):
            if name == {when!r}:
                os.kill(os.getpid(), signal.SIGINT)


    module, function = {program!r}.split(":")
    main = getattr(import_module(module), function)
    sys.meta_path.insert(0, Presses())
    sys.argv = ["program", "--help"]
    sys.exit(main())
"""
_LATE = {
    "kingpin": "typer",
    "kingpin-codegen": "typer",
    "kingpin-monitor": "prometheus_client",
    "kingpin-register": "kingpin_sdk.register._flags",
}


def _start(name: str, before: str) -> subprocess.CompletedProcess[str]:
    (program,) = entry_points(group="console_scripts", name=name)
    script = _PRESSED.format(before=before, when=_LATE[name], program=program.value)
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env={key: value for key, value in os.environ.items() if not key.startswith("COV")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", list(_LATE))
def test_the_program_ends_without_a_word(name: str) -> None:
    done = _start(name, "signal.default_int_handler")
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


@pytest.mark.parametrize("name", list(_LATE))
def test_where_ctrl_c_is_ignored_it_stays_so(name: str) -> None:
    done = _start(name, "signal.SIG_IGN")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
