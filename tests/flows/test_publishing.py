"""Publishers against each other and against sudden death, on both backends."""

import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kazoo.client import KazooClient

from kingpin_sdk.errors import LockTimeoutError, NotAvailableError
from kingpin_sdk.names import ConfigName
from kingpin_sdk.publishing import Change, Publisher
from kingpin_sdk.spec import ListSpec
from tests.flows.publishing_stores import LocalStores, ServerStores, Stores, dump, open_publisher
from tests.servers import SeaweedServer, ZooKeeperServer
from tests.waiting import wait_until

_ROOT = Path(__file__).parents[2]
_SHARED = ListSpec(ConfigName("test", "shared"), str)

# The calls of one publish: lock, read, make the node or get the value, create the value, put the
# index, set the node, unlock.
_STEPS, _SETTING = 7, 5


@pytest.fixture
def servers(zookeeper: ZooKeeperServer, seaweed: SeaweedServer) -> ServerStores:
    return ServerStores(
        zookeeper.hosts,
        f"/publishing-{uuid.uuid4().hex}",
        seaweed.endpoint_url,
        seaweed.make_bucket(),
        seaweed.access_key,
        seaweed.secret_key,
    )


@pytest.fixture(params=["localdir", "servers"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    if request.param == "localdir":
        return LocalStores(str(tmp_path / "store"))
    found = request.getfixturevalue("servers")
    assert isinstance(found, ServerStores)
    return found


@pytest.fixture
def publisher(stores: Stores) -> Iterator[Publisher]:
    with open_publisher(stores, lock_timeout=30.0) as publisher:
        yield publisher


def run_publishers(stores: Stores, *arguments: str) -> list[int]:
    """Their exit codes."""
    command = [sys.executable, "-m", "tests.flows.publishers", dump(stores), *arguments]
    done = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE)
    codes: list[int] = json.loads(done.stdout)
    return codes


def test_eight_processes_add_at_once_and_nothing_is_lost_or_doubled(
    stores: Stores, publisher: Publisher
) -> None:
    assert run_publishers(stores, "add", "8", "25") == [0] * 8
    entries = publisher.read(_SHARED)
    assert len(entries) == 200
    assert {*entries} == {f"{worker}-{number}" for worker in range(8) for number in range(25)}
    versions = [record.version for record in publisher.history(_SHARED)]
    assert len(versions) == 200
    assert versions == sorted(versions, reverse=True)


@pytest.mark.parametrize(
    "text",
    ["Zoë  Müller", '100%,  a=b; "c"', "=?UTF-8?B?w6k=?=", "tab\tand\nline", "x" * 1000, "😀"],
)
def test_author_and_comment_come_back_as_they_were_said(publisher: Publisher, text: str) -> None:
    publisher.edit(_SHARED).add("a", author=text, comment=f"{text}!"[:700])
    [record] = publisher.history(_SHARED)
    assert record.author == text
    assert record.comment == f"{text}!"[:700]


def test_a_publisher_can_be_killed_between_any_two_steps(
    stores: Stores, publisher: Publisher
) -> None:
    moments = [(number, done) for number in range(_STEPS) for done in (False, True)]
    cases = [
        (f"{before}-{number}-{done}".lower(), number, done)
        for before in ("first", "later")
        for number, done in moments
    ]
    for key, _, _ in cases:
        if key.startswith("later"):
            publisher.edit(list_of(key)).add("old")
    # One more step there is not: the last one is not killed.
    codes = run_publishers(stores, "killed", json.dumps([*cases, ("whole", _STEPS, False)]))
    assert codes == [-9] * len(cases) + [0]
    for key, number, done in cases:
        before = ["old"] if key.startswith("later") else []
        landed = (number, done) >= (_SETTING, True)
        now = [*before, *(["new"] if landed else [])]
        assert values_of(publisher, key) == now, key
    for key, _, _ in cases:
        now = values_of(publisher, key)
        # The lock of the dead is free again within the session timeout, and thus within ours.
        publisher.edit(list_of(key)).add("next")
        assert values_of(publisher, key) == [*now, "next"], key
        versions = [record.version for record in publisher.history(list_of(key))]
        assert len(versions) == len(now) + 1, key


def list_of(key: str) -> ListSpec[str]:
    return ListSpec(ConfigName("test", key), str)


def values_of(publisher: Publisher, key: str) -> list[str]:
    try:
        return [*publisher.read(list_of(key))]
    except NotAvailableError:
        return []


class TestLockOfKingPin:
    """Writers of KingPin 1.0 take kazoo's lock beside the config's node."""

    @pytest.fixture
    def kingpin(self, servers: ServerStores) -> Iterator[KazooClient]:
        client = KazooClient(servers.hosts)
        client.start()
        try:
            yield client
        finally:
            client.stop()
            client.close()

    def test_our_verb_waits_for_it_and_names_its_holder(
        self, servers: ServerStores, kingpin: KazooClient
    ) -> None:
        lock = kingpin.Lock(servers.chroot + _SHARED.name.lock_node, "writer on box 7")
        with open_publisher(servers, lock_timeout=0.2) as hasty:
            with lock, pytest.raises(LockTimeoutError, match="writer on box 7"):
                hasty.edit(_SHARED).add("a")
            with pytest.raises(NotAvailableError):
                hasty.read(_SHARED)

    def test_our_verb_goes_on_as_soon_as_it_is_free(
        self, servers: ServerStores, kingpin: KazooClient
    ) -> None:
        lock = kingpin.Lock(servers.chroot + _SHARED.name.lock_node, "writer on box 7")
        changed: list[int] = []
        with open_publisher(servers, lock_timeout=30.0) as publisher:
            verb = threading.Thread(
                target=lambda: changed.append(publisher.edit(_SHARED).add("a").changed)
            )
            with lock:
                verb.start()
                wait_until(
                    lambda: len(lock.contenders()) == 2,
                    timeout=10.0,
                    what="our verb waits for the lock",
                )
                assert "tester pid" in lock.contenders()[1]
                assert changed == []
            verb.join()
            assert changed == [1]
            assert publisher.read(_SHARED) == ("a",)

    def test_kingpin_does_not_get_it_while_our_verb_is_at_work(
        self, servers: ServerStores, kingpin: KazooClient
    ) -> None:
        lock = kingpin.Lock(servers.chroot + _SHARED.name.lock_node)
        got: list[bool] = []

        def decide(_body: bytes | None) -> Change:
            got.append(lock.acquire(blocking=False))
            return Change(b"[]", 1)

        with closing(open_publisher(servers, lock_timeout=30.0)) as publisher:
            publisher.engine.change(_SHARED.name, decide, author="tester")
        assert got == [False]
        assert lock.acquire(blocking=False)
        lock.release()
