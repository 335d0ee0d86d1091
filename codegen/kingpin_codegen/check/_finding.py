"""What a check finds."""

from __future__ import annotations

from attrs import frozen

from kingpin_codegen.model import Position, Severity

__all__ = ["Finding"]


@frozen
class Finding:
    """A broken rule, without the source line.

    Attributes:
        position: where.
        message: one line.
        severity: see `Severity`.
    """

    position: Position
    message: str
    severity: Severity = Severity.ERROR
