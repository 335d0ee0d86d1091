"""The threads that do what blocks, and the gate before every swap."""

import threading

import pytest

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.sync._workers import GateClosedError, SwapGate, Workers
from tests.waiting import wait_until

_WITHIN = 20.0


def test_a_job_that_fails_is_logged_and_its_thread_does_the_next(
    caplog: pytest.LogCaptureFixture,
) -> None:
    workers, done = Workers(1), threading.Event()

    def fail() -> None:
        raise ZeroDivisionError

    workers.submit(fail)
    workers.submit(done.set)
    assert done.wait(_WITHIN)
    workers.stop(Deadline(_WITHIN))
    assert [record.getMessage() for record in caplog.records] == ["a job of the sync engine failed"]


def test_a_closed_gate_lets_no_swap_begin() -> None:
    gate = SwapGate()
    gate.close()
    assert _is_closed(gate)
    gate.close()


def test_closing_waits_for_the_swap_in_hand_and_lets_no_other_begin() -> None:
    gate, events = SwapGate(), list[str]()

    def close() -> None:
        gate.close()
        events.append("closed")

    closing = threading.Thread(target=close)
    with gate.passing():
        closing.start()
        wait_until(lambda: _is_closed(gate), timeout=_WITHIN, what="no other swap begins")
        events.append("swapped")
    closing.join(_WITHIN)
    assert events == ["swapped", "closed"]


def test_a_swap_that_fails_holds_nobody_up() -> None:
    gate = SwapGate()
    with pytest.raises(ZeroDivisionError), gate.passing():
        raise ZeroDivisionError
    gate.close()


def _is_closed(gate: SwapGate) -> bool:
    try:
        with gate.passing():
            return False
    except GateClosedError:
        return True
