"""What the commands print."""

from __future__ import annotations

import sys

__all__ = ["note", "one_line", "say"]


def say(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(f"{text}\n")


def one_line(text: str) -> str:
    """A text for people as one printable line."""
    words = " ".join(text.split())
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in words)
