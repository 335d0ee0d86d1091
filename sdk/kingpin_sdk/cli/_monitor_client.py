"""Asking this box's monitor over HTTP, where the setting monitor_http says."""

from __future__ import annotations

from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from kingpin_sdk.cli._monitor_documents import Done, KeptVersion, MonitorStatus, Place
from kingpin_sdk.codec import codec_for, parse_json
from kingpin_sdk.errors import (
    AccessDeniedError,
    DecodeError,
    SnapshotCorruptError,
    UnavailableError,
)
from kingpin_sdk.files.layout import control_key_path

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from kingpin_sdk.model import Json
    from kingpin_sdk.settings import HttpAddress

__all__ = ["Told", "ask_status", "ask_versions", "command"]

T = TypeVar("T")

_PATIENCE: Final = 5.0
# A command is answered when the local file shows it.
_COMMAND_PATIENCE: Final = 20.0
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not bound


class Told(NamedTuple):
    """A monitor's picture of itself.

    Attributes:
        document: all that it said.
        status: what is shown of it.
    """

    document: Json
    status: MonitorStatus


def ask_status(address: HttpAddress) -> Told:
    """The monitor's picture of itself.

    Raises:
        UnavailableError: there is no monitor.
    """
    document = _ask(address, "GET", "/status", timeout=_PATIENCE)
    return Told(document, _read(MonitorStatus, document, address))


def ask_versions(address: HttpAddress, name: str) -> Sequence[KeptVersion] | None:
    """What is kept of a config's file on this box, newest first; None if it is not one.

    Raises:
        UnavailableError: there is no monitor.
    """
    document = _ask(address, "GET", f"/admin/versions/{name}", timeout=_PATIENCE)
    return None if document is None else _read(Sequence[KeptVersion], document, address)


def command(address: HttpAddress, words: str) -> Done:
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
    place = _read(Place, _ask(address, "GET", "/status", timeout=_PATIENCE), address)
    key = _key(Path(control_key_path(place.config_dir)))
    document = _ask(address, "POST", f"/admin/{words}", timeout=_COMMAND_PATIENCE, key=key)
    return _read(Done, document, address)


def _key(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii", errors="backslashreplace")
    except FileNotFoundError as error:
        raise AccessDeniedError(
            f"{path} is not there: restart the monitor, which writes it when it starts"
        ) from error
    except OSError as error:
        raise AccessDeniedError(
            f"{path} cannot be read ({error.strerror}): run this as the monitor's user, or as root"
        ) from error
    if not key.isprintable():
        raise AccessDeniedError(f"{path} holds no key: restart the monitor, which writes a new one")
    return key


def _ask(
    address: HttpAddress, method: str, path: str, *, timeout: float, key: str | None = None
) -> Json:
    host = _EVERYWHERE.get(address.host, address.host)
    connection = HTTPConnection(host, address.port, timeout=timeout)
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    try:
        connection.request(method, path, headers=headers)
        return parse_json(connection.getresponse().read())
    except SnapshotCorruptError as error:
        raise _no_monitor(address) from error
    except (OSError, HTTPException) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UnavailableError(
            f"no monitor answers at http://{address} ({why}): is kingpin-monitor running, and "
            "does monitor_http say where?"
        ) from error
    finally:
        connection.close()


def _read(form: TypeForm[T], document: Json, address: HttpAddress) -> T:
    try:
        return codec_for(form).structure(document)
    except DecodeError as error:
        raise _no_monitor(address) from error


def _no_monitor(address: HttpAddress) -> UnavailableError:
    return UnavailableError(
        f"what answers at http://{address} is no kingpin-monitor, or one of another release"
    )
