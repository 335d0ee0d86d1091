"""What an operator of this box may command over HTTP, with a key that only the monitor's user has.

Any process of the box, and any web page in a browser on it, can send a request to a port of
loopback; so a command comes with ``Authorization: Bearer KEY``. The key is new at each start and
lies beside the local files, readable by the monitor's user and root.
"""

from __future__ import annotations

import hmac
import logging
import os
import secrets
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final, final

from kingpin_sdk.adapters.http import Answer, Request, json_answer, text_answer
from kingpin_sdk.errors import NodeDamagedError
from kingpin_sdk.files.layout import control_key_path
from kingpin_sdk.files.writing import replace_document
from kingpin_sdk.formats.version import decode_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.model import Json, Version
    from kingpin_sdk.sync import Overrides, Reply

__all__ = ["Control"]

_log = logging.getLogger(__name__)

_KEY_BYTES: Final = 24
_MODE: Final = 0o600
_WITHIN: Final = 10.0
# And the keys that their queries may have.
_COMMANDS: Final = {
    "accept": frozenset[str](),
    "pin": frozenset({"version"}),
    "rollback": frozenset({"version"}),
    "unpin": frozenset[str](),
}
_START: Final = "/admin/"
_VERSIONS: Final = "/admin/versions/"


@final
class Control:
    """Commands to the sync engine, and what they may choose from.

    Args:
        overrides: carries them out.
        root: of the configs.
    """

    def __init__(self, overrides: Overrides, root: Path) -> None:
        self._overrides = overrides
        self._path = Path(control_key_path(os.fspath(root)))
        self._key = secrets.token_urlsafe(_KEY_BYTES)

    def publish_key(self) -> None:
        """Let the operators of this box have the key.

        Where that fails, on a full disk say, the monitor runs without commands.
        """
        try:
            replace_document(self._path, self._key.encode("ascii"), mode=_MODE)
        except OSError as error:
            _log.warning(
                "%s cannot be written (%s): no command is taken until the monitor is restarted",
                self._path,
                error.strerror,
            )

    def answer(self, request: Request) -> Answer | None:
        """The answer to a command or to the question for versions; None if it is neither.

        Blocks for up to 10 s, until the local file shows it.
        """
        if request.path.startswith(_VERSIONS) and request.method == "GET":
            return self._versions(request.path.removeprefix(_VERSIONS))
        command, _, name = request.path.removeprefix(_START).partition("/")
        if not request.path.startswith(_START) or command not in _COMMANDS:
            return None
        if request.method != "POST":
            return text_answer("POST only\n", HTTPStatus.METHOD_NOT_ALLOWED)
        if not name:
            text = f"{command} what? A name is missing: POST {_START}{command}/NAME"
            return _told(HTTPStatus.BAD_REQUEST, done=False, text=text)
        if not hmac.compare_digest(request.authorization.encode(), f"Bearer {self._key}".encode()):
            text = f"a command needs the key in {self._path}, as Authorization: Bearer KEY"
            return _told(HTTPStatus.UNAUTHORIZED, done=False, text=text)
        return self._obey(command, name, request.query)

    def _obey(self, command: str, name: str, query: Mapping[str, str]) -> Answer:
        takes = _COMMANDS[command]
        if unknown := sorted(query.keys() - takes):
            text = f"{command} knows no {', '.join(unknown)}, only: {', '.join(takes) or 'nothing'}"
            return _told(HTTPStatus.BAD_REQUEST, done=False, text=text)
        chosen = query.get("version")
        try:
            version = _version(chosen)
        except NodeDamagedError:
            text = f"{chosen!r:.120} is no version; `kingpin config history {name}` lists them"
            return _told(HTTPStatus.BAD_REQUEST, done=False, text=text)
        reply = self._do(command, name, version)
        status = HTTPStatus.OK if reply.done else HTTPStatus.CONFLICT
        return _told(status, done=reply.done, text=reply.text)

    def _do(self, command: str, name: str, version: Version | None) -> Reply:
        match command:
            case "accept":
                return self._overrides.accept(name, within=_WITHIN)
            case "pin":
                return self._overrides.pin(name, version, within=_WITHIN)
            case "rollback":
                return self._overrides.roll_back(name, version, within=_WITHIN)
            case _:
                return self._overrides.unpin(name, within=_WITHIN)

    def _versions(self, name: str) -> Answer:
        kept = self._overrides.kept(name)
        if kept is None:
            return json_answer(None)
        shown: list[Json] = [
            {"version": each.version, "sha256": each.sha256, "written_at": each.written}
            for each in kept
        ]
        return json_answer(shown)


def _version(text: str | None) -> Version | None:
    """What a command chooses; None if it leaves the choice to the monitor.

    Raises:
        NodeDamagedError: it is no version; nor is nothing, for which a script's empty variable
            would stand.
    """
    version = None if text is None else decode_version(text.encode(), what="version")
    if text is not None and version is None:
        raise NodeDamagedError("version is empty")
    return version


def _told(status: HTTPStatus, *, done: bool, text: str) -> Answer:
    return json_answer({"done": done, "message": text}, status)
