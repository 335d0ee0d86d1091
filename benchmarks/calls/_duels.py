"""Contenders on the same server, in rounds: one at once after the other, in changing order."""

from __future__ import annotations

import json
import random
import statistics
from contextlib import ExitStack
from typing import TYPE_CHECKING

from attrs import field, frozen

from benchmarks._environments import EnvironmentFailedError
from benchmarks._probe import ProbeError
from benchmarks.calls._stage import Done, worker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from benchmarks.calls._contenders import Contender
    from benchmarks.calls._stage import Talker

__all__ = ["Duels", "fight"]


@frozen
class Duels:
    """What was found.

    Attributes:
        rounds: what each contender did in each round, by its title.
        absent: title -> why it could not take part.
    """

    rounds: list[dict[str, Done]] = field(factory=list[dict[str, Done]])
    absent: dict[str, str] = field(factory=dict[str, str])

    def median(self, title: str, of: Callable[[Done], float]) -> float:
        """A contender's median."""
        return statistics.median(of(one[title]) for one in self.rounds)

    def ratio(self, title: str, over: str, of: Callable[[Done], float]) -> float:
        """Median of the rounds' ratios of two contenders."""
        return statistics.median(of(one[title]) / of(one[over]) for one in self.rounds)


def fight(
    contenders: Sequence[Contender],
    names: Mapping[str, Any],
    *,
    rounds: int,
    threads: int,
    calls: int,
) -> Duels:
    """Let them call.

    Args:
        contenders: who.
        names: what they are told.
        rounds: how many; one more is thrown away, in which everything is opened and warmed.
        threads: of each contender.
        calls: by each thread in a round.
    """
    duels = Duels()
    order = json.dumps({"threads": threads, "calls": calls})
    with ExitStack() as stack:
        crew: dict[str, Talker] = {}
        for contender in contenders:
            try:
                talker = stack.enter_context(worker(contender, names))
                _fill(talker, order)
            except (EnvironmentFailedError, ProbeError) as error:
                duels.absent[contender.title] = str(error)
            else:
                crew[contender.title] = talker
        for _ in range(rounds):
            turns = random.sample(list(crew), len(crew))
            duels.rounds.append({title: _fill(crew[title], order) for title in turns})
    return duels


def _fill(talker: Talker, order: str) -> Done:
    talker.tell(order)
    return Done(**json.loads(talker.heard()))
