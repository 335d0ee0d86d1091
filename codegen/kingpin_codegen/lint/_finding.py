"""What a check has to say."""

from __future__ import annotations

from attrs import frozen

from kingpin_codegen.model import Position, Severity

__all__ = ["LintFinding"]


@frozen
class LintFinding:
    """One finding; ``str()`` gives ``file:line:column: severity: message (check)``.

    Attributes:
        position: where.
        severity: how bad.
        message: one line.
        check: the name of the check, for ``disable`` and ``nolint``.
    """

    position: Position
    severity: Severity
    message: str
    check: str

    def __str__(self) -> str:
        return f"{self.position}: {self.severity}: {self.message} ({self.check})"
