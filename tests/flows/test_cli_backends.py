"""The commands against ZooKeeper and S3, told where they are in each of the ways there are."""

import json
import uuid
from pathlib import Path

import pytest

from tests.flows.kingpin_command import Kingpin
from tests.servers import SeaweedServer, ZooKeeperServer


@pytest.fixture
def stores(tmp_path: Path, zookeeper: ZooKeeperServer, seaweed: SeaweedServer) -> tuple[str, str]:
    """The URLs of a chroot and a bucket of our own; the key file is beside."""
    (tmp_path / "keys").write_text(
        "[Credentials]\n"
        f"aws_access_key_id = {seaweed.access_key}\n"
        f"aws_secret_access_key = {seaweed.secret_key}\n"
    )
    coordination = f"zookeeper://{zookeeper.hosts}/cli-{uuid.uuid4().hex[:12]}"
    endpoint = f"endpoint_url={seaweed.endpoint_url}&region={seaweed.region}"
    return coordination, f"s3://{seaweed.make_bucket()}/prefix?{endpoint}"


def _walk(kingpin: Kingpin) -> None:
    kingpin.ok("config", "create", "spam.blocklist", "--shape", "list")
    assert kingpin.run("config", "create", "spam.blocklist").code == 1
    kingpin.ok("dependency", "create", "web.dep")
    kingpin.ok("dependency", "add", "web.dep", "spam.blocklist")
    kingpin.ok("config", "add", "spam.blocklist", "a", "b", "--author", "ann", "--comment", "é")
    kingpin.ok("config", "remove", "spam.blocklist", "a")
    assert kingpin.ok("config", "show", "spam.blocklist").output == "b\n"
    _, oldest = json.loads(kingpin.ok("config", "history", "spam.blocklist", "--json").output)
    assert (oldest["author"], oldest["comment"]) == ("ann", "é")
    kingpin.ok("config", "rollback", "spam.blocklist", oldest["version"])
    assert kingpin.ok("config", "show", "spam.blocklist").output == "a\nb\n"
    assert kingpin.ok("config", "diff", "spam.blocklist").rows == [["+", "a", "a"]]
    kingpin.ok("decider", "set", "new_board", "25")
    assert kingpin.ok("decider", "get", "new_board").output == "25\n"
    assert [row[0] for row in kingpin.ok("config", "list").rows] == [
        "admin.decider",
        "spam.blocklist",
    ]
    shown = kingpin.ok("dependency", "show", "web.dep").rows
    assert shown == [["config.manageddata.spam.blocklist", "metaconfig"]]


def test_the_walk_with_the_stores_in_the_environment(
    tmp_path: Path, stores: tuple[str, str]
) -> None:
    kingpin = Kingpin(
        tmp_path,
        KINGPIN_COORDINATION=stores[0],
        KINGPIN_BLOBS=stores[1],
        KINGPIN_S3_KEY_FILE=f"{tmp_path}/keys",
    )
    _walk(kingpin)
    assert kingpin.ok("config", "add", "spam.blocklist", "c").notes == []


def test_a_file_and_flags_reach_the_same_stores(tmp_path: Path, stores: tuple[str, str]) -> None:
    toml = (
        f'coordination = "{stores[0]}"\nblobs = "{stores[1]}"\n[s3]\nkey_file = "{tmp_path}/keys"\n'
    )
    (tmp_path / "fleet.toml").write_text(toml)
    by_file = Kingpin(tmp_path, KINGPIN_SETTINGS=f"{tmp_path}/fleet.toml")
    by_file.ok("config", "add", "d.k", "x", "--shape", "list")
    by_flag = Kingpin(tmp_path, KINGPIN_S3_KEY_FILE=f"{tmp_path}/keys")
    chosen = ("--coordination", stores[0], "--blobs", stores[1])
    assert by_flag.ok(*chosen, "config", "show", "d.k").output == "x\n"
