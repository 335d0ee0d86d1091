"""Which local files stay at a version: ``<config root>/.kingpin/pins.json``.

::

    {"format": 1, "pins": {"config.manageddata.spam.blocklist": "1795300001.000001-8f3a9c"}}

A monitor that cannot read it must not guess: a pin that is lost is a bad version that comes back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.model import Version

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PINS_NAME", "decode_pins", "encode_pins"]

PINS_NAME = "pins.json"
_FORMAT = 1


def encode_pins(pins: Mapping[str, Version]) -> bytes:
    """The document's bytes."""
    return json.dumps({"format": _FORMAT, "pins": dict(sorted(pins.items()))}).encode("ascii")


def decode_pins(data: bytes, *, what: str) -> dict[str, Version]:
    """Read a document.

    Args:
        data: its bytes.
        what: its path, for the error.

    Raises:
        SettingsError: it says nothing that is understood.
    """
    try:
        document = json.loads(data)
        pins = document["pins"] if document["format"] == _FORMAT else None
    except (ValueError, TypeError, KeyError, RecursionError):
        pins = None
    if not isinstance(pins, dict):
        raise SettingsError(f"{what} is damaged: mend it, or remove it to end all pins")
    found = cast("dict[str, object]", pins)  # keys of a JSON object are texts
    return {name: Version(text) for name, text in found.items() if isinstance(text, str) and text}
