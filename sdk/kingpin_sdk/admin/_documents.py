"""Bodies as people see them: a JSON document, or plain text where KingPin stored that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import SnapshotCorruptError
from kingpin_sdk.publishing import diff_documents

if TYPE_CHECKING:
    from kingpin_sdk.model import Diff, Json

__all__ = ["document_of", "is_json", "pretty", "what_differs"]


def document_of(body: bytes, *, what: str) -> Json:
    """The document of a body; None for zero bytes; its text where it is no JSON."""
    try:
        return parse_json(body, what=what) if body else None
    except SnapshotCorruptError:
        return body.decode(errors="replace")


def is_json(body: bytes) -> bool:
    """True if a body holds a JSON document, or nothing."""
    try:
        parse_json(body, what="the value") if body else None
    except SnapshotCorruptError:
        return False
    return True


def pretty(document: Json) -> str:
    """A document for an editor: two blanks a level, every script readable, a newline at the end."""
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    # What no file can hold, a lone surrogate, as JSON's escape for it.
    return text.encode(errors="backslashreplace").decode()


def what_differs(old: bytes | None, new: bytes, *, what: str) -> Diff:
    """The diff of two bodies: line by line where neither is JSON, else as documents.

    Before the first publication everything is new.
    """
    if not (is_json(new) or is_json(old or b"")):
        return diff_documents(_lines_of(old), _lines_of(new))
    after = document_of(new, what=what)
    if old is None:
        blank: Json = [] if isinstance(after, list) else {} if isinstance(after, dict) else None
        return diff_documents(blank, after)
    return diff_documents(document_of(old, what=what), after)


def _lines_of(body: bytes | None) -> Json:
    return [*(body or b"").decode(errors="backslashreplace").splitlines()]
