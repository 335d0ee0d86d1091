"""Where the local roots are: the argument, else the environment, else KingPin's place."""

from __future__ import annotations

import os

from kingpin_sdk.formats.sidecar import SIDECAR_DIR, sidecar_name

__all__ = [
    "DEFAULT_CONFIG_ROOT",
    "DEFAULT_SERVERSET_ROOT",
    "config_root",
    "serverset_root",
    "sidecar_path",
]

DEFAULT_CONFIG_ROOT = "/var/config"
DEFAULT_SERVERSET_ROOT = "/var/serverset"


def config_root(root: os.PathLike[str] | None = None) -> str:
    """The folder of config files.

    The argument, else ``KINGPIN_CONFIG_DIR``, else ``/var/config``.
    """
    if root is not None:
        return os.fspath(root)
    return os.environ.get("KINGPIN_CONFIG_DIR") or DEFAULT_CONFIG_ROOT


def serverset_root(root: os.PathLike[str] | None = None) -> str:
    """The folder of serverset files.

    The argument, else ``KINGPIN_SERVERSET_DIR``, else ``/var/serverset``.
    """
    if root is not None:
        return os.fspath(root)
    return os.environ.get("KINGPIN_SERVERSET_DIR") or DEFAULT_SERVERSET_ROOT


def sidecar_path(path: str) -> str:
    """The document that says which version a local file is."""
    folder, name = os.path.split(path)
    return os.path.join(folder, SIDECAR_DIR, sidecar_name(name))  # noqa: PTH118 - pathlib costs readers 9 ms
