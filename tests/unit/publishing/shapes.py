"""The types that are published."""

import attrs


@attrs.frozen
class Window:
    seconds: int
    hard: bool = False


@attrs.frozen
class Limit:
    qps: float
    window: Window = Window(60)
    tags: tuple[str, ...] = ()


@attrs.frozen
class Rule:
    name: str
    score: int = 1


@attrs.frozen
class Rules:
    rules: list[Rule]
    title: str = ""
