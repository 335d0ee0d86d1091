"""Versions only move forward, by the node's revision."""

from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.model import Revision
from kingpin_sdk.ports import Node
from kingpin_sdk.sync._order import Order, Seen, order


def test_the_first_look_is_newer_than_nothing() -> None:
    assert order(Node(b"", Revision(0), 1.0), None) is Order.NEWER


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_greater_revision_is_newer_even_when_the_service_clock_stepped_back(
    before: int, by: int
) -> None:
    seen = Seen(Revision(before), 1000.0)
    assert order(Node(b"", Revision(before + 1 + by), 1.0), seen) is Order.NEWER


def test_a_lagging_server_is_older() -> None:
    assert order(Node(b"", Revision(4), 9.0), Seen(Revision(5), 10.0)) is Order.OLDER


def test_a_node_that_was_made_again_is_newer() -> None:
    assert order(Node(b"", Revision(0), 11.0), Seen(Revision(5), 10.0)) is Order.NEWER


def test_the_same_content_is_the_same() -> None:
    assert order(Node(b"", Revision(5), 10.0), Seen(Revision(5), 10.0)) is Order.SAME
