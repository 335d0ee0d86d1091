"""Findings on standard output, for people or for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeAlias

import attrs
import typer

from kingpin_codegen.breaking import Change
from kingpin_codegen.lint import LintFinding

__all__ = ["show"]

Row: TypeAlias = LintFinding | Change


def show(found: Sequence[Row], *, as_json: bool) -> None:
    """Print one line each, or one JSON list of objects with ``path``, ``line`` and ``column``."""
    if as_json:
        typer.echo(json.dumps([_object(each) for each in found], indent=2))
        return
    for each in found:
        typer.echo(str(each))


def _object(row: Row) -> dict[str, object]:
    facts = attrs.asdict(row)
    place: dict[str, object] = facts.pop("position")
    return {**place, **facts}
