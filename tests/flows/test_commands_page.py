"""docs/commands.md names every command and every option, and none that does not exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import typer.main
from typer.core import TyperCommand, TyperGroup

from kingpin_sdk.cli.main import app

_PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text()


def _commands() -> Iterator[tuple[str, TyperCommand]]:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    for name, command in root.commands.items():
        if isinstance(command, TyperGroup):
            for inner, leaf in command.commands.items():
                assert isinstance(leaf, TyperCommand)
                yield f"{name} {inner}", leaf
        elif isinstance(command, TyperCommand):
            yield name, command


def test_every_command_is_on_the_page() -> None:
    # What a monitor is told has a page of its own.
    lacking = [
        name
        for name, _ in _commands()
        if not name.startswith("monitor ") and f"`kingpin {name}" not in _PAGE
    ]
    assert lacking == []


def test_every_command_on_the_page_exists() -> None:
    known = {name for name, _ in _commands()} | {name.split()[0] for name, _ in _commands()}
    named = re.findall(r"`kingpin ([a-z]+(?: [a-z]+)?)", _PAGE)
    assert named
    assert [name for name in named if name not in known] == []


def test_every_option_on_the_page_exists() -> None:
    options = {
        option
        for _, command in _commands()
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    named = set(re.findall(r"(--[a-z-]+[a-z])", _PAGE))
    assert named - options == {"--debug", "--install-completion"}
