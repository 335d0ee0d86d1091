"""The same question put to every peer, each in a process of its own with its own baseline."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks._environments import EnvironmentFailedError, environment_of
from benchmarks._figure import Figure, unmeasured
from benchmarks._probe import ProbeError, time_statements
from benchmarks.reading._peers import FLAG_PEERS, FlagPeer

__all__ = ["Question", "ask_peers"]

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks._bench import Bench

Question = Callable[[FlagPeer], str]


def ask_peers(
    bench: Bench, row: str, question: Question, *, setup: str, baseline: str
) -> Iterator[Figure]:
    """What the peers need for it.

    Args:
        bench: this run.
        row: whose figures they are.
        question: picks the statement of a peer.
        setup: makes what the baseline uses.
        baseline: the statement that stands for 1.
    """
    for peer in FLAG_PEERS:
        statement = question(peer)
        if not statement:
            yield unmeasured(row, f"  {peer.title}", peer.lacks)
            continue
        try:
            python = environment_of(peer.requirement) if peer.requirement else None
            timing = time_statements(
                setup + peer.setup,
                {statement: baseline},
                rounds=bench.samples(51, 501),
                python=python,
            )[statement]
        except (EnvironmentFailedError, ProbeError) as error:
            yield unmeasured(row, f"  {peer.title}", str(error))
            continue
        yield Figure(
            row,
            f"  {peer.title}",
            timing.ratio,
            beside=f"{timing.ns:.0f} ns, beside {timing.base_ns:.1f} ns",
        )
