"""Making nodes with their parents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kazoo.exceptions import NodeExistsError, NoNodeError

from kingpin_sdk.clocks import Deadline

if TYPE_CHECKING:
    from kazoo.client import KazooClient

__all__ = ["create_with_parents"]


def create_with_parents(
    client: KazooClient,
    path: str,
    data: bytes,
    timeout: float,
    *,
    ephemeral: bool = False,
    sequence: bool = False,
) -> None:
    """Create a node, and the persistent empty parents it lacks; kazoo's errors pass.

    kazoo's ``makepath`` is put aside: with two writers at once it fails on a parent that the other
    just made.

    Args:
        client: a connected client.
        path: the full path on the server.
        data: the node's content.
        timeout: seconds for all of it.
        ephemeral: it goes with the session.
        sequence: the server adds a number to the name.
    """
    deadline = Deadline(timeout)

    def create() -> None:
        client.create_async(path, data, ephemeral=ephemeral, sequence=sequence).get(
            timeout=deadline.remaining
        )

    try:
        create()
    except NoNodeError:
        _make_parents(client, path, deadline)
        create()


def _make_parents(client: KazooClient, path: str, deadline: Deadline) -> None:
    names = path.split("/")[1:-1]
    for depth in range(1, len(names) + 1):
        parent = "/" + "/".join(names[:depth])
        if client.exists_async(parent).get(timeout=deadline.remaining) is not None:
            continue
        try:
            client.create_async(parent).get(timeout=deadline.remaining)
        except NodeExistsError:
            # Another writer was quicker.
            continue
