"""One rule for every value of the model.

An object has the attributes of its class, and the class's name under ``node``. Files are named by
their path as reached, so that the output does not depend on the machine; bytes are base64; what is
None is null. ``Field.type``, ``Const.value`` and their like are such objects again.
"""

from __future__ import annotations

import base64
import enum
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import attrs

from kingpin_codegen.model import DocumentKey, Position, Program

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Json", "model_json"]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

# Attributes that hold a file's key.
_KEYS: Final = frozenset({"document", "key"})


def model_json(program: Program) -> dict[str, Json]:
    """A whole program: its roots, documents and warnings.

    Stable: attributes may be added in later versions, and none changes its meaning.
    """
    paths = {document.key: document.path for document in program.documents}
    return {
        "roots": [paths[key] for key in program.roots],
        "documents": [_json(document, paths) for document in program.documents],
        "warnings": [problem.summary for problem in program.warnings],
    }


def _json(value: object, paths: Mapping[DocumentKey, str]) -> Json:
    if isinstance(value, Position):
        return {"path": value.path, "line": value.line, "column": value.column}
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, tuple):
        # Narrowing leaves the items unknown.
        return [_json(item, paths) for item in cast("tuple[object, ...]", value)]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return _object(value, paths)


def _object(value: object, paths: Mapping[DocumentKey, str]) -> dict[str, Json]:
    found: dict[str, Json] = {"node": type(value).__name__}
    # What is left of the model's values are attrs classes.
    for attribute in attrs.fields(cast("type[attrs.AttrsInstance]", type(value))):
        name: str = attribute.name
        part: object = getattr(value, name)
        if name in _KEYS and isinstance(part, str):
            if name != "key":
                found[name] = paths[DocumentKey(part)]
        else:
            found[name] = _json(part, paths)
    return found
