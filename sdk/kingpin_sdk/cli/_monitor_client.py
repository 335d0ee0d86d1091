"""Asking this box's monitor over HTTP, where the setting monitor_http says."""

from __future__ import annotations

import json
import os
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from kingpin_sdk.errors import AccessDeniedError, UnavailableError
from kingpin_sdk.files.layout import control_key_path

if TYPE_CHECKING:
    from kingpin_sdk.settings import HttpAddress

__all__ = ["ask_status", "ask_versions", "command"]

_PATIENCE: Final = 5.0
# A command is answered when the local file shows it.
_COMMAND_PATIENCE: Final = 20.0
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not bound


def ask_status(address: HttpAddress) -> dict[str, Any]:
    """The monitor's picture of itself.

    Raises:
        UnavailableError: there is no monitor.
    """
    document = _ask(address, "GET", "/status", timeout=_PATIENCE)
    if not isinstance(document, dict) or "configs" not in document:
        raise _no_monitor(address)
    return cast("dict[str, Any]", document)


def ask_versions(address: HttpAddress, name: str) -> list[dict[str, Any]] | None:
    """What is kept of a config's file on this box, newest first; None if it is not one.

    Raises:
        UnavailableError: there is no monitor.
    """
    document = _ask(address, "GET", f"/admin/versions/{name}", timeout=_PATIENCE)
    return cast("list[dict[str, Any]]", document) if isinstance(document, list) else None


def command(address: HttpAddress, words: str) -> tuple[bool, str]:
    """Ask the monitor to do something, and wait until it has.

    Args:
        address: where it listens.
        words: what, as a path below ``/admin/``.

    Returns:
        Whether it is done, and one line that says what is, or why it is not.

    Raises:
        UnavailableError: there is no monitor.
        AccessDeniedError: this user may not command it.
    """
    root = str(ask_status(address).get("config_dir", ""))
    path = Path(control_key_path(os.fspath(root)))
    try:
        key = path.read_text(encoding="ascii")
    except OSError as error:
        raise AccessDeniedError(
            f"{path} cannot be read ({error.strerror}): run this as the monitor's user, or as root"
        ) from error
    document = _ask(address, "POST", f"/admin/{words}", timeout=_COMMAND_PATIENCE, key=key)
    if not isinstance(document, dict) or "message" not in document:
        raise _no_monitor(address)
    told = cast("dict[str, Any]", document)
    return bool(told["done"]), str(told["message"])


def _ask(
    address: HttpAddress, method: str, path: str, *, timeout: float, key: str | None = None
) -> object:
    host = _EVERYWHERE.get(address.host, address.host)
    connection = HTTPConnection(host, address.port, timeout=timeout)
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    try:
        connection.request(method, path, headers=headers)
        document: object = json.loads(connection.getresponse().read())
    except ValueError as error:
        raise _no_monitor(address) from error
    except (OSError, HTTPException) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UnavailableError(
            f"no monitor answers at http://{address} ({why}): is kingpin-monitor running, and "
            "does monitor_http say where?"
        ) from error
    finally:
        connection.close()
    return document


def _no_monitor(address: HttpAddress) -> UnavailableError:
    return UnavailableError(f"what answers at http://{address} is no kingpin-monitor")
