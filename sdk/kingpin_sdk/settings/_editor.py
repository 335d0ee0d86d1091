"""The editor of the person at the terminal, as every Unix program finds it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["editor_command"]


def editor_command(environ: Mapping[str, str] = os.environ) -> str:
    """``$VISUAL``, else ``$EDITOR``, else ``vi``; may hold arguments."""
    said = (environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    return next(filter(None, said), "vi")
