"""The command: its menu, and a loop that nothing but leaving ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

from kingpin_sdk.cli._output import note, say
from kingpin_sdk.cli._session import writing
from kingpin_sdk.errors import KingpinError, RequestError, one_line

if TYPE_CHECKING:
    from kingpin_sdk.admin import Admin
    from kingpin_sdk.cli.console._screen import Screen

__all__ = ["app"]

app: Final = typer.Typer(rich_markup_mode=None)

_LEAVE: Final = "6"
_LEAVING: Final = ("q", "quit", "exit")


class _Action(NamedTuple):
    """One line of the menu; None to leave."""

    text: str
    run: Callable[[Screen, Admin], None] | None


@app.command("console")
def console(context: typer.Context) -> None:
    """Do things by number: KingPin's metaconfig shell, and values.

    Every name is completed with Tab, every change is shown as a diff before it is written, Ctrl-C
    goes back to the menu from anywhere, and Ctrl-D leaves.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise RequestError("the console needs a terminal; every action is a command, too")
    # prompt_toolkit takes 100 ms to load, which no other command needs.
    from kingpin_sdk.cli.console._screen import Screen

    with writing(context) as session:
        say(f"{session.settings.coordination}, as {session.settings.author}")
        _run(Screen(), session.admin, _menu())


def _menu() -> dict[str, _Action]:
    """The first six are KingPin's, by their numbers."""
    from kingpin_sdk.cli.console import _keeping as keeping
    from kingpin_sdk.cli.console import _subscribing as subscribing
    from kingpin_sdk.cli.console import _values as values

    actions = (
        _Action("Create a dependency", subscribing.create_dependency),
        _Action("Create a config or a serverset", subscribing.create_metaconfig),
        _Action("Add something to a dependency", subscribing.add_to_dependency),
        _Action("Show a dependency and its members", subscribing.show_dependency),
        _Action("List all metaconfigs", subscribing.list_metaconfigs),
        _Action("Leave", None),
        _Action("Browse configs and show values", values.browse),
        _Action("Search names, owners, descriptions and values", values.search),
        _Action("Edit a value", values.edit),
        _Action("History of a value", values.history),
        _Action("Roll back", values.roll_back),
        _Action("Ramp an experiment", values.ramp),
        _Action("Remove something from a dependency", subscribing.remove_from_dependency),
        _Action("Who gets it", subscribing.show_who_gets),
        _Action("Compare two versions", keeping.compare),
        _Action("Say who answers for a config and what it is for", keeping.describe),
        _Action("Delete a config, a serverset or a dependency", keeping.delete),
        _Action("Who did what", keeping.audit),
    )
    return {str(number): action for number, action in enumerate(actions, 1)}


def _run(screen: Screen, admin: Admin, menu: dict[str, _Action]) -> None:
    _show(menu)
    while True:
        try:
            chosen = screen.ask("\nAction (? lists them)", lambda text: _chosen(menu, text))
        except KeyboardInterrupt:
            say(f"({_LEAVE} or Ctrl-D leaves)")
            continue
        except EOFError:
            return
        if chosen is None:
            _show(menu)
        elif chosen.run is None:
            return
        else:
            _act(chosen.run, screen, admin)


def _show(menu: dict[str, _Action]) -> None:
    for number, action in menu.items():
        say(f"{number:>4}. {action.text}")


def _chosen(menu: dict[str, _Action], text: str) -> _Action | None:
    """The action of a number; None to see the menu."""
    if text in ("", "?"):
        return None
    if text.lower() in _LEAVING:
        return menu[_LEAVE]
    if text not in menu:
        raise RequestError(f"a number from 1 to {len(menu)}, please")
    return menu[text]


def _act(action: Callable[[Screen, Admin], None], screen: Screen, admin: Admin) -> None:
    """Run one action; whatever ends it, the menu comes back."""
    try:
        action(screen, admin)
    except (KeyboardInterrupt, EOFError, typer.Abort):
        say("cancelled: nothing more was written")
    except typer.Exit:
        pass  # it has said why
    except KingpinError as error:
        note(one_line(str(error)))
    except OSError as error:
        note(one_line(f"{error.filename or 'terminal'}: {error.strerror or error}"))
