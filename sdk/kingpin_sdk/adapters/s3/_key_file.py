"""KingPin's AWS key file."""

from __future__ import annotations

import configparser
from pathlib import Path

import attrs

from kingpin_sdk.errors import SettingsError

__all__ = ["Credentials", "read_key_file"]

_SECTION = "Credentials"


@attrs.frozen
class Credentials:
    """A key of S3.

    Attributes:
        access_key_id: its public half.
        secret_access_key: its secret half; not shown by ``repr``.
    """

    access_key_id: str
    secret_access_key: str = attrs.field(repr=False)


def read_key_file(path: str | Path) -> Credentials:
    """Read an ini file as KingPin's ``-a`` takes it, in boto's format.

    ::

        [Credentials]
        aws_access_key_id = AKIA...
        aws_secret_access_key = ...

    Raises:
        SettingsError: it cannot be read, or an entry lacks; the message names the file and the
            entry.
    """
    # No interpolation: a secret may hold a per cent sign.
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"AWS key file {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"AWS key file {path}: not UTF-8 text") from error
    except configparser.Error as error:
        reason = type(error).__name__
        raise SettingsError(f"AWS key file {path}: no ini file ({reason})") from error
    if not parser.has_section(_SECTION):
        raise SettingsError(f"AWS key file {path}: no section [{_SECTION}]")
    return Credentials(
        _entry(parser, path, "aws_access_key_id"), _entry(parser, path, "aws_secret_access_key")
    )


def _entry(parser: configparser.RawConfigParser, path: str | Path, name: str) -> str:
    value = parser.get(_SECTION, name, fallback="").strip()
    if not value:
        raise SettingsError(f"AWS key file {path}: section [{_SECTION}] has no {name}")
    return value
