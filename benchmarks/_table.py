"""Figures as lines of text and as JSON."""

from __future__ import annotations

import json
import os
import platform
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks._figure import Figure

__all__ = ["as_json", "line_of", "machine", "summary_of"]

_WHAT, _FIGURE, _TARGET = 58, 11, 11


def machine() -> str:
    """The machine in one line."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {os.cpu_count()} cores, load {load}"


def line_of(figure: Figure) -> str:
    """One line of the table."""
    value = "-" if figure.value is None else _number(figure.value, figure.unit)
    target = "" if figure.at_most is None else f"<= {_number(figure.at_most, figure.unit)}"
    rest = "; ".join(text for text in (figure.beside, figure.note) if text)
    line = f"  {figure.what:<{_WHAT}} {value:>{_FIGURE}}  {target:<{_TARGET}} {figure.verdict:<8}"
    return f"{line} {rest}".rstrip()


def summary_of(figures: Sequence[Figure]) -> str:
    """How many targets were reached, and which were not."""
    with_target = [figure for figure in figures if figure.at_most is not None]
    missed = [figure for figure in with_target if figure.missed]
    lines = [f"{len(with_target) - len(missed)} of {len(with_target)} targets reached"]
    lines += [f"  missed: {figure.row}: {figure.what}" for figure in missed]
    return "\n".join(lines)


def as_json(figures: Sequence[Figure]) -> str:
    """The whole run for a program to read."""
    return json.dumps(
        {
            "machine": machine(),
            "figures": [
                {**attrs.asdict(figure), "verdict": figure.verdict or None} for figure in figures
            ],
        },
        indent=2,
    )


def _number(value: float, unit: str) -> str:
    digits = 0 if value >= 100 or (value == int(value) and value >= 10) else 2  # noqa: PLR2004 - three digits are enough
    if unit == "x":
        return f"{value:.{digits}f}x"
    return f"{value:.{digits}f} {unit}".rstrip()
