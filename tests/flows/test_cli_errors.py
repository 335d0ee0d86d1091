"""What goes wrong is one line on standard error, with the exit code of its kind."""

import os
import re
import shutil
import signal
import stat
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalCoordination
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.names import ConfigName
from tests.flows.kingpin_command import Kingpin, Outcome
from tests.servers import MotoServer, SeaweedServer
from tests.waiting import wait_until

_REFUSED = "127.0.0.1:1"


@pytest.fixture
def kingpin(tmp_path: Path) -> Kingpin:
    return Kingpin(tmp_path)


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kingpin = Kingpin(tmp_path_factory.mktemp("filled"))
    kingpin.ok("config", "create", "spam.blocklist", "--shape", "list")
    kingpin.ok("config", "set", "api.limits", "search", "5", "--json-value", "--shape", "map")
    kingpin.ok("dependency", "create", "web.dep")
    kingpin.ok("decider", "set", "new_board", "25")
    return kingpin.folder


@pytest.fixture
def filled(filled_home: Path, tmp_path: Path) -> Kingpin:
    """With a list, a map, an experiment and a dependency."""
    shutil.copytree(filled_home, tmp_path / "home")
    return Kingpin(tmp_path / "home")


def _stored(kingpin: Kingpin) -> dict[str, bytes]:
    """All nodes and blobs."""
    store = kingpin.folder / ".local/share/kingpin"
    files = [*(store / "nodes").rglob("*"), *(store / "blobs").rglob("*")]
    return {str(path): path.read_bytes() for path in files if path.is_file()}


def _check(outcome: Outcome, code: int, pattern: str) -> None:
    [line] = outcome.errors
    assert re.search(pattern, line), line
    assert line.startswith("kingpin: ")
    assert (outcome.code, outcome.output) == (code, "")


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        ("config", "Missing command"),
        ("conifg list", "No such command 'conifg'"),
        ("config list --nope", "No such option: --nope"),
        ("config show", "Missing argument 'NAME'"),
        ("config create d.k --shape tuple", "'tuple' is not one of 'list', 'map'"),
        (
            "config create d.k --shape foo",
            "^kingpin: Invalid value for '--shape': 'foo' is not one of 'list', 'map', ",
        ),
        ("config history d.k --limit 0", "--limit"),
        ("config create nodot", "config name 'nodot': write it as domain.key"),
        ("config create ../../etc.passwd", "config name"),
        ("config create a/b.c", "'a/b'"),
        ("config show a.b.c.d", "config name 'a.b.c.d'"),
        (f"config create a.{'b' * 201}", r"b'\.\.\. of a config: 201 characters, more than 200"),
        ("dependency create web", "dependency name 'web'"),
        ("dependency add web.dep a/b.c", "'a/b'"),
        ("--settings /no/such.toml config list", r"/no/such.toml \(--settings\): No such file"),
        ("--coordination etcd://x --blobs localdir:/x config list", "^kingpin: --coordination: "),
        ("--coordination localdir:/x config list", "coordination is set .* but blobs is not"),
        ("--blobs localdir:/x config list", "blobs is set .* but coordination is not"),
        ("config show d.k --version a/b", "'a/b' is no version"),
    ],
)
def test_usage_names_and_settings_are_2(kingpin: Kingpin, words: str, pattern: str) -> None:
    _check(kingpin.run(*words.split()), 2, pattern)
    assert list(kingpin.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        ("config add api.limits x", "api.limits is a map, not a list: use set"),
        ("config set spam.blocklist x", "expected a JSON list"),
        ("config set spam.blocklist k x", "takes a VALUE, no KEY"),
        ("config set api.limits x", "expected KEY VALUE"),
        ("config set api.limits x {] --json-value", "is not JSON.*line 1"),
        ("config set api.limits a b c", "expected KEY VALUE"),
        ("config set admin.decider new_board high", "'high' is no number"),
        ("config remove spam.blocklist a b", "one at a time"),
        ("config add d.k x", r"config d.k does not exist.*--shape list\|map\|mapped-list\|json"),
        ("config add spam.blocklst x", "did you mean spam.blocklist\\?"),
        ("decider set new_board true", "'true' is no number"),
    ],
)
def test_words_that_do_not_fit_the_shape_are_2(filled: Kingpin, words: str, pattern: str) -> None:
    before = _stored(filled)
    assert before
    _check(filled.run(*words.split()), 2, pattern)
    assert _stored(filled) == before


def test_words_that_are_no_text_are_2(filled: Kingpin) -> None:
    before = _stored(filled)
    no_text = os.fsdecode(b"caf\xe9")
    for words in (
        ("config", "add", "spam.blocklist", no_text),
        ("config", "set", "api.limits", no_text, "5"),
        ("config", "describe", "api.limits", "--owner", no_text),
        ("decider", "set", "new_board", "30", "--comment", no_text),
        ("config", "search", "--", no_text),
    ):
        _check(filled.run(*words), 2, r"^kingpin: 'caf\\udce9' is not UTF-8 text$")
    assert _stored(filled) == before


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        ("config create spam.blocklist", "config spam.blocklist exists already"),
        ("config show spam.blocklst", "does not exist; did you mean spam.blocklist\\?"),
        ("config history spam.blocklst", "did you mean spam.blocklist\\?"),
        ("config diff spam.blocklst", "did you mean spam.blocklist\\?"),
        ("config rollback spam.blocklst 1.1", "did you mean spam.blocklist\\?"),
        ("config show spam.blocklist", "has never been published"),
        ("config show api.limits --version 1.1", "no value for version 1.1"),
        ("config rollback api.limits 1.1", "has no version 1.1"),
        ("config diff api.limits", "no version before"),
        ("config describe admin.decider --shape list --dry-run", "has no metaconfig"),
        ("config describe api.limits --owner ann --dry-run", "has no metaconfig"),
        ("decider get new_bord", "did you mean new_board\\?"),
        ("decider set New_Board 5", "'New_Board' is not lower case"),
        ("decider set new_board 101", "not from 0 to 100"),
        ("decider set new_board -- -1", "not from 0 to 100"),
        ("decider set new_board NaN", "NaN|not from 0 to 100"),
        ("config set admin.decider new_board 101", "not from 0 to 100"),
        ("dependency show wbe.dep", "did you mean web.dep\\?"),
        ("dependency add web.dep spam.blocklst", "did you mean spam.blocklist\\?"),
        ("dependency add web.dep api.limits", "has no metaconfig: `kingpin config create`"),
        ("dependency add web.dep web.dep", "would close a cycle"),
        ("dependency add x.dep spam.blocklist", "`kingpin dependency create x.dep` makes it"),
    ],
)
def test_not_found_exists_and_rejected_are_1(filled: Kingpin, words: str, pattern: str) -> None:
    before = _stored(filled)
    assert before
    _check(filled.run(*words.split()), 1, pattern)
    assert _stored(filled) == before


def test_a_store_where_no_folder_can_be_is_3(kingpin: Kingpin) -> None:
    outcome = kingpin.run(
        *("--coordination", "localdir:/proc/it", "--blobs", "localdir:/proc/it"),
        *("config", "create", "a.b"),
    )
    _check(outcome, 3, "/proc/it: the store's folder cannot be made here")


def test_an_unknown_setting_names_the_nearest_known_one(kingpin: Kingpin) -> None:
    (kingpin.folder / "kingpin.toml").write_text('blosb = "localdir:/x"\n')
    _check(kingpin.run("config", "list"), 2, "kingpin.toml: blosb: .* did you mean blobs")


def test_a_zookeeper_that_does_not_answer_is_3_and_soon(tmp_path: Path) -> None:
    kingpin = Kingpin(
        tmp_path,
        KINGPIN_COORDINATION=f"zookeeper://{_REFUSED}",
        KINGPIN_BLOBS=f"localdir:{tmp_path}/blobs",
        KINGPIN_ZOOKEEPER_CONNECT_TIMEOUT="2",
    )
    for words in (("config", "add", "d.k", "x", "--shape", "list"), ("config", "list")):
        _check(kingpin.run(*words), 3, re.escape(_REFUSED))
    assert list(tmp_path.iterdir()) == []


def test_an_s3_that_does_not_answer_is_3(tmp_path: Path) -> None:
    kingpin = Kingpin(
        tmp_path,
        KINGPIN_COORDINATION=f"localdir:{tmp_path}/nodes",
        KINGPIN_BLOBS=f"s3://bucket?endpoint_url=http://{_REFUSED}&region=us-east-1",
        AWS_ACCESS_KEY_ID="id",
        AWS_SECRET_ACCESS_KEY="secret",
    )
    _check(kingpin.run("config", "add", "d.k", "x", "--shape", "list"), 3, "bucket")


def test_a_bucket_that_is_denied_is_3_and_nothing_is_published(
    tmp_path: Path, seaweed: SeaweedServer
) -> None:
    bucket = seaweed.make_bucket()
    stores = {
        "KINGPIN_COORDINATION": f"localdir:{tmp_path}/nodes",
        "KINGPIN_BLOBS": f"s3://{bucket}?endpoint_url={seaweed.endpoint_url}&region=us-east-1",
        "AWS_ACCESS_KEY_ID": seaweed.access_key,
    }
    denied = Kingpin(tmp_path, **stores, AWS_SECRET_ACCESS_KEY="wrong")
    allowed = Kingpin(tmp_path, **stores, AWS_SECRET_ACCESS_KEY=seaweed.secret_key)
    add = ("config", "add", "d.k", "x", "--shape", "list")
    _check(denied.run(*add), 3, f"bucket {bucket}")
    assert allowed.run("config", "show", "d.k").code == 1
    allowed.ok(*add)


def test_a_bucket_that_does_not_exist_is_3(tmp_path: Path, moto: MotoServer) -> None:
    kingpin = Kingpin(
        tmp_path,
        KINGPIN_COORDINATION=f"localdir:{tmp_path}/nodes",
        KINGPIN_BLOBS=f"s3://no-such-bucket?endpoint_url={moto.endpoint_url}&region=us-east-1",
        AWS_ACCESS_KEY_ID=moto.access_key,
        AWS_SECRET_ACCESS_KEY=moto.secret_key,
    )
    add = ("config", "add", "d.k", "x", "--shape", "list")
    _check(kingpin.run(*add), 3, "no-such-bucket")


def test_a_key_file_that_cannot_be_read_is_2(tmp_path: Path) -> None:
    kingpin = Kingpin(
        tmp_path,
        KINGPIN_COORDINATION=f"localdir:{tmp_path}/nodes",
        KINGPIN_BLOBS="s3://bucket",
        KINGPIN_S3_KEY_FILE=f"{tmp_path}/keys",
    )
    _check(kingpin.run("config", "list"), 2, "keys: No such file")
    (tmp_path / "keys").write_text("[Credentials]\naws_access_key_id = id\n")
    _check(kingpin.run("config", "list"), 2, "keys: section .* has no aws_secret_access_key")


def test_a_traceback_comes_with_debug_only(kingpin: Kingpin) -> None:
    for words in (("--debug", "config", "show", "d.k"), ("config", "show", "d.k", "--debug")):
        outcome = kingpin.run(*words)
        assert outcome.code == 1
        assert outcome.errors[0] != "kingpin: config d.k does not exist"
        assert any(line.startswith("Traceback") for line in outcome.errors)


def test_output_that_cannot_be_written_is_one_line(filled: Kingpin) -> None:
    with Path("/dev/full").open("wb") as full:
        process = filled.start("decider", "list", stdout=full.fileno())
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors == b"kingpin: standard output: No space left on device\n"


@pytest.mark.parametrize("verb", ["accept", "rollback", "pin", "unpin", "versions"])
@pytest.mark.parametrize("name", ["", "a\nb", "a\x1b[2Jb", os.fsdecode(b"a\xff")])
def test_what_names_nothing_is_not_asked_of_the_monitor(
    kingpin: Kingpin, verb: str, name: str
) -> None:
    _check(kingpin.run("monitor", verb, name), 2, "is no name|is not UTF-8 text")


@pytest.mark.parametrize("words", ["config export", "names --out"])
def test_a_file_that_cannot_be_written_is_named_and_stays(filled: Kingpin, words: str) -> None:
    (filled.folder / "kept").write_text("before")
    (filled.folder / "kept").chmod(0o640)
    process = filled.start(*words.split(), "kept", most_bytes=0)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.splitlines()[-1] == b"kingpin: kept: File too large"
    assert (filled.folder / "kept").read_text() == "before"
    assert list(filled.folder.glob(".kingpin-tmp-*")) == []
    filled.run(*words.split(), "kept")
    assert "blocklist" in (filled.folder / "kept").read_text()
    assert stat.S_IMODE((filled.folder / "kept").stat().st_mode) == 0o640


@pytest.mark.parametrize("words", ["config export", "names --out"])
@pytest.mark.parametrize(
    ("file", "why"),
    [("/dev/full", "No space left on device"), ("no/such", "No such file or directory")],
)
def test_a_device_and_a_missing_folder_are_named(
    filled: Kingpin, words: str, file: str, why: str
) -> None:
    _check(filled.run(*words.split(), file), 1, f"^kingpin: {file}: {why}$")
    assert not (filled.folder / "no").exists()


def test_a_terminated_command_that_waits_for_the_lock_ends_in_order(filled: Kingpin) -> None:
    store = LocalCoordination(filled.folder / ".local/share/kingpin")
    lock = ConfigName("spam", "blocklist").lock_node
    with store.lock(lock, deadline=Deadline(5.0), holder="the test"):
        process = filled.start("config", "add", "spam.blocklist", "x")
        wait_until(lambda: _catches_sigterm(process.pid), timeout=30, what="the command to be up")
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    store.close()


def _catches_sigterm(pid: int) -> bool:
    caught = re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_a_value_that_the_store_lost_is_told_and_holds_up_nothing_else(filled: Kingpin) -> None:
    filled.ok("config", "add", "spam.blocklist", "b")
    assert filled.run("config", "export", "whole.jsonl").code == 0
    [row] = filled.ok("config", "history", "spam.blocklist").rows
    (blob,) = filled.folder.rglob(row[0].rpartition(".")[2])
    blob.unlink()
    listed = {each[0]: each for each in filled.ok("config", "list", "--long").rows}
    assert listed["spam.blocklist"][1] == row[0]
    assert ["value", "gone: `kingpin config rollback` to one that is there"] in (
        filled.ok("config", "describe", "spam.blocklist").rows
    )
    refused = filled.run("config", "export", "whole.jsonl")
    assert refused.code == 1
    assert refused.errors == [
        "kingpin: spam.blocklist: its current value is gone",
        "kingpin: nothing was exported; --incomplete exports the rest",
    ]
    assert filled.run("config", "export", "rest.jsonl", "--incomplete").code == 0
    assert "api.limits" in (filled.folder / "rest.jsonl").read_text()
    filled.ok("config", "import", "whole.jsonl")
    assert "spam.blocklist" in filled.ok("config", "export").output
