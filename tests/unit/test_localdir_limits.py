"""The embedded store against a hostile or failing file system: links, rights, a full disk."""

import gc
import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import (
    AccessDeniedError,
    BackendError,
    BlobNotFoundError,
    NodeNotFoundError,
    UnavailableError,
)
from kingpin_sdk.model import Revision
from tests.contracts.children import run_in_child
from tests.descriptors import descriptors

BAD_PATHS = ["", "a", "a/b", "//", "/a/", "/a//b", "/..", "/a/../b", "/.", "/a\0b", "/\ud800"]
NOBODY = 65_534


def lock(client: LocalCoordination, path: str) -> None:
    with client.lock(path, deadline=Deadline(1), holder="x"):
        pass


BLOB_OPERATIONS: list[Callable[[LocalBlobs, str], object]] = [
    lambda store, key: store.get(key),
    lambda store, key: store.head(key),
    lambda store, key: store.put(key, b""),
    lambda store, key: store.create(key, b"", {}),
]

OPERATIONS: list[Callable[[LocalCoordination, str], object]] = [
    lambda client, path: client.read(path),
    lambda client, path: client.children(path),
    lambda client, path: client.create(path),
    lambda client, path: client.write(path, b"", expected=Revision(0)),
    lambda client, path: client.delete(path),
    lambda client, path: client.join(path, b""),
    lock,
    lambda client, path: client.watch(path, lambda: None),
    lambda client, path: client.watch_children(path, lambda: None),
]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_a_path_that_could_lead_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "outer" / "store"
    client = LocalCoordination(root)
    for operation in OPERATIONS:
        with pytest.raises(BackendError, match="path"):
            operation(client, path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["", "/a", "a/", "a//b", "..", "../a", "a/../b", ".", "a\0b"])
def test_a_key_that_could_lead_elsewhere_is_refused(tmp_path: Path, key: str) -> None:
    store = LocalBlobs(tmp_path / "store")
    for operation in BLOB_OPERATIONS:
        with pytest.raises(BackendError, match="blob key"):
            operation(store, key)
    assert list(store.keys(key + "/x")) == []
    assert list(tmp_path.iterdir()) == []


def test_links_below_the_root_lead_nowhere(tmp_path: Path) -> None:
    root, outside = tmp_path / "store", tmp_path / "outside"
    outside.mkdir()
    secret = outside / "x"
    secret.write_bytes(b"kingpin-node 1 0 6\nsecret")
    client = LocalCoordination(root)
    client.create("/a/x")
    lock(client, "/l/x")
    (root / "nodes/evil").write_bytes(b"kingpin-node 1 0 0\n")
    (root / "nodes/evil%").symlink_to(outside)
    (root / "nodes/file").symlink_to(secret)
    (root / "nodes/a%/%new").symlink_to(secret)
    (root / "locks/evil%").symlink_to(outside)
    (root / "locks/file").symlink_to(secret)

    client.write("/a/x", b"written", expected=Revision(0))  # over the planted temporary file
    assert client.read("/a/x").data == b"written"
    for operation in OPERATIONS[:7]:
        if operation is not OPERATIONS[1]:
            with pytest.raises(BackendError) as caught:
                operation(client, "/evil/x")
            assert not caught.value.retryable
    with pytest.raises(BackendError, match="link"):
        client.children("/evil")
    for path in ("/file", "/evil"):
        with pytest.raises(BackendError):
            client.write(path, b"", expected=Revision(7))
    with pytest.raises(BackendError, match="link"):
        lock(client, "/file")
    assert [secret] == list(outside.iterdir())
    assert secret.read_bytes() == b"kingpin-node 1 0 6\nsecret"


def test_links_among_the_blobs_lead_nowhere(tmp_path: Path) -> None:
    root, outside = tmp_path / "store", tmp_path / "outside"
    outside.mkdir()
    secret = outside / "x"
    secret.write_bytes(b"secret")
    store = LocalBlobs(root)
    store.put("a", b"")
    (root / "blobs/evil%").symlink_to(outside)
    (root / "blobs/file").symlink_to(secret)
    for operation in BLOB_OPERATIONS:
        with pytest.raises(BackendError, match="link"):
            operation(store, "evil/x")
    with pytest.raises(BackendError, match="link"):
        store.get("file")
    with pytest.raises(BackendError):
        list(store.keys("evil/"))
    store.put("file", b"replaced")
    assert store.get("file").body == b"replaced"
    assert secret.read_bytes() == b"secret"
    assert [secret] == list(outside.iterdir())


def test_a_refused_right_is_one_line_that_names_the_store(tmp_path: Path) -> None:
    root = tmp_path / "store"
    LocalCoordination(root).create("/a", b"old")
    LocalBlobs(root).put("a", b"old")
    for folder, _, _ in os.walk(root):
        Path(folder).chmod(0o555)

    def child() -> None:
        if os.geteuid() == 0:
            # The folders above are private to root, so this one's descriptor is the way in.
            os.chdir(root)
            os.seteuid(NOBODY)
        client, store = LocalCoordination(Path()), LocalBlobs(Path())
        assert client.read("/a").data == b"old"
        assert store.get("a").body == b"old"
        for work in (
            lambda: client.create("/b"),
            lambda: client.join("/m", b""),
            lambda: lock(client, "/l"),
            lambda: store.put("a", b"new"),
            lambda: store.create("b", b"new", {}),
        ):
            with pytest.raises(AccessDeniedError, match=r"^(node|lock|blob) .* permission denied"):
                work()

    run_in_child(child)
    for folder, _, _ in os.walk(root):
        Path(folder).chmod(0o755)
    assert LocalCoordination(root).children("/") == ("a",)


def test_a_full_disk_leaves_the_old_content_and_no_rubbish(tmp_path: Path) -> None:
    client, store = LocalCoordination(tmp_path), LocalBlobs(tmp_path)
    client.create("/a", b"old")
    store.put("a", b"old")
    big = bytes(100_000)

    def child() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        for work in (
            lambda: client.write("/a", big, expected=Revision(0)),
            lambda: client.create("/b", big),
            lambda: client.join("/m", big),
            lambda: store.put("a", big),
            lambda: store.create("b", big, {}),
        ):
            with pytest.raises(
                UnavailableError, match=r"^(node|blob) .*: File too large"
            ) as caught:
                work()
            assert isinstance(caught.value.__cause__, OSError)

    run_in_child(child)
    assert client.read("/a")[:2] == (b"old", 0)
    assert client.children("/") == ("a",)
    assert store.get("a").body == b"old"
    assert list(store.keys("")) == ["a"]
    assert not list(tmp_path.rglob("%new"))
    assert not list((tmp_path / "tmp").iterdir())
    assert not list(tmp_path.rglob("*%live"))


def test_reading_makes_no_folder(tmp_path: Path) -> None:
    client, store = LocalCoordination(tmp_path / "none"), LocalBlobs(tmp_path / "none")
    for path in ("/", "/a"):
        with pytest.raises(NodeNotFoundError):
            client.read(path)
        with pytest.raises(NodeNotFoundError):
            client.children(path)
    with pytest.raises(BlobNotFoundError):
        store.get("a")
    assert list(store.keys("")) == []
    assert list(tmp_path.iterdir()) == []


def test_the_root_node_lists_the_tree_and_never_changes(tmp_path: Path) -> None:
    client = LocalCoordination(tmp_path)
    client.create("/b")
    client.create("/a")
    assert client.children("/") == ("a", "b")
    assert client.read("/")[:2] == (b"", 0)
    for operation in (*OPERATIONS[2:6], lock):
        with pytest.raises(BackendError):
            operation(client, "/")


def test_a_node_takes_a_megabyte(tmp_path: Path) -> None:
    client = LocalCoordination(tmp_path)
    client.create("/a", bytes(1_000_000))
    for work in (
        lambda: client.create("/b", bytes(1_000_001)),
        lambda: client.write("/a", bytes(1_000_001), expected=Revision(0)),
        lambda: client.join("/m", bytes(1_000_001)),
    ):
        with pytest.raises(BackendError, match="a node takes 1000000"):
            work()
    assert client.children("/") == ("a",)


def test_a_name_too_long_for_the_file_system_is_refused(tmp_path: Path) -> None:
    client, store = LocalCoordination(tmp_path), LocalBlobs(tmp_path)
    client.create("/" + "x" * 250)
    with pytest.raises(NodeNotFoundError):
        client.read("/" + "y" * 250)
    with pytest.raises(BackendError, match="too long") as caught:
        client.create("/" + "x" * 251)
    assert not caught.value.retryable
    with pytest.raises(BackendError, match="too long"):
        store.put("x" * 256, b"")


def test_a_blob_cut_short_or_grown_is_unavailable(tmp_path: Path) -> None:
    store = LocalBlobs(tmp_path)
    store.create("a", b"body", {"kingpin-size": "4"})
    file = tmp_path / "blobs/a"
    whole = file.read_bytes()
    assert whole == b'{"kingpin-blob":1,"metadata":{"kingpin-size":"4"},"size":4}\nbody'
    for raw in (whole[:-1], whole + b"!", whole[:10], b"", b"body"):
        file.write_bytes(raw)
        for read in (store.get, store.head):
            with pytest.raises(UnavailableError, match=r"blob a in .* is damaged"):
                read("a")


@pytest.mark.parametrize(
    "metadata",
    [{"Upper": "x"}, {"": "x"}, {"a b": "x"}, {"a": " x"}, {"a": "x" * 2_048}, {"a": "x\ty"}],
)
def test_metadata_that_s3_would_not_keep_are_refused(
    tmp_path: Path, metadata: dict[str, str]
) -> None:
    with pytest.raises(BackendError, match="metadata"):
        LocalBlobs(tmp_path).create("a", b"", metadata)


def test_use_and_failures_leave_no_descriptor_open(tmp_path: Path) -> None:
    def use() -> None:
        client, store = LocalCoordination(tmp_path), LocalBlobs(tmp_path)
        member = client.join("/d/m", b"")
        lock(client, "/l")
        for change in OPERATIONS[:6]:
            for path in ("/d/m", "/none/x", "/..", "/" + "x" * 300):
                try:
                    change(client, path)
                except BackendError:
                    continue
        member.leave()
        store.put("k", b"")
        for key in ("k", "none", "..", "x" * 300):
            for operation in BLOB_OPERATIONS:
                try:
                    operation(store, key)
                except BackendError:
                    continue
        list(store.keys(""))
        client.close()
        store.close()

    use()
    gc.collect()  # what other tests left to it
    before = descriptors()
    for _ in range(20):
        use()
    assert descriptors() == before
