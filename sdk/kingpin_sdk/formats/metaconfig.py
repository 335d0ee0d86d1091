"""The metaconfig: a JSON list of sections, each saying how a box gets one config or serverset.

WIRE.md 2.4.

KingPin 1.0 runs a section's ``command`` in a shell. Here it is only ever read for its flags, and
written unchanged for the monitors that still run it::

    [{"type": "config", "zk_path": "/config/manageddata/spam/blocklist",
      "config_section_name": "config.manageddata.spam.blocklist",
      "command": "zk_download_data.py -f /var/config/config.manageddata.spam.blocklist --from-s3
                  /data/config/manageddata/spam/blocklist -m config -p
                  /config/manageddata/spam/blocklist",
      "max_wait_in_secs": 0}]

What we add stands under the key ``kingpin`` of a section, which KingPin ignores: ``{"shape":
"list", "max_bytes": 100000, "protect_empty": true}`` for a config, ``{"shrink_ratio": 0.3,
"shrink_minimum": 10}`` for either.
"""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

from kingpin_sdk.errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.model import Json
    from kingpin_sdk.names import ConfigName, ServersetName

__all__ = [
    "EXTRA_KEY",
    "NO_LIMITS",
    "ConfigLimits",
    "Section",
    "about",
    "about_extra",
    "config_extra",
    "config_limits",
    "config_section",
    "decode_metaconfig",
    "encode_metaconfig",
    "serverset_section",
    "shrink_extra",
    "shrink_limits",
]

EXTRA_KEY = "kingpin"
_SCRIPT = "zk_download_data.py"
_FLAGS = {
    "-f": "file",
    "--from-s3": "from_s3",
    "-p": "path",
    "-m": "mode",
    "-r": "ratio",
    "--serverset-minimum-size": "minimum",
}
_PATH = re.compile(r"(/[-0-9A-Za-z_.]{1,200}){1,20}")
_FILE = re.compile(r"[-0-9A-Za-z_][-0-9A-Za-z_.]{0,249}")
_FOLDERS = {"config": "/var/config", "serverset": "/var/serverset"}
_MAX_COMMAND = 4096
_MAX_WAIT = 86_400.0
_MAX_SIZE = 1e9
_MAX_BODY = 2**40
_RATIO = "shrink_ratio"
_MINIMUM = "shrink_minimum"
_OWNER = "owner"
_DESCRIPTION = "description"
_MAX_BYTES = "max_bytes"
_PROTECT_EMPTY = "protect_empty"


class Section(NamedTuple):
    """How a box gets one config or serverset.

    Attributes:
        kind: ``config`` or ``serverset``.
        zk_path: the node to watch: a version node, or the parent of members.
        folder: the local folder the command names; whoever syncs accepts only a known one.
        file_name: the local file's plain name.
        blob_base: the key prefix of its value blobs; None when the node itself holds the value.
        max_wait: seconds over which boxes may spread a download.
        ratio: the serverset's shrink ratio, if the command gives one.
        minimum: the serverset size from which the ratio counts, if the command gives one.
        extra: what stands under our key.
    """

    kind: str
    zk_path: str
    folder: str
    file_name: str
    blob_base: str | None
    max_wait: float
    ratio: float | None
    minimum: int | None
    extra: Mapping[str, Json]


class ConfigLimits(NamedTuple):
    """What the guard of one config goes by, beside its shape.

    Attributes:
        max_bytes: a larger body is refused; None for the monitor's own limit, which always holds.
        protect_empty: an empty document does not replace one that has entries.
        shrink_ratio: a drop by more than this share of the entries is held back; None for no rule.
        shrink_minimum: the ratio counts for documents of this many entries or more; None for the
            guard's own number.
    """

    max_bytes: int | None = None
    protect_empty: bool = False
    shrink_ratio: float | None = None
    shrink_minimum: int | None = None


NO_LIMITS = ConfigLimits()
"""Of a config that declares none."""


def config_section(name: ConfigName, extra: Mapping[str, Json]) -> dict[str, Json]:
    """The section of a config as KingPin 1.0 would write it, and what we keep with it."""
    source = f"--from-s3 /data{name.node} -m config -p {name.node}"
    return _section("config", name, f"-f /var/config/{name.file_name} {source}", extra)


def serverset_section(name: ServersetName, extra: Mapping[str, Json]) -> dict[str, Json]:
    """The section of a serverset, as KingPin 1.0 would write it."""
    flags = f"-f /var/serverset/{name.file_name} -p {name.node} -m serverset"
    return _section("serverset", name, flags, extra)


def config_extra(limits: ConfigLimits) -> dict[str, Json]:
    """What a config's section keeps of the guard's limits, under our key.

    Raises:
        ValueError: a limit is out of range.
    """
    extra = shrink_extra(ratio=limits.shrink_ratio, minimum=limits.shrink_minimum)
    if limits.max_bytes is not None:
        extra[_MAX_BYTES] = _size(limits.max_bytes)
    if limits.protect_empty:
        extra[_PROTECT_EMPTY] = True
    return extra


def config_limits(section: Section) -> ConfigLimits:
    """The guard's limits of a config: only what stands under our key, as KingPin had none.

    Raises:
        ValueError: one of them is of another type, or out of range.
    """
    extra = section.extra
    protect_empty = extra.get(_PROTECT_EMPTY, False)
    if not isinstance(protect_empty, bool):
        msg = f"{_PROTECT_EMPTY} is neither true nor false"
        raise ValueError(msg)  # noqa: TRY004 - one error class for the caller to collect
    return ConfigLimits(
        max_bytes=_size(extra[_MAX_BYTES]) if _MAX_BYTES in extra else None,
        protect_empty=protect_empty,
        shrink_ratio=_number(extra[_RATIO], _RATIO, 1.0) if _RATIO in extra else None,
        shrink_minimum=int(_number(extra[_MINIMUM], _MINIMUM, _MAX_SIZE))
        if _MINIMUM in extra
        else None,
    )


def shrink_extra(*, ratio: float | None, minimum: int | None) -> dict[str, Json]:
    """What a serverset's section keeps of the guard's limits, under our key.

    Raises:
        ValueError: the ratio is not from 0 to 1, or the minimum is below 0.
    """
    extra: dict[str, Json] = {}
    if ratio is not None:
        extra[_RATIO] = _number(ratio, _RATIO, 1.0)
    if minimum is not None:
        extra[_MINIMUM] = int(_number(minimum, _MINIMUM, _MAX_SIZE))
    return extra


def shrink_limits(section: Section) -> tuple[float | None, int | None]:
    """The guard's ratio and minimum of a serverset: what stands under our key, else in the command.

    Raises:
        ValueError: what stands under our key is no number, or out of range.
    """
    ratio, minimum = section.ratio, section.minimum
    if _RATIO in section.extra:
        ratio = _number(section.extra[_RATIO], _RATIO, 1.0)
    if _MINIMUM in section.extra:
        minimum = int(_number(section.extra[_MINIMUM], _MINIMUM, _MAX_SIZE))
    return ratio, minimum


def about_extra(*, owner: str | None, description: str | None) -> dict[str, Json]:
    """What a section keeps of who answers for it and what it is for, under our key."""
    said = {_OWNER: owner, _DESCRIPTION: description}
    return {key: text for key, text in said.items() if text}


def about(section: Section) -> tuple[str | None, str | None]:
    """Owner and description of a section; None where nothing readable stands under our key."""
    owner, description = section.extra.get(_OWNER), section.extra.get(_DESCRIPTION)
    return (
        owner if isinstance(owner, str) else None,
        description if isinstance(description, str) else None,
    )


def _section(
    kind: str, name: ConfigName | ServersetName, flags: str, extra: Mapping[str, Json]
) -> dict[str, Json]:
    section: dict[str, Json] = {
        "type": kind,
        "zk_path": name.node,
        "config_section_name": str(name),
        "command": f"{_SCRIPT} {flags}",
        "max_wait_in_secs": 0,
    }
    if extra:
        section[EXTRA_KEY] = dict(extra)
    return section


def encode_metaconfig(sections: list[dict[str, Json]]) -> bytes:
    """The body: a list in KingPin's key order."""
    return json.dumps(sections).encode("ascii")


def decode_metaconfig(document: Json, *, what: str) -> tuple[Section, ...]:
    """Read a parsed body.

    Raises:
        DecodeError: a section that cannot be followed; every problem is named.
    """
    if not isinstance(document, list):
        raise DecodeError(what, {"$": "expected a list of sections"})
    sections: list[Section] = []
    problems: dict[str, str] = {}
    for index, raw in enumerate(document):
        try:
            sections.append(_decode_section(raw))
        except ValueError as error:
            problems[f"$[{index}]"] = str(error)
    if problems:
        raise DecodeError(what, problems)
    return tuple(sections)


def _decode_section(raw: Json) -> Section:
    if not isinstance(raw, dict):
        msg = "expected an object"
        raise ValueError(msg)  # noqa: TRY004 - one error class for the caller to collect
    command = raw.get("command")
    flags = _flags(command if isinstance(command, str) else "")
    kind = raw.get("type", flags.get("mode"))
    path = raw.get("zk_path", flags.get("path"))
    if kind not in _FOLDERS or not isinstance(kind, str):
        msg = "type is neither 'config' nor 'serverset'"
        raise ValueError(msg)
    if flags.get("mode", kind) != kind:
        msg = "type and the command's -m differ"
        raise ValueError(msg)
    if not isinstance(path, str) or not _PATH.fullmatch(path) or "/." in path:
        msg = "zk_path is no plain absolute node path"
        raise ValueError(msg)
    folder, _, file_name = flags.get(
        "file", f"{_FOLDERS[kind]}/{path[1:].replace('/', '.')}"
    ).rpartition("/")
    if not _FILE.fullmatch(file_name):
        msg = "the command's -f names no plain file"
        raise ValueError(msg)
    extra = raw.get(EXTRA_KEY, {})
    return Section(
        kind=kind,
        zk_path=path,
        folder=folder,
        file_name=file_name,
        blob_base=_blob_base(flags.get("from_s3")),
        max_wait=_number(raw.get("max_wait_in_secs", 0), "max_wait_in_secs", _MAX_WAIT),
        ratio=_number(flags["ratio"], "-r", 1.0) if "ratio" in flags else None,
        minimum=int(_number(flags["minimum"], "--serverset-minimum-size", _MAX_SIZE))
        if "minimum" in flags
        else None,
        extra=extra if isinstance(extra, dict) else {},
    )


def _blob_base(from_s3: str | None) -> str | None:
    if from_s3 is None:
        return None
    if (
        not _PATH.fullmatch(from_s3 if from_s3.startswith("/") else f"/{from_s3}")
        or ".." in from_s3
    ):
        msg = "the command's --from-s3 is no plain key"
        raise ValueError(msg)
    return from_s3.lstrip("/").replace(".", "/")


def _number(value: Json, what: str, most: float) -> float:
    try:
        number = float(value) if isinstance(value, (int, float, str)) else -1.0
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= most:
        msg = f"{what} is no number from 0 to {most:g}"
        raise ValueError(msg)
    return number


def _size(value: Json) -> int:
    size = int(_number(value, _MAX_BYTES, _MAX_BODY))
    if size < 1:
        msg = f"{_MAX_BYTES} is below 1"
        raise ValueError(msg)
    return size


def _flags(command: str) -> dict[str, str]:
    """The values of the known flags.

    A flag without a value, or one that is not known, is an error.
    """
    if len(command) > _MAX_COMMAND:
        # Splitting takes time by the square of the length.
        msg = f"the command is longer than {_MAX_COMMAND:,} characters"
        raise ValueError(msg)
    words = shlex.split(command)
    if words and words[0].rpartition("/")[2] != _SCRIPT:
        msg = f"the command is not {_SCRIPT}"
        raise ValueError(msg)
    found: dict[str, str] = {}
    rest = iter(words[1:])
    for word in rest:
        flag, has_value, value = word.partition("=")
        if flag not in _FLAGS:
            msg = f"the command has a flag or word that is not known: {flag[:40]!r}"
            raise ValueError(msg)
        found[_FLAGS[flag]] = value if has_value else next(rest, "")
    return found
