"""The local file of a serverset, as this box has it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.files.reading import read_whole
from kingpin_sdk.files.writing import known_entries
from kingpin_sdk.formats.member import parse_endpoint
from kingpin_sdk.formats.serverset import decode_serverset
from kingpin_sdk.model import Endpoint, Version

__all__ = ["BoxFile", "read_box_file"]


@attrs.frozen
class BoxFile:
    """What the file says.

    Attributes:
        path: where it is.
        modified: when it was written, seconds since the epoch; None if it is not there.
        version: of what our monitor wrote; None of other writers' files.
        endpoints: line -> endpoint; None for a line that is none.
    """

    path: Path
    modified: float | None
    version: Version | None
    endpoints: Mapping[str, Endpoint | None]


def read_box_file(path: Path) -> BoxFile:
    """Read it.

    Raises:
        SettingsError: it is there and cannot be read.
    """
    try:
        found = read_whole(str(path))
    except FileNotFoundError:
        return BoxFile(path, None, None, {})
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}): choose another --serverset-dir"
        ) from error
    if found is None:
        raise SettingsError(f"{path} is being rewritten without end")
    body, mark = found
    entry = next((each for each in known_entries(path) if each.mark == mark), None)
    told = {str(each): each for each in entry.endpoints} if entry else {}
    endpoints = {line: told.get(line) or parse_endpoint(line) for line in decode_serverset(body)}
    return BoxFile(path, mark.mtime_ns / 1e9, entry.version if entry else None, endpoints)
