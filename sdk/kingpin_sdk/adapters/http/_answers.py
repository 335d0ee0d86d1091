"""One request and one answer, as values."""

from __future__ import annotations

import json
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kingpin_sdk.model import Json

__all__ = ["Answer", "Request", "json_answer", "text_answer"]

_JSON: Final = "application/json"
_TEXT: Final = "text/plain; charset=utf-8"


class Request(NamedTuple):
    """What was asked.

    Attributes:
        method: ``GET`` or ``POST``.
        path: decoded, without the query.
        query: name -> value; of a name that comes twice the last one.
        authorization: the header of that name; empty without one.
    """

    method: str
    path: str
    query: Mapping[str, str] = MappingProxyType({})
    authorization: str = ""


class Answer(NamedTuple):
    """What to send.

    Attributes:
        status: the status line's.
        kind: of the body, as Content-Type has it.
        body: its bytes.
    """

    status: HTTPStatus
    kind: str
    body: bytes


def text_answer(text: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """An answer for people and probes."""
    return Answer(status, _TEXT, text.encode())


def json_answer(document: Json, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """An answer for programs."""
    return Answer(status, _JSON, json.dumps(document).encode())
