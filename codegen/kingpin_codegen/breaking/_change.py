"""One breaking change."""

from __future__ import annotations

import enum

from attrs import frozen

from kingpin_codegen.model import Position

__all__ = ["Change", "Level"]


class Level(enum.StrEnum):
    """Whom a change breaks."""

    WIRE = "wire"
    """Peers with the old and the new IDL misunderstand each other."""
    SOURCE = "source"
    """Only code that was written against the old IDL's classes."""


@frozen
class Change:
    """One change; ``str()`` gives ``file:line:column: level: message (rule)``.

    Attributes:
        position: in the new IDL; in the old one if the thing is gone.
        level: see `Level`.
        rule: a stable name, as in ``field.type``.
        message: one line.
    """

    position: Position
    level: Level
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.position}: {self.level}: {self.message} ({self.rule})"
