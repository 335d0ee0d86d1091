"""Run as a script by any interpreter: time statements against their baselines in one process.

Reads a JSON document from standard input, ``{"setup": code, "pairs": {statement: baseline},
"rounds": n}``, and writes ``{statement: {"ns": median, "base_ns": median, "ratio": median}}`` as
the last line of standard output. Statements are code and see what the setup made as globals. Needs
the standard library only, so that it runs in an environment that holds nothing but a peer.

A statement is written out ten times in the loop of a generated function, so the loop itself is a
small part of either side. A statement and its baseline are timed at once after each other, in
changing order, and the ratio is taken of these two: what slows the machine for a while slows both.
Processor time of the thread is counted, so that other processes of the machine matter less.
"""

import gc
import json
import statistics
import sys
from collections.abc import Callable
from time import thread_time

_WRITTEN_OUT = 10
_ROUND_SECONDS = 0.002

Timer = Callable[[int], float]


def compile_timer(statement: str, names: dict[str, object]) -> Timer:
    """A function that runs the statement some times and returns the seconds it took."""
    body = "\n".join([f"        {statement}"] * _WRITTEN_OUT)
    source = (
        "def run(loops, now=_thread_time_of_the_driver):\n"
        "    begun = now()\n"
        "    for _ in range(loops):\n"
        f"{body}\n"
        "    return now() - begun\n"
    )
    made: dict[str, Timer] = {}
    # The function's globals are the setup's names, as those of an application are its module's.
    names["_thread_time_of_the_driver"] = thread_time
    exec(source, names, made)  # noqa: S102 - the suite's own statements
    return made["run"]


def loops_for_a_round(timer: Timer) -> int:
    """How many loops fill a round; the calls also warm the interpreter's caches."""
    loops = 1
    while (seconds := timer(loops)) < _ROUND_SECONDS / 4:
        loops *= 4 if seconds < _ROUND_SECONDS / 16 else 2
    return max(1, round(loops * _ROUND_SECONDS / seconds))


def measure(setup: str, pairs: dict[str, str], rounds: int) -> dict[str, dict[str, float]]:
    """Times and ratios of each statement and its baseline."""
    names: dict[str, object] = {}
    exec(setup, names)  # noqa: S102 - the suite's own code
    gc.collect()
    gc.disable()
    duels = {
        statement: Duel(compile_timer(statement, names), compile_timer(baseline, names))
        for statement, baseline in pairs.items()
    }
    for _ in range(rounds):
        for duel in duels.values():
            duel.fight()
    return {statement: duel.outcome() for statement, duel in duels.items()}


class Duel:
    """A statement and its baseline, timed in turn."""

    def __init__(self, ours: Timer, theirs: Timer) -> None:
        self._timers = (ours, theirs)
        self._loops = (loops_for_a_round(ours), loops_for_a_round(theirs))
        self.ours: list[float] = []
        self.theirs: list[float] = []

    def outcome(self) -> dict[str, float]:
        """Medians of what was found."""
        ratios = [ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)]
        return {
            "ns": statistics.median(self.ours) * 1e9,
            "base_ns": statistics.median(self.theirs) * 1e9,
            "ratio": statistics.median(ratios),
        }

    def fight(self) -> None:
        """One round: both, at once after each other, in changing order."""
        sides = (0, 1) if len(self.ours) % 2 else (1, 0)
        for side in sides:
            loops = self._loops[side]
            seconds = self._timers[side](loops) / loops / _WRITTEN_OUT
            (self.ours, self.theirs)[side].append(seconds)


if __name__ == "__main__":
    order = json.load(sys.stdin)
    sys.stdout.write("\n" + json.dumps(measure(**order)) + "\n")
    sys.stdout.flush()
