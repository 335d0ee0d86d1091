"""Waiting for bytes ends by the deadline, whichever thread waits, and is woken up by an abort."""

from __future__ import annotations

import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.rpc._io import PlainIo

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def other() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


@pytest.fixture
def pair() -> Iterator[tuple[PlainIo, socket.socket]]:
    ours, theirs = socket.socketpair()
    io = PlainIo(ours)
    with theirs:
        yield io, theirs
        io.close()


def test_a_thread_that_waits_in_vain_ends_with_its_deadline(
    pair: tuple[PlainIo, socket.socket], other: ThreadPoolExecutor
) -> None:
    io, _ = pair
    for timeout in (0.2, 0.05, 0.0005, 0.0):
        deadline = Deadline(timeout)
        with pytest.raises(TimeoutError):
            other.submit(io.receive, deadline).result(20)
        # A poll counts in milliseconds, rounded up.
        assert deadline.remaining < 0.001


def test_what_arrives_after_the_socket_s_own_limit_is_received(
    pair: tuple[PlainIo, socket.socket], other: ThreadPoolExecutor
) -> None:
    io, theirs = pair
    theirs.send(b"one")
    # The limit that this leaves behind is shorter than the next deadline, and kept.
    assert other.submit(io.receive, Deadline(0.5)).result(20) == b"one"
    later = threading.Timer(0.6, theirs.send, [b"two"])
    later.start()
    assert other.submit(io.receive, Deadline(1.7)).result(20) == b"two"
    later.join()


def test_a_longer_deadline_is_waited_for_after_a_short_one(
    pair: tuple[PlainIo, socket.socket], other: ThreadPoolExecutor
) -> None:
    io, theirs = pair
    with pytest.raises(TimeoutError):
        other.submit(io.receive, Deadline(0.01)).result(20)
    waiting = other.submit(io.receive, Deadline(15))
    theirs.send(b"late")
    assert waiting.result(20) == b"late"


def test_an_abort_wakes_up_a_thread_that_waits(
    pair: tuple[PlainIo, socket.socket], other: ThreadPoolExecutor
) -> None:
    io, _ = pair
    waiting = other.submit(io.receive, Deadline(15))
    io.abort()
    with pytest.raises(ConnectionResetError):
        waiting.result(10)


def test_a_timer_of_signals_keeps_the_main_thread_from_no_deadline(
    pair: tuple[PlainIo, socket.socket],
) -> None:
    io, _ = pair
    assert threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGALRM, lambda _number, _frame: None)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    try:
        with pytest.raises(TimeoutError):
            io.receive(Deadline(0.3))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_sending_to_a_peer_that_takes_nothing_ends_with_the_deadline(
    pair: tuple[PlainIo, socket.socket], other: ThreadPoolExecutor
) -> None:
    io, _ = pair
    with pytest.raises(TimeoutError):
        other.submit(io.send, b"x" * 50_000_000, Deadline(0.2)).result(20)
