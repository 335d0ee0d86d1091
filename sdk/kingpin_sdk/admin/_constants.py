"""Names of the catalog as Python: a module of typed constants (pure)."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, final

from attrs import frozen

from kingpin_sdk.names import ConfigName, ServersetName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


__all__ = ["Known", "constants_module"]

_DOCSTRING = (
    '"""Names that the catalog knows. Made by `kingpin names`: make it again, do not edit it."""'
)


@final
@frozen(kw_only=True)
class Known:
    """What there are names of."""

    configs: Sequence[ConfigName]
    experiments: Sequence[str]
    serversets: Sequence[ServersetName]
    dependencies: Sequence[str]


def constants_module(known: Known) -> str:
    """The text of the module: the same names always give the same text.

    A name that Python cannot spell keeps what it can; of two that become the same, the later one
    gets a number.
    """
    parts = [
        _header(known),
        _class(
            "Configs",
            "Every config.",
            (
                (name.short, f'Final = ConfigName("{name.domain}", "{name.key}")')
                for name in known.configs
            ),
        ),
        _class(
            "Serversets",
            "Every serverset.",
            (
                (
                    str(name).removeprefix("discovery."),
                    f'Final = ServersetName("{name.service}", "{name.env}")',
                )
                for name in known.serversets
            ),
        ),
        _class(
            "Dependencies",
            "Every dependency.",
            (
                (name.removesuffix(".dep"), f'Final = DependencyName("{name}")')
                for name in known.dependencies
            ),
        ),
        _experiments(known.experiments),
    ]
    return "\n\n".join(parts)


def _header(known: Known) -> str:
    """Docstring and imports: only what the classes below use, so that no linter complains."""
    used = {
        "ConfigName": known.configs,
        "DependencyName": known.dependencies,
        "ServersetName": known.serversets,
    }
    names = ", ".join(name for name, instances in used.items() if instances)
    lines = [_DOCSTRING, "", "from __future__ import annotations", "", "import enum"]
    if names:
        lines += ["from typing import Final", "", f"from kingpin_sdk.names import {names}"]
    return "\n".join(lines) + "\n"


def _class(name: str, docstring: str, constants: Iterable[tuple[str, str]]) -> str:
    lines = [f"{constant}: {value}" for constant, value in _unique(constants)]
    return _body(f"class {name}:", docstring, lines)


def _experiments(names: Sequence[str]) -> str:
    values = ((name, _quoted(name)) for name in names)
    lines = [f"{constant} = {value}" for constant, value in _unique(values)]
    return _body("class Experiments(enum.StrEnum):", "Every experiment of Decider.", lines)


def _body(head: str, docstring: str, lines: Sequence[str]) -> str:
    inner = [f'"""{docstring}"""', "", *lines] if lines else [f'"""{docstring}"""']
    return "\n".join([head, *(f"    {line}" if line else "" for line in inner)]) + "\n"


def _unique(constants: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for text, value in constants:
        constant = first = _identifier(text)
        number = 2
        while constant in taken:
            constant = f"{first}_{number}"
            number += 1
        taken.add(constant)
        yield constant, value


def _identifier(text: str) -> str:
    name = re.sub(r"[^0-9A-Z_]", "_", text.upper())
    # An enum takes names with underscores at both ends for its own.
    name = name.strip("_") or "X"
    return f"X{name}" if name[0].isdigit() or keyword.iskeyword(name) else name


def _quoted(text: str) -> str:
    escaped = text.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{escaped}"'
