"""The embedded store after kill -9: the old content or the new, and nothing in the way."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import BackendError, BlobNotFoundError, NodeNotFoundError
from kingpin_sdk.model import Revision
from tests.contracts.children import fork, kill_at_line, wait_for

NODE = "/config/spam/list"
_MOST_LINES = 2_000


def kill_at_every_line(prepare: Callable[[int], Path], work: Callable[[Path], None]) -> list[Path]:
    """Do the work in a process that is killed before its 1st, 2nd ... line; the stores it left."""
    left: list[Path] = []
    for line in range(1, _MOST_LINES):
        root = prepare(line)

        def die(root: Path = root, line: int = line) -> None:
            kill_at_line(line, "kingpin_sdk.adapters.localdir")
            work(root)

        status = wait_for(fork(die))
        if status == 0:
            return left
        assert status == -signal.SIGKILL
        left.append(root)
    pytest.fail("the work never ends")


def with_node(tmp_path: Path) -> Callable[[int], Path]:
    def prepare(line: int) -> Path:
        root = tmp_path / str(line)
        client = LocalCoordination(root)
        client.create(NODE, b"old")
        client.close()
        return root

    return prepare


def test_a_killed_write_leaves_the_old_or_the_new_node(tmp_path: Path) -> None:
    new = b"new" * 1000

    def work(root: Path) -> None:
        LocalCoordination(root).write(NODE, new, expected=Revision(0))

    found: set[tuple[bytes, int]] = set()
    for root in kill_at_every_line(with_node(tmp_path), work):
        client = LocalCoordination(root)
        node = client.read(NODE)
        found.add((node.data, node.revision))
        assert client.children("/config/spam") == ("list",)
        assert client.write(NODE, b"next", expected=node.revision) == node.revision + 1
        assert not list(root.rglob("%new"))
    assert found == {(b"old", 0), (new, 1)}


def test_a_killed_creation_leaves_a_whole_node_or_none(tmp_path: Path) -> None:
    def work(root: Path) -> None:
        LocalCoordination(root).create("/top/middle/leaf", b"data")

    for root in kill_at_every_line(lambda line: tmp_path / str(line), work):
        client = LocalCoordination(root)
        try:
            assert client.read("/top/middle/leaf").data == b"data"
        except NodeNotFoundError:
            client.create("/top/middle/leaf", b"data")
        assert client.children("/top/middle") == ("leaf",)
        assert client.read("/top").data == b""


def test_a_killed_deletion_leaves_a_whole_node_or_none(tmp_path: Path) -> None:
    def work(root: Path) -> None:
        LocalCoordination(root).delete(NODE)

    for root in kill_at_every_line(with_node(tmp_path), work):
        client = LocalCoordination(root)
        with suppress(NodeNotFoundError):
            assert client.read(NODE).data == b"old"
            client.delete(NODE)
        assert client.children("/config/spam") == ()
        client.create(NODE + "/child", b"")


def test_a_member_killed_while_it_joins_is_no_member(tmp_path: Path) -> None:
    def work(root: Path) -> None:
        LocalCoordination(root).join("/discovery/a:1", b"data")

    for root in kill_at_every_line(lambda line: tmp_path / str(line), work):
        with LocalCoordination(root) as client:
            with suppress(NodeNotFoundError):
                assert client.children("/discovery") == ()
            assert client.join("/discovery/a:1", b"heir").alive
            assert client.read("/discovery/a:1").data == b"heir"


def test_a_member_killed_while_it_leaves_is_no_member(tmp_path: Path) -> None:
    def work(root: Path) -> None:
        LocalCoordination(root).join("/discovery/a:1", b"data").leave()

    for root in kill_at_every_line(lambda line: tmp_path / str(line), work):
        with LocalCoordination(root) as client:
            with suppress(NodeNotFoundError):
                assert client.children("/discovery") == ()
            client.create("/discovery/a:1", b"persistent")
            assert client.read("/discovery/a:1").data == b"persistent"


def test_a_lock_is_free_wherever_its_holder_is_killed(tmp_path: Path) -> None:
    def work(root: Path) -> None:
        with LocalCoordination(root).lock("/a.lock", deadline=Deadline(5), holder="victim"):
            pass

    for root in kill_at_every_line(lambda line: tmp_path / str(line), work):
        with LocalCoordination(root).lock("/a.lock", deadline=Deadline(1), holder="heir"):
            pass


@pytest.mark.parametrize("verb", ["create", "put"])
def test_a_killed_upload_leaves_a_whole_blob_or_none(tmp_path: Path, verb: str) -> None:
    body = bytes(100_000)

    def work(root: Path) -> None:
        store = LocalBlobs(root)
        if verb == "put":
            store.put("data/x", body)
        else:
            store.create("data/x", body, {"kingpin-size": "100000"})

    for root in kill_at_every_line(lambda line: tmp_path / str(line), work):
        store = LocalBlobs(root)
        assert list(store.keys("")) in ([], ["data/x"])
        try:
            assert store.get("data/x").body == body
        except BlobNotFoundError:
            store.create("data/x", b"next", {})
        leftovers = list((root / "tmp").iterdir()) if (root / "tmp").exists() else []
        for leftover in leftovers:
            os.utime(leftover, (0, 0))  # as if an hour had gone by
        store.put("data/y", b"")
        assert not list((root / "tmp").iterdir())


def test_every_read_is_whole_while_writers_are_killed(tmp_path: Path) -> None:
    def data(number: int) -> bytes:
        return b"%d:" % number * (1 + number % 5000)

    def write_on() -> None:
        writer, store = LocalCoordination(tmp_path), LocalBlobs(tmp_path)
        while True:
            node = writer.read(NODE)
            number = node.revision + 1
            writer.write(NODE, data(number), expected=node.revision)
            store.put("data/x", data(number))

    client, store = LocalCoordination(tmp_path), LocalBlobs(tmp_path)
    client.create(NODE, data(0))
    store.put("data/x", data(0))
    last = 0
    for _ in range(10):
        process = fork(write_on)
        enough = last + 50
        while last < enough:
            node = client.read(NODE)
            assert node.data == data(node.revision)
            assert node.revision >= last
            last = node.revision
            body = store.get("data/x").body
            assert body == data(int(body.split(b":")[0]))
        os.kill(process, signal.SIGKILL)
        assert wait_for(process) == -signal.SIGKILL
        node = client.read(NODE)
        last = client.write(NODE, data(node.revision + 1), expected=node.revision)


def test_a_damaged_node_is_an_error_that_names_it(tmp_path: Path) -> None:
    client = LocalCoordination(tmp_path)
    client.create(NODE, b"data")
    file = tmp_path / "nodes/config%/spam%/list"
    for raw in (b"", file.read_bytes()[:-1], file.read_bytes() + b"x", b"kingpin-node 2 0 0\n"):
        file.write_bytes(raw)
        with pytest.raises(BackendError, match="node /config/spam/list is damaged"):
            client.read(NODE)
        with pytest.raises(BackendError, match="node /config/spam/list is damaged"):
            client.write(NODE, b"new", expected=Revision(0))
        assert file.read_bytes() == raw
    client.delete(NODE)
    client.create(NODE, b"mended")
