"""A handler behind a processor, which counts what it is asked."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from kingpin_sdk.rpc import Method, Processor
from tests.unit.rpc.shapes import ADD, FAIL, PING, POKE, OopsError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Answers", "AnswersProcessor"]


class Answers:
    """Adds, fails as it is told, and can be made slow.

    Attributes:
        calls: how often each method was called.
        slow: while set, ``add`` waits for ``go_on``.
    """

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.slow = threading.Event()
        self.go_on = threading.Event()

    def ping(self) -> None:
        self.calls["ping"] += 1

    def poke(self, number: int) -> None:
        del number
        self.calls["poke"] += 1

    def add(self, one: int, other: int) -> int:
        self.calls["add"] += 1
        if self.slow.is_set():
            assert self.go_on.wait(20)
        return one + other

    def fail(self, how: str) -> int:
        self.calls["fail"] += 1
        raise OopsError(text=how)


class AnswersProcessor(Processor):
    """As the generator would write it."""

    methods: ClassVar[Mapping[str, Method[Any]]] = {
        each.name: each for each in (PING, POKE, ADD, FAIL)
    }
