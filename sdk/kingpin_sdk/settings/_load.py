"""Flag over environment over TOML file over default."""

from __future__ import annotations

import difflib
import enum
import os
import pwd
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.settings._keys import KEYS, Key, Settings
from kingpin_sdk.settings._services import parse_services
from kingpin_sdk.settings._urls import LocalDirUrl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kingpin_sdk.settings._services import ServiceSettings

__all__ = ["Needs", "load_settings"]

SYSTEM_FILE: Final = Path("/etc/kingpin.toml")
LOCAL_FILE: Final = Path("kingpin.toml")

_BY_NAME: Final = {key.name: key for key in KEYS}
_BY_ATTRIBUTE: Final = {key.attribute: key for key in KEYS}
_SERVICES: Final = "register.services"
_TABLES: Final = {key.name.partition(".")[0] for key in KEYS if "." in key.name}


class Needs(enum.Enum):
    """Which stores somebody opens, and so which must be set."""

    BOTH = enum.auto()
    """Both or neither must be set."""
    COORDINATION = enum.auto()
    """Blobs may be missing: they are the embedded store then, and nobody opens it."""


def load_settings(
    overrides: Mapping[str, object] | None = None,
    *,
    interactive: bool,
    environ: Mapping[str, str] = os.environ,
    settings_file: Path | None = None,
    needs: Needs = Needs.BOTH,
) -> Settings:
    """Find out what this process was told.

    Args:
        overrides: what flags said, by TOML key or attribute name; None values count as not said.
        interactive: True for a person's command, which also takes ``./kingpin.toml``.
        environ: the environment; empty variables count as not set.
        settings_file: the file a flag named; instead of ``KINGPIN_SETTINGS``, ``./kingpin.toml``
            and ``/etc/kingpin.toml``, of which the first that is there is read.
        needs: which stores the caller will open.

    Raises:
        SettingsError: something that was said cannot be used; the message names its place.
    """
    values: dict[str, object] = {key.attribute: key.default for key in KEYS}
    sources = dict.fromkeys(values, "default")
    file = _find_file(settings_file, interactive=interactive, environ=environ)
    # Later ones win; all are checked, so that a mistake hidden by a flag is still heard of.
    document = _read(file)
    services = _services(document, file)
    said = [*_from_file(document, file), *_from_environment(environ), *_from_flags(overrides or {})]
    for key, place, raw in said:
        try:
            values[key.attribute] = key.parse(raw)
        except ValueError as error:
            raise SettingsError(f"{place}: {error}") from error
        sources[key.attribute] = place
    implicit = _complete_stores(values, sources, environ, needs)
    if values["author"] is None:
        values["author"] = _system_user()
    _check_together(values)
    # Any: each key's parser gives its attribute's type, which a table cannot tell the checker.
    typed = cast("dict[str, Any]", values)
    return Settings(
        **typed,
        register_services=services,
        implicit_store=implicit,
        sources=MappingProxyType(sources),
    )


def _find_file(
    given: Path | None, *, interactive: bool, environ: Mapping[str, str]
) -> tuple[Path, str] | None:
    """The file to read and who asked for it; None if there is none."""
    if given is not None:
        return given, "--settings"
    if named := environ.get("KINGPIN_SETTINGS"):
        return Path(named), "KINGPIN_SETTINGS"
    for path in (LOCAL_FILE, SYSTEM_FILE) if interactive else (SYSTEM_FILE,):
        if path.exists():
            return path, "found"
    return None


def _read(found: tuple[Path, str] | None) -> dict[str, object]:
    """What the file says, by dotted names."""
    if found is None:
        return {}
    path, asked_by = found
    try:
        document = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(f"settings file {path} ({asked_by}): {reason}") from error
    except ValueError as error:
        raise SettingsError(f"settings file {path}: not TOML: {error}") from error
    return dict(_flatten(document, path))


def _services(
    document: dict[str, object], found: tuple[Path, str] | None
) -> tuple[ServiceSettings, ...]:
    """Take out what no flag and no variable could say."""
    if found is None or _SERVICES not in document:
        return ()
    try:
        return parse_services(document.pop(_SERVICES), place=str(found[0]))
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _from_file(
    document: Mapping[str, object], found: tuple[Path, str] | None
) -> Iterator[tuple[Key, str, object]]:
    path = found[0] if found is not None else ""
    for name, raw in document.items():
        if name not in _BY_NAME:
            raise SettingsError(f"{path}: {name}: no such setting{_nearest(name)}")
        key = _BY_NAME[name]
        if key.takes_path and isinstance(raw, str) and not raw.startswith(("/", "~")):
            raise SettingsError(f"{path}: {name}: {raw!r} must be an absolute path")
        yield key, f"{path}: {name}", raw


def _flatten(document: Mapping[str, object], path: Path) -> Iterator[tuple[str, object]]:
    for name, value in document.items():
        if isinstance(value, dict):
            table = cast("dict[str, object]", value)
            if name not in _TABLES:
                raise SettingsError(f"{path}: [{name}]: no such table{_nearest(name)}")
            yield from ((f"{name}.{inner}", raw) for inner, raw in table.items())
        elif name in _TABLES:
            raise SettingsError(
                f"{path}: {name}: it is a table: write [{name}] and its settings below"
            )
        else:
            yield name, value


def _nearest(name: str) -> str:
    """Ask about the known name that looks most like this one."""
    known = [*_BY_NAME, *_TABLES, _SERVICES]
    by_end = {full.rpartition(".")[2]: full for full in known}
    near = difflib.get_close_matches(name, known, n=1) or [
        by_end[end]
        for end in difflib.get_close_matches(name.rpartition(".")[2], by_end, n=1, cutoff=0.7)
    ]
    return f"; did you mean {near[0]}?" if near else "; `kingpin settings --help` lists them"


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[Key, str, object]]:
    for key in KEYS:
        if raw := environ.get(key.variable):
            yield key, f"environment variable {key.variable}", raw


def _from_flags(overrides: Mapping[str, object]) -> Iterator[tuple[Key, str, object]]:
    for name, raw in overrides.items():
        key = _BY_NAME.get(name) or _BY_ATTRIBUTE.get(name)
        if key is None:
            raise SettingsError(f"flag {name!r}: no such setting{_nearest(name)}")
        if raw is not None:
            yield key, key.flag, raw


def _complete_stores(
    values: dict[str, object],
    sources: Mapping[str, str],
    environ: Mapping[str, str],
    needs: Needs,
) -> bool:
    """Fill in the embedded store if neither was set; True if so."""
    lacking = [name for name in ("coordination", "blobs") if values[name] is None]
    if needs is Needs.COORDINATION and lacking == ["blobs"]:
        values["blobs"] = LocalDirUrl(_data_folder(environ) / "kingpin")
        return False
    if len(lacking) == 1:
        [given] = {"coordination", "blobs"} - set(lacking)
        raise SettingsError(
            f"{given} is set ({sources[given]}) but {lacking[0]} is not: set both, or neither for "
            f"the embedded store (see kingpin settings --help)"
        )
    if lacking:
        values["coordination"] = values["blobs"] = LocalDirUrl(_data_folder(environ) / "kingpin")
    return bool(lacking)


def _data_folder(environ: Mapping[str, str]) -> Path:
    # The XDG base directory specification: a relative path is to be ignored.
    if (named := environ.get("XDG_DATA_HOME", "")).startswith("/"):
        return Path(named)
    home = environ.get("HOME", "")
    if not home.startswith("/"):
        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError as error:
            raise SettingsError(
                "no home folder for the embedded store: set coordination and blobs, or HOME"
            ) from error
    return Path(home) / ".local" / "share"


def _system_user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"


def _check_together(values: Mapping[str, object]) -> None:
    if values["s3_profile"] and values["s3_key_file"]:
        raise SettingsError("s3.profile and s3.key_file are both set: credentials come from one")
    if (values["zookeeper_tls_certificate"] is None) != (values["zookeeper_tls_key"] is None):
        raise SettingsError("zookeeper.tls_certificate and zookeeper.tls_key: set both or neither")
    files = ("ca", "certificate", "key")
    if not values["zookeeper_tls"] and any(values[f"zookeeper_tls_{name}"] for name in files):
        raise SettingsError("zookeeper.tls_* is set but zookeeper.tls is not true: set it, too")
    sasl = ("username", "password", "service", "principal")
    if not values["zookeeper_sasl_mechanism"] and any(
        values[f"zookeeper_sasl_{name}"] for name in sasl
    ):
        raise SettingsError("zookeeper.sasl_* is set but zookeeper.sasl_mechanism is not")
