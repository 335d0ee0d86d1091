"""Values: browse, search, edit, history, roll back, ramp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.admin import AddItems, RemoveEntry, RemoveItems, SetEntry, SetWhole
from kingpin_sdk.cli._output import headline, say, show_rows, show_value, time_text
from kingpin_sdk.cli.config._editing import edit_value
from kingpin_sdk.cli.console._asking import ask_config, ask_version, known_configs, show_history
from kingpin_sdk.cli.console._publishing import publish, write
from kingpin_sdk.cli.console._screen import as_it_is
from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import NotAvailableError, RequestError, SnapshotCorruptError
from kingpin_sdk.spec import Shape

if TYPE_CHECKING:
    from kingpin_sdk.admin import Admin, Verb
    from kingpin_sdk.cli.console._screen import Screen
    from kingpin_sdk.model import Json
    from kingpin_sdk.names import ConfigName

__all__ = ["browse", "edit", "history", "ramp", "roll_back", "search"]

_BY_HAND = "the whole value, in your editor"
_WAYS = {
    Shape.LIST: {"1": "add items", "2": "remove an item", "3": _BY_HAND},
    Shape.MAP: {"1": "set a key", "2": "remove a key", "3": _BY_HAND},
    Shape.MAPPED_LIST: {"1": "add items to a list", "2": "remove a list", "3": _BY_HAND},
    Shape.JSON: {"1": "set the value", "3": _BY_HAND},
}


def browse(screen: Screen, admin: Admin) -> None:
    """List configs, and show the value of one."""
    pattern = screen.ask("Which (a pattern as spam.*, or empty for all)", as_it_is)
    cards = [*admin.configs.cards(pattern or None)]
    rows = [
        (
            card.name.short,
            time_text(card.published),
            (card.record and card.record.author) or "-",
            (card.declared and card.declared.description) or "",
        )
        for card in cards
    ]
    show_rows(("NAME", "PUBLISHED", "AUTHOR", "DESCRIPTION"), rows)
    if not cards:
        return

    def check(text: str) -> ConfigName | None:
        return admin.configs.named(text) if text else None

    name = screen.ask("Show which (empty for none)", check, words=known_configs(admin))
    if name is not None:
        _show(admin, name)


def search(screen: Screen, admin: Admin) -> None:
    """Find configs by name, owner, description and value."""
    text = screen.ask("Text", _something)
    hits = [*admin.configs.search(text, in_values=True)]
    if hits:
        rows = [(one.name.short, one.where, one.text) for one in hits]
        show_rows(("NAME", "WHERE", "TEXT"), rows)
    else:
        say("nothing has it")


def edit(screen: Screen, admin: Admin) -> None:
    """Change a value: a part of it, or the whole in the editor."""
    name = ask_config(screen, admin)
    if not admin.changes.draft(name).is_json:
        _edit_by_hand(screen, admin, name)
        return
    shape = _shape(screen, admin, name)
    _show(admin, name)
    way = screen.choose("What", _WAYS[shape])
    if way == "3":
        _edit_by_hand(screen, admin, name, shape)
    else:
        publish(screen, admin, admin.changes.plan(name, _verb(screen, shape, way), shape=shape))


def history(screen: Screen, admin: Admin) -> None:
    """Show a config's newest versions."""
    show_history(admin, ask_config(screen, admin))


def roll_back(screen: Screen, admin: Admin) -> None:
    """Go back to an old version's value."""
    name = ask_config(screen, admin)
    versions = show_history(admin, name)
    version = ask_version(screen, "Back to which version", versions)
    publish(screen, admin, admin.changes.plan_roll_back(name, version))


def ramp(screen: Screen, admin: Admin) -> None:
    """Set an experiment's value."""
    ramps = admin.deciders.ramps()
    show_rows(("EXPERIMENT", "VALUE"), [(name, str(value)) for name, value in ramps.items()])
    experiment = screen.ask("Experiment", _lower_case, words=ramps)
    now = ramps.get(experiment)
    value = screen.ask("Value, 0 (never) to 100 (always)", _ramp, default=str(now or ""))
    publish(screen, admin, admin.deciders.plan_ramp(experiment, value))


def _verb(screen: Screen, shape: Shape, way: str) -> Verb:
    match shape, way:
        case Shape.LIST, "1":
            return AddItems(_ask_items(screen))
        case Shape.LIST, _:
            return RemoveItems([screen.ask("Item (JSON after =)", _value)])
        case Shape.MAPPED_LIST, "1":
            key = screen.ask("List", _something)
            return AddItems(_ask_items(screen), key)
        case (Shape.MAP, "1"):
            key = screen.ask("Key", _something)
            return SetEntry(key, screen.ask("Value (text; JSON after =)", _value))
        case ((Shape.MAP | Shape.MAPPED_LIST), _):
            return RemoveEntry(screen.ask("Key", _something))
        case _:
            return SetWhole(screen.ask("Value (text; JSON after =)", _value))


def _ask_items(screen: Screen) -> list[Json]:
    items = [screen.ask("Item (text; JSON after =)", _value)]
    while text := screen.ask("Another (empty line ends)", _checked_or_empty):
        items.append(_value(text))
    return items


def _edit_by_hand(
    screen: Screen, admin: Admin, name: ConfigName, shape: Shape | None = None
) -> None:
    if not edit_value(admin, name, lambda plan: write(screen, admin, plan), shape=shape, yes=False):
        say(f"{name}: not changed")


def _shape(screen: Screen, admin: Admin, name: ConfigName) -> Shape:
    try:
        return admin.changes.shape_of(name)
    except RequestError:
        shapes = {str(number): shape for number, shape in enumerate(Shape, 1)}
        chosen = screen.choose("What is it", {key: str(shape) for key, shape in shapes.items()})
        return shapes[chosen]


def _show(admin: Admin, name: ConfigName) -> None:
    try:
        shown = admin.configs.show(name)
    except NotAvailableError:
        say(f"{name.short} was never published")
        return
    say(headline(shown))
    show_value(shown.value)


def _something(text: str) -> str:
    if not text:
        raise RequestError("something, please; Ctrl-C goes back")
    return text


def _value(text: str) -> Json:
    if not text.startswith("="):
        return _something(text)
    try:
        return parse_json(text[1:].encode("utf-8", "surrogateescape"), what="it")
    except SnapshotCorruptError as error:
        raise RequestError(str(error)) from error


def _checked_or_empty(text: str) -> str:
    if text:
        _value(text)
    return text


def _lower_case(text: str) -> str:
    if not text or text != text.lower():
        raise RequestError("a name in lower case, please")
    return text


def _ramp(text: str) -> int | float:
    value: object = _value(f"={text}")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:  # noqa: PLR2004 - per cent
        raise RequestError(f"{text} is no number from 0 to 100")
    return value
