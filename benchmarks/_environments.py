"""Virtual environments that the suite makes for itself: one per peer, and one with our wheel."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._bench import CACHE, REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["EnvironmentFailedError", "environment_of", "installed_wheel"]

_INSTALL_SECONDS = 600.0
_SOURCES = ("sdk", "codegen")


class EnvironmentFailedError(Exception):
    """The environment could not be made; the text says why."""


def environment_of(*requirements: str) -> Path:
    """The interpreter of an environment that holds one package, or a few; made at the first use.

    Raises:
        EnvironmentFailedError: a package cannot be installed here.
    """
    folder = CACHE / "+".join(requirements)
    stamp = folder / ".installed"
    if not stamp.exists():
        _make(folder, requirements)
        stamp.touch()
    return _python(folder)


def installed_wheel() -> Path:
    """The interpreter of an environment with the wheel of this tree: what a user gets.

    Built again whenever a source changed.

    Raises:
        EnvironmentFailedError: the wheel cannot be built or installed.
    """
    folder = CACHE / "wheel"
    stamp = folder / ".installed"
    digest = _digest_of_sources()
    if not stamp.exists() or stamp.read_text() != digest:
        wheels = CACHE / "wheels"
        shutil.rmtree(wheels, ignore_errors=True)
        ours = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        _run([*ours, "--wheel-dir", str(wheels), str(REPOSITORY)])
        _make(folder, [str(next(wheels.glob("*.whl")))])
        stamp.write_text(digest)
    return _python(folder)


def _digest_of_sources() -> str:
    digest = hashlib.sha256((REPOSITORY / "pyproject.toml").read_bytes())
    for folder in _SOURCES:
        for path in sorted((REPOSITORY / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(REPOSITORY)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _make(folder: Path, requirements: Sequence[str]) -> None:
    print(f"  (installing {', '.join(Path(name).name for name in requirements)})", flush=True)
    _run([sys.executable, "-m", "venv", "--clear", str(folder)])
    install = [str(_python(folder)), "-m", "pip", "install", "--quiet"]
    _run([*install, "--disable-pip-version-check", *requirements])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise EnvironmentFailedError(f"no end within {_INSTALL_SECONDS:.0f} s") from error
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise EnvironmentFailedError(said[-1] if said else f"{command[0]} failed")
