"""Where the local roots are: the argument, else the environment, else KingPin's place."""

from __future__ import annotations

import os

from kingpin_sdk.formats.sidecar import SIDECAR_DIR, sidecar_name

__all__ = [
    "DEFAULT_CONFIG_ROOT",
    "DEFAULT_SERVERSET_ROOT",
    "config_root",
    "control_key_path",
    "serverset_root",
    "sidecar_path",
]

DEFAULT_CONFIG_ROOT = "/var/config"
DEFAULT_SERVERSET_ROOT = "/var/serverset"


def config_root(root: os.PathLike[str] | None = None) -> str:
    """The folder of config files.

    The argument, else ``KINGPIN_CONFIG_DIR``, else ``/var/config``; a relative one is taken from
    the working folder of now, and stays that when a daemon changes its own.

    Raises:
        OSError: the working folder is gone.
    """
    return _from_here(root, "KINGPIN_CONFIG_DIR", DEFAULT_CONFIG_ROOT)


def serverset_root(root: os.PathLike[str] | None = None) -> str:
    """The folder of serverset files.

    The argument, else ``KINGPIN_SERVERSET_DIR``, else ``/var/serverset``; otherwise as config_root.

    Raises:
        OSError: the working folder is gone.
    """
    return _from_here(root, "KINGPIN_SERVERSET_DIR", DEFAULT_SERVERSET_ROOT)


def control_key_path(root: str) -> str:
    """The key to the monitor that keeps a root of configs; only that monitor's user can read it."""
    return os.path.join(root, SIDECAR_DIR, "control.key")  # noqa: PTH118 - pathlib costs readers 9 ms


def _from_here(root: os.PathLike[str] | None, variable: str, default: str) -> str:
    said = os.fspath(root) if root is not None else os.environ.get(variable) or default
    if said.startswith("/"):
        return said
    return f"{os.getcwd()}/{said}"  # noqa: PTH109 - pathlib costs readers 9 ms


def sidecar_path(path: str) -> str:
    """The document that says which version a local file is."""
    folder, name = os.path.split(path)
    return os.path.join(folder, SIDECAR_DIR, sidecar_name(name))  # noqa: PTH118 - pathlib costs readers 9 ms
