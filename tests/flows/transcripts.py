"""Transcripts in documents: commands with their output, run in a real terminal and compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tests.flows.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.flows.kingpin_command import Kingpin

__all__ = ["Step", "play", "steps_of"]

_LONGEST = 150.0
_PART = re.compile(r"^```console\n(.*?)^```|^<!-- wait: (.*?) -->$", re.DOTALL | re.MULTILINE)


class Step(NamedTuple):
    """One command, and what a document says it shows; None where it shows nothing to compare."""

    command: str
    shown: str | None


def steps_of(page: str) -> Iterator[Step]:
    """A page's transcripts in order; ``<!-- wait: COMMAND -->`` waits until that succeeds."""
    for part in _PART.finditer(page):
        if part[2] is not None:
            yield Step(f"until {part[2]}; do sleep 0.05; done", None)
            continue
        for block in re.split(r"^\$ ", part[1], flags=re.MULTILINE)[1:]:
            command, _, shown = block.partition("\n")
            yield Step(command, shown)


def play(kingpin: Kingpin, steps: Sequence[Step]) -> None:
    """Run the commands in one shell on one terminal; fails where something else is shown."""
    script = ["trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT", "set -e"]
    for number, step in enumerate(steps):
        script += [f"echo '@@ {number}'", step.command]
    script.append(f"echo '@@ {len(steps)}'")
    (kingpin.folder / "transcript.sh").write_text("\n".join(script))
    with Terminal(kingpin.folder, kingpin.environment) as terminal:
        terminal.run("bash", "transcript.sh")
        terminal.expect("ended with ", timeout=_LONGEST)
        screen = terminal.screen()
    for number, step in enumerate(steps):
        begin, end = f"@@ {number}\n", f"@@ {number + 1}\n"
        assert begin in screen, screen
        shown = screen.partition(begin)[2].partition(end)[0]
        if step.shown is not None:
            assert re.fullmatch(_pattern(step.shown), _plain(shown)), f"{step.command}\n{shown}"
    assert "ended with 0" in screen, screen


def _pattern(expected: str) -> str:
    """What a document shows as a pattern: ``...`` is anything."""
    return re.escape(_plain(expected)).replace(re.escape("..."), "(?s:.*)")


def _plain(text: str) -> str:
    """Lines without empty ones, runs of blanks as one: columns are as wide as what is in them."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
