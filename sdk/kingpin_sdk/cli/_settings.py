"""``kingpin settings``: what this command was told, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer

from kingpin_sdk.cli._options import AsJson
from kingpin_sdk.cli._output import show_json, show_rows
from kingpin_sdk.cli._session import settings_of
from kingpin_sdk.settings import KEYS

if TYPE_CHECKING:
    from kingpin_sdk.settings import Key, Settings

__all__ = ["app"]


def _documented(key: Key) -> str:
    default = key.default_text or ("none" if key.default is None else _text(key.default))
    return f"{key.name}\n    {key.variable}\n    {key.meaning} (default: {default})"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# A line with \b alone keeps the line breaks of the paragraph that follows.
_HELP: Final = f"""Show the settings in effect, and where each comes from.

A flag wins over an environment variable, that over the settings file, that over the default. The
settings file is TOML: the one named by --settings or KINGPIN_SETTINGS, else ./kingpin.toml (for
this command only, not for daemons and libraries), else /etc/kingpin.toml. A key with a dot stands
in the table of its first part. Set both coordination and blobs, or neither for the embedded store.

\b
{chr(10).join(_documented(key) for key in KEYS)}
"""

app: Final = typer.Typer(rich_markup_mode=None)


@app.command("settings", help=_HELP)
def settings(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show the settings in effect."""
    found = settings_of(context)
    shown = {key.name: _shown(key, found) for key in KEYS}
    if as_json:
        show_json(
            {
                key.name: {"value": shown[key.name], "source": found.sources[key.attribute]}
                for key in KEYS
            }
        )
        return
    rows = [(key.name, shown[key.name] or "-", found.sources[key.attribute]) for key in KEYS]
    show_rows(("SETTING", "VALUE", "FROM"), rows)


def _shown(key: Key, found: Settings) -> str | None:
    """The value as text; None if there is none; stars for a secret."""
    value: object = getattr(found, key.attribute)
    if value is None or value == ():
        return None
    return "***" if key.secret else _text(value)
