"""What every check is given and gives."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from kingpin_codegen.lint._depths import Depths
from kingpin_codegen.lint._settings import LintSettings
from kingpin_codegen.model import Document, Position, Program, Severity

__all__ = ["Place", "Said"]

Said: TypeAlias = tuple[Position, Severity, str]
"""Where, how bad, what."""


@frozen
class Place:
    """The surroundings of an element.

    Attributes:
        program: for names.
        document: the file that is judged.
        settings: see `LintSettings`.
        depths: how deep the program's records are nested.
    """

    program: Program
    document: Document
    settings: LintSettings
    depths: Depths
