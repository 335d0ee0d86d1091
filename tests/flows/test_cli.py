"""The commands, on the embedded store, through the real executable."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.names import ConfigName
from kingpin_sdk.publishing import PublishEngine, Publisher
from kingpin_sdk.settings import KEYS
from kingpin_sdk.spec import JsonSpec
from tests.flows.kingpin_command import STORE_NOTE, Kingpin
from tests.flows.terminal import Terminal
from tests.waiting import wait_until

_VERSION = r"\d{10}\.\d{6}-[0-9a-f]{6}"


@pytest.fixture
def kingpin(tmp_path: Path) -> Kingpin:
    return Kingpin(tmp_path)


def test_a_list_from_its_creation_to_its_roll_back(kingpin: Kingpin) -> None:
    created = kingpin.ok("config", "create", "spam.blocklist", "--shape", "list")
    assert created.output == "config.manageddata.spam.blocklist: created as list\n"
    added = kingpin.ok("config", "add", "spam.blocklist", "a", "b", "--author", "ann")
    assert re.fullmatch(rf".*: 2 changed, version {_VERSION} \(first\)\n", added.output)
    again = kingpin.ok("config", "add", "config.manageddata.spam.blocklist", "b")
    assert "nothing to change" in again.output
    removed = kingpin.ok("config", "remove", "spam.blocklist", "a", "--comment", "ticket 12")
    assert re.search(rf"1 changed, version {_VERSION} \(was {_VERSION}\)", removed.output)
    assert kingpin.ok("config", "show", "spam.blocklist").output == "b\n"

    newest, oldest = kingpin.ok("config", "history", "spam.blocklist").rows
    assert (newest[4], oldest[2]) == ("ticket 12", "ann")
    assert kingpin.ok("config", "diff", "spam.blocklist").rows == [["-", "a", "a"]]
    rolled = kingpin.ok("config", "rollback", "spam.blocklist", oldest[0])
    assert "1 changed" in rolled.output
    assert kingpin.ok("config", "show", "spam.blocklist").output == "a\nb\n"
    old = kingpin.ok("config", "show", "spam.blocklist", "--version", newest[0])
    assert old.output == "b\n"


def test_json_for_programs(kingpin: Kingpin) -> None:
    kingpin.ok("config", "set", "api.limits", "search", "5", "--json-value", "--shape", "map")
    kingpin.ok("config", "set", "api.limits", "name", "café")
    newest, oldest = json.loads(kingpin.ok("config", "history", "api.limits", "--json").output)
    assert (newest["previous"], oldest["previous"]) == (oldest["version"], None)
    assert kingpin.ok("config", "list", "--json").document == [
        {"name": "api.limits", "version": newest["version"]}
    ]
    assert kingpin.ok("config", "show", "api.limits", "--json").document == {
        "name": "api.limits",
        "version": newest["version"],
        "time": newest["time"],
        "author": newest["author"],
        "comment": None,
        "value": {"name": "café", "search": 5},
    }
    assert kingpin.ok("config", "diff", "api.limits", "--json").document == {
        "old": oldest["version"],
        "new": newest["version"],
        "added": {"name": "café"},
        "removed": {},
        "changed": {},
    }


@pytest.mark.parametrize(
    ("shape", "edits", "value"),
    [
        ("map", [["set", "k", "v"], ["set", "n", "1"], ["remove", "k"]], {"n": "1"}),
        ("map", [["set", '{"a": [1]}', "--json-value"]], {"a": [1]}),
        ("mapped-list", [["add", "k", "a", "b"], ["remove", "k", "a"]], {"k": ["b"]}),
        ("mapped-list", [["add", "k", "a"], ["add", "j", "b"], ["remove", "k"]], {"j": ["b"]}),
        ("mapped-list", [["set", "k", "[1, 2]", "--json-value"]], {"k": [1, 2]}),
        (
            "mapped-list",
            [["add", "k", "a"], ["set", '{"j": ["b"]}', "--json-value"]],
            {"j": ["b"]},
        ),
        ("list", [["set", '["x", 1, null]', "--json-value"]], ["x", 1, None]),
        ("list", [["add", "--json-value", "1", '{"a": 2}'], ["add", "1"]], [1, {"a": 2}, "1"]),
        ("json", [["set", '{"on": true}', "--json-value"]], {"on": True}),
        ("json", [["set", "plain text"]], "plain text"),
        ("json", [["set", "x"], ["set", "{}", "--json-value"]], {}),
    ],
)
def test_each_shape_takes_its_words(
    kingpin: Kingpin, shape: str, edits: list[list[str]], value: object
) -> None:
    kingpin.ok("config", "create", "d.k", "--shape", shape)
    for verb, *words in edits:
        kingpin.ok("config", verb, "d.k", *words)
    shown = kingpin.ok("config", "show", "d.k", "--json").document
    assert isinstance(shown, dict)
    assert (shown["value"] or {}) == value


def test_items_and_values_come_from_standard_input(kingpin: Kingpin) -> None:
    kingpin.ok("config", "create", "spam.blocklist", "--shape", "list")
    rules = [f"*.example{number}.com" for number in range(10_000)]
    added = kingpin.ok("config", "add", "spam.blocklist", "-", stdin="\n".join(rules) + "\n")
    assert "10000 changed" in added.output
    assert kingpin.ok("config", "show", "spam.blocklist").output.splitlines() == rules
    kingpin.ok("config", "set", "spam.blocklist", "-", "--json-value", stdin='["a"]\n')
    assert kingpin.ok("config", "show", "spam.blocklist").output == "a\n"
    kingpin.ok("config", "set", "api.limits", "k", "-", "--shape", "map", stdin="two\nlines\n")
    assert kingpin.ok("config", "show", "api.limits").rows == [["k", "two\\nlines"]]


def test_an_undeclared_shape_is_taken_from_the_value(kingpin: Kingpin) -> None:
    kingpin.ok("config", "add", "d.k", "a", "--shape", "list")
    kingpin.ok("config", "add", "d.k", "b")
    refused = kingpin.run("config", "set", "d.k", "key", "value", "--shape", "map")
    assert (refused.code, refused.errors) == (2, ["kingpin: d.k is a list, not a map"])


def test_history_shows_fifty_unless_all_are_wanted(kingpin: Kingpin) -> None:
    kingpin.ok("config", "create", "d.k", "--shape", "json")
    store = kingpin.folder / ".local/share/kingpin"
    coordination = LocalCoordination(store)
    engine = PublishEngine(coordination, LocalBlobs(store))
    with Publisher(engine, author="tests", close=coordination.close) as publisher:
        editor = publisher.edit(JsonSpec(ConfigName("d", "k"), int))
        versions = [editor.set_json_config(number).version for number in range(1, 61)]
    newest_first = versions[::-1]
    shown = [row[0] for row in kingpin.ok("config", "history", "d.k").rows]
    assert shown == newest_first[:50]
    shown = [row[0] for row in kingpin.ok("config", "history", "d.k", "--all").rows]
    assert shown == newest_first
    shown = [row[0] for row in kingpin.ok("config", "history", "d.k", "--limit", "2").rows]
    assert shown == newest_first[:2]


def test_an_experiment_is_ramped(kingpin: Kingpin) -> None:
    kingpin.ok("decider", "set", "new_board", "25")
    kingpin.ok("decider", "set", "half", "12.5")
    kingpin.ok("decider", "set", "new_board", "100", "--author", "ann", "--comment", "go")
    assert kingpin.ok("decider", "get", "New_Board").output == "100\n"
    assert kingpin.ok("decider", "get", "half", "--json").document == {
        "name": "half",
        "value": 12.5,
    }
    assert kingpin.ok("decider", "list").rows == [["half", "12.5"], ["new_board", "100"]]
    assert kingpin.ok("decider", "list", "--json").document == {"half": 12.5, "new_board": 100}
    newest = kingpin.ok("config", "history", "admin.decider").rows[0]
    assert (newest[2], newest[4]) == ("ann", "go")


def test_a_dependency_holds_configs_and_other_dependencies(kingpin: Kingpin) -> None:
    kingpin.ok("config", "create", "spam.blocklist")
    for name in ("web.dep", "base.dep"):
        assert kingpin.ok("dependency", "create", name).output == f"{name}: created\n"
    assert "is there already" in kingpin.ok("dependency", "create", "web.dep").output
    kingpin.ok("dependency", "add", "base.dep", "spam.blocklist")
    kingpin.ok("dependency", "add", "web.dep", "base.dep")
    again = kingpin.ok("dependency", "add", "web.dep", "base.dep")
    assert again.output == "web.dep: base.dep is a member already\n"
    assert kingpin.ok("dependency", "list").output == "base.dep\nweb.dep\n"
    assert kingpin.ok("dependency", "show", "web.dep").rows == [
        ["base.dep", "dependency"],
        ["  config.manageddata.spam.blocklist", "metaconfig"],
    ]
    shown = kingpin.ok("dependency", "show", "web.dep", "--json").document
    assert isinstance(shown, dict)
    assert shown["members"] == ["base.dep"]
    assert shown["metaconfigs"] == ["config.manageddata.spam.blocklist"]
    kingpin.ok("dependency", "remove", "web.dep", "base.dep")
    assert kingpin.ok("dependency", "show", "web.dep", "--json").document == {
        "name": "web.dep",
        "members": [],
        "metaconfigs": [],
        "expanded": [],
    }


def test_every_write_says_that_the_store_is_the_implicit_one(kingpin: Kingpin) -> None:
    writes = [
        ["config", "create", "d.k", "--shape", "list"],
        ["config", "add", "d.k", "a"],
        ["config", "set", "d.k", "[]", "--json-value"],
        ["config", "remove", "d.k", "a"],
        ["decider", "set", "x", "1"],
        ["dependency", "create", "web.dep"],
        ["dependency", "add", "web.dep", "d.k"],
        ["dependency", "remove", "web.dep", "d.k"],
    ]
    note = f"{STORE_NOTE}localdir:{kingpin.folder}/.local/share/kingpin"
    assert [kingpin.ok(*words).notes for words in writes] == [[note]] * len(writes)
    assert kingpin.ok("config", "show", "d.k").notes == []
    store = f"localdir:{kingpin.folder}/store"
    chosen = ("--coordination", store, "--blobs", store)
    assert kingpin.ok(*chosen, "config", "create", "d.k").notes == []


def test_settings_are_shown_with_their_places_and_without_secrets(kingpin: Kingpin) -> None:
    (kingpin.folder / "kingpin.toml").write_text(
        '[zookeeper]\nauth = ["digest:ann:hunter2"]\n[monitor]\nworkers = 3\n'
    )
    shown = kingpin.ok("--config-dir", "/srv/config", "settings")
    rows = {name: (value, source) for name, value, source in shown.rows}
    assert list(rows) == [key.name for key in KEYS]
    assert rows["config_dir"] == ("/srv/config", "--config-dir")
    assert rows["monitor.workers"] == ("3", "kingpin.toml: monitor.workers")
    assert rows["zookeeper.auth"][0] == "***"
    assert "hunter2" not in shown.output
    as_json = kingpin.ok("settings", "--json").document
    assert isinstance(as_json, dict)
    assert as_json["monitor.workers"]["value"] == "3"


def test_every_setting_is_documented_in_the_help(kingpin: Kingpin) -> None:
    output = kingpin.ok("settings", "--help").output
    for key in KEYS:
        assert f"  {key.name}\n" in output
        assert f"  {key.variable}\n" in output


def test_a_terminal_gets_a_table_that_no_comment_can_upset(kingpin: Kingpin) -> None:
    comment = "bell \a and \x1b[2Jclear [red]markup"
    kingpin.ok("config", "add", "d.k", "a", "--shape", "list", "--comment", comment)
    ours, theirs = os.openpty()
    process = kingpin.start("config", "history", "d.k", stdout=theirs)
    os.close(theirs)
    shown = b""
    # A terminal that nobody writes to any more reads as an error.
    try:
        while data := os.read(ours, 4096):
            shown += data
    except OSError:
        pass
    os.close(ours)
    process.communicate()
    assert process.returncode == 0
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode())
    assert "VERSION" in text
    assert "\x1b" not in text
    assert "\a" not in text
    assert "[red]" in text.replace("\r\n", "")


def test_no_value_and_no_comment_moves_a_terminals_cursor(kingpin: Kingpin) -> None:
    value = json.dumps("bell \a and \x1b[2Jclear\nsecond line")
    kingpin.ok(
        "config", "set", "d.k", value, "--json-value", "--shape", "json", "--comment", "\x1b"
    )
    with Terminal(kingpin.folder, kingpin.environment) as terminal:
        terminal.run("kingpin", "config", "show", "d.k")
        terminal.expect("ended with 0")
        assert ": \\x1b\nbell \\x07 and \\x1b[2Jclear\nsecond line\n" in terminal.screen()
    assert "\x1b[2J" in kingpin.ok("config", "show", "d.k").output


def test_ctrl_c_ends_with_130_and_one_line(kingpin: Kingpin) -> None:
    kingpin.ok("config", "create", "d.k", "--shape", "list")
    process = kingpin.start("config", "add", "d.k", "-")
    assert process.stderr is not None
    assert process.stderr.readline().decode().startswith(STORE_NOTE)
    # It waits for standard input now, or will at once.
    wait_until(
        lambda: "S (sleeping)" in Path(f"/proc/{process.pid}/status").read_text(),
        timeout=10,
        what="the command waits",
    )
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, b"kingpin: interrupted\n")


def test_a_pipe_that_is_closed_early_is_no_crash(kingpin: Kingpin) -> None:
    items = "\n".join(str(number) * 20 for number in range(20_000))
    kingpin.ok("config", "add", "d.k", "-", "--shape", "list", stdin=items)
    process = kingpin.start("config", "show", "d.k")
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    errors = process.stderr.read()
    assert process.stdin is not None
    process.stdin.close()
    process.stderr.close()
    process.wait(20)
    assert b"Traceback" not in errors


def test_the_version_and_the_help_are_told(kingpin: Kingpin) -> None:
    assert re.fullmatch(r"kingpin-sdk \d+\.\d+\.\d+\S*\n", kingpin.ok("--version").output)
    assert "decider" in kingpin.ok().output
    assert "--shape" in kingpin.ok("config", "create", "--help").output


def test_the_module_is_not_loaded_with_network_libraries_on_the_embedded_store(
    kingpin: Kingpin,
) -> None:
    script = (
        "import sys; sys.argv = ['kingpin', 'config', 'list']; "
        "from kingpin_sdk.cli.main import main; main(); "
        "sys.stderr.write(str(sorted({'kazoo', 'boto3', 'botocore'} & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=dict(kingpin.environment),
        cwd=kingpin.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "[]"
