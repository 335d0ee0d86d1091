"""A second attempt beside a slow first one: the quicker answer counts, within the budget."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kingpin_sdk.discovery import Balancer, StaticEndpoints
from kingpin_sdk.rpc import CallOptions, HedgePolicy, RetryBudget, ThriftServer
from kingpin_sdk.rpc._hedge import LatencyWindow
from tests.unit.rpc.handlers import Answers, AnswersProcessor
from tests.unit.rpc.shapes import ADD, AsyncCalls, Calls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.clocks import Random
    from kingpin_sdk.discovery import Candidates, Host

_POLICY = HedgePolicy(least=0.001)
_WARM = 64


class _First:
    """Whoever stands first among those that may be asked."""

    def choose(
        self, candidates: Candidates, *, key: str | None, turn: int, now: float, chance: Random
    ) -> Host:
        del key, turn, now, chance
        return candidates.hosts[0]


def _by_order() -> Balancer:
    return Balancer(_First(), quarantine=None)


class _Pair:
    """Two servers, one of which can be made slow."""

    def __init__(self, stack: ExitStack) -> None:
        self.handlers = [Answers(), Answers()]
        servers = [
            stack.enter_context(ThriftServer(AnswersProcessor(each))) for each in self.handlers
        ]
        for each in self.handlers:
            stack.callback(each.go_on.set)
        self.source = StaticEndpoints(*(each.address for each in servers))

    @property
    def asked(self) -> int:
        return sum(each.calls["add"] for each in self.handlers)

    def slow_down(self, which: int) -> None:
        self.handlers[which].slow.set()


@pytest.fixture
def pair() -> Iterator[_Pair]:
    with ExitStack() as stack:
        yield _Pair(stack)


def _idempotent(client: Calls) -> Calls:
    return client.with_options(idempotent=True, timeout=20)


def test_a_slow_host_is_overtaken_by_the_other_one(pair: _Pair) -> None:
    with Calls(pair.source, hedge=_POLICY, balancer=_by_order()) as client:
        calls = _idempotent(client)
        for number in range(_WARM):
            assert calls.ask(ADD, one=number, other=1) == number + 1
        pair.slow_down(0)
        before = pair.handlers[1].calls["add"]
        for number in range(10):
            assert calls.ask(ADD, one=number, other=1) == number + 1
        # All begin at the slow host: the other one is asked by hedges only.
        assert pair.handlers[1].calls["add"] == before + 10


def test_a_method_that_may_not_be_executed_twice_is_never_hedged(pair: _Pair) -> None:
    with Calls(pair.source, hedge=_POLICY, timeout=20) as client:
        for number in range(2 * _WARM):
            client.ask(ADD, one=number, other=1)
    assert pair.asked == 2 * _WARM


def test_without_budget_there_are_no_hedges(pair: _Pair) -> None:
    budget = RetryBudget(share=0.0, per_second=0.0)
    with Calls(pair.source, hedge=_POLICY, budget=budget) as client:
        calls = _idempotent(client)
        for number in range(2 * _WARM):
            calls.ask(ADD, one=number, other=1)
    assert pair.asked == 2 * _WARM


def test_the_same_for_asyncio_and_no_attempt_outlives_its_call(pair: _Pair) -> None:
    async def run() -> None:
        async with AsyncCalls(pair.source, hedge=_POLICY, balancer=_by_order()) as client:
            calls = client.with_options(idempotent=True, timeout=20)
            for number in range(_WARM):
                assert await calls.ask(ADD, one=number, other=1) == number + 1
            pair.slow_down(0)
            before = pair.handlers[1].calls["add"]
            for number in range(10):
                assert await calls.ask(ADD, one=number, other=1) == number + 1
            assert pair.handlers[1].calls["add"] == before + 10
            assert sum(host.in_use for host in client.stats().hosts) == 0
            assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())


@given(
    st.lists(st.floats(0.0, 10.0), min_size=64, max_size=300),
    st.floats(0.5, 0.99),
    st.floats(0.0, 0.1),
)
@example([0.0] * 64, 0.5, 0.1)
@example([float(number) for number in range(64)], 0.99, 0.0)
def test_the_delay_is_a_quantile_of_the_latest_latencies(
    latencies: list[float], quantile: float, least: float
) -> None:
    window = LatencyWindow(HedgePolicy(quantile=quantile, least=least))
    for each in latencies:
        window.add(each)
    # It is found anew with every 32nd latency, over the latest 256.
    counted = latencies[: len(latencies) // 32 * 32][-256:]
    assert window.delay == max(_quantile_of(counted, quantile), least)


def _quantile_of(values: list[float], quantile: float) -> float:
    """The least value with more than that share of all at or below it."""
    return next(
        each
        for each in sorted(values)
        if sum(other <= each for other in values) > quantile * len(values)
    )


def test_nothing_is_hedged_while_little_is_known() -> None:
    window = LatencyWindow(_POLICY)
    for _ in range(31):
        window.add(1.0)
    assert window.delay is None


def test_options_of_one_call_decide_whether_it_is_hedged() -> None:
    assert CallOptions(idempotent=True).over(CallOptions(timeout=1.0)).idempotent is True
