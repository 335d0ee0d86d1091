"""Every command of `kingpin` that changes or reads a store, on both backends."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

from kingpin_sdk.cli.main import app
from tests.flows.both_backends import BACKENDS, kingpin_on
from tests.flows.kingpin_command import Kingpin, Outcome

_VIEWS = """
from kingpin_sdk import ManagedHashMap, ManagedList

blocklist = ManagedList("spam", "blocklist", str)
limits = ManagedHashMap("api", "limits", str, int)
"""
# These have tests of their own: a terminal, a monitor or the whole demo is needed.
_ELSEWHERE = {"console", "demo", "monitor", "settings", "status"}


def _commands() -> set[str]:
    """All commands as people type them."""
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    found: set[str] = set()
    for name, command in root.commands.items():
        if isinstance(command, TyperGroup):
            found |= {f"{name} {inner}" for inner in command.commands}
        else:
            found.add(name)
    return {name for name in found if name.split()[0] not in _ELSEWHERE}


class _Walk:
    """Runs commands and remembers which."""

    def __init__(self, kingpin: Kingpin) -> None:
        self.kingpin = kingpin
        self.seen: set[str] = set()

    def ok(self, line: str, *more: str, stdin: str = "") -> Outcome:
        words = [*line.split(), *more]
        self.seen |= {words[0], " ".join(words[:2])}
        return self.kingpin.ok(*words, stdin=stdin)

    def json(self, line: str, *more: str) -> Any:  # noqa: ANN401 - any document
        return self.ok(line, *more, "--json").document


@pytest.fixture(params=BACKENDS)
def walk(request: pytest.FixtureRequest, tmp_path: Path) -> _Walk:
    kingpin = kingpin_on(request.param, tmp_path, request)
    # A program that replaces one word.
    kingpin.environment["EDITOR"] = 'sed -i \'s/"c"/"edited"/\''
    return _Walk(kingpin)


def test_every_command_does_what_it_says_and_speaks_json(walk: _Walk) -> None:
    _configs(walk)
    _versions(walk)
    _subscriptions(walk)
    _looking_around(walk)
    _checks(walk)
    _transfer(walk)
    _deletions(walk)
    assert _commands() - walk.seen == set()


def _configs(walk: _Walk) -> None:
    create = "config create spam.blocklist --shape list --owner ann --size-limit 1000"
    assert walk.json(f"{create} --dry-run")["dry_run"] is True
    assert walk.json("config list") == []
    assert walk.json(create)["changed"] is True
    added = walk.json("config add spam.blocklist a b --comment first")
    assert (added["changed"], added["previous"]) == (2, None)
    planned = walk.json("config add spam.blocklist c --dry-run")
    assert (planned["changed"], planned["base"]) == (1, added["version"])
    assert planned["diff"]["added"] == {"c": "c"}
    assert walk.json("config remove spam.blocklist a")["previous"] == added["version"]
    assert walk.json("config set spam.blocklist --json-value", '["b", "c"]')["changed"] == 1
    edited = walk.json("config edit spam.blocklist --yes --comment edited")
    assert edited["changed"] == 2
    assert walk.json("config show spam.blocklist")["value"] == ["b", "edited"]
    described = walk.json("config describe spam.blocklist")
    assert (described["owner"], described["max_bytes"]) == ("ann", 1000)
    assert walk.json("config describe spam.blocklist --owner bob --dry-run")["changed"] == 1
    assert walk.json("config describe spam.blocklist --owner bob --size-limit 0")["changed"] == 1
    described = walk.json("config describe spam.blocklist")
    assert (described["owner"], described["max_bytes"]) == ("bob", None)
    assert walk.json("config search bob") == [
        {"name": "spam.blocklist", "where": "owner", "text": "bob"}
    ]


def _versions(walk: _Walk) -> None:
    history = walk.json("config history spam.blocklist")
    assert [one["comment"] for one in history] == ["edited", None, None, "first"]
    difference = walk.json("config diff spam.blocklist")
    assert (difference["added"], difference["removed"]) == ({"edited": "edited"}, {"c": "c"})
    oldest = history[-1]["version"]
    assert walk.json(f"config diff spam.blocklist {oldest}")["removed"] == {"a": "a"}
    planned = walk.json(f"config rollback spam.blocklist {oldest} --dry-run")
    assert planned["diff"]["added"] == {"a": "a"}
    assert walk.json(f"config rollback spam.blocklist {oldest}")["changed"] == 1
    assert walk.ok("config show spam.blocklist").output == "a\nb\n"
    newer = history[0]["version"]
    assert walk.ok(f"config show spam.blocklist --version {newer}").output == "b\nedited\n"


def _subscriptions(walk: _Walk) -> None:
    assert walk.json("decider set new_board 25")["changed"] == 1
    planned = walk.json("decider set new_board 50 --dry-run")
    assert (planned["changed"], planned["diff"]["changed"]) == (1, {"new_board": [25, 50]})
    assert walk.json("decider get new_board") == {"name": "new_board", "value": 25}
    assert walk.json("decider set old_board 100")["changed"] == 1
    assert walk.json("decider remove old_board")["changed"] == 1
    assert walk.json("decider list") == {"new_board": 25}
    walk.ok("serverset create search.prod --shrink-ratio 0.3 --owner ann")
    assert walk.json("serverset describe search.prod --description found")["changed"] == 1
    described = walk.json("serverset describe search.prod")
    assert (described["shrink_ratio"], described["description"]) == (0.3, "found")
    assert walk.json("serverset list") == [{"name": "discovery.search.prod", "members": 0}]
    assert walk.json("serverset members search.prod")["members"] == []
    for name in ("web.dep", "base.dep"):
        assert walk.json(f"dependency create {name}")["changed"] is True
    assert walk.json("dependency add base.dep spam.blocklist --dry-run")["changed"] is True
    assert walk.json("dependency add base.dep spam.blocklist")["changed"] is True
    walk.ok("dependency add base.dep discovery.search.prod")
    walk.ok("dependency add web.dep base.dep")
    assert walk.json("dependency list") == ["base.dep", "web.dep"]
    shown = walk.json("dependency show web.dep")
    blocklist = "config.manageddata.spam.blocklist"
    assert shown["metaconfigs"] == [blocklist, "discovery.search.prod"]
    assert walk.json("dependency who spam.blocklist") == [
        {"dependency": "base.dep", "way": ["base.dep", blocklist]},
        {"dependency": "web.dep", "way": ["web.dep", "base.dep", blocklist]},
    ]


def _looking_around(walk: _Walk) -> None:
    assert [one["name"] for one in walk.json("config list")] == [
        "admin.decider",
        "spam.blocklist",
    ]
    [card] = walk.json("config list spam.* --long")
    assert (card["shape"], card["owner"], card["size"]) == ("list", "bob", 10)
    trail = walk.json("audit --limit 3")
    assert [one["action"] for one in trail] == ["dependency.add"] * 3
    assert len(walk.json("audit spam.blocklist --since 1h --all")) == 7
    assert walk.json("audit --author nobody") == []
    constants = walk.ok("names").output
    assert 'SPAM_BLOCKLIST: Final = ConfigName("spam", "blocklist")' in constants
    walk.ok("names --out names.py")
    walk.ok("names --out names.py --check")
    walk.ok("decider set another 1")
    stale = walk.kingpin.run("names", "--out", "names.py", "--check")
    assert (stale.code, len(stale.errors)) == (1, 1)


def _checks(walk: _Walk) -> None:
    (walk.kingpin.folder / "views.py").write_text(_VIEWS)
    (walk.kingpin.folder / "good.json").write_text('["a"]')
    (walk.kingpin.folder / "bad.json").write_text('["a", 5]')
    assert walk.json("config validate good.json --type views:blocklist")["problems"] == {}
    refused = walk.kingpin.run("config", "validate", "bad.json", "--type", "views:blocklist")
    assert (refused.code, refused.rows[0][0], len(refused.errors)) == (1, "$[1]", 1)
    walk.ok("config validate bad.json --config spam.blocklist")
    fits = walk.json("config check --against-live views")
    assert [(one["by"], one["problems"]) for one in fits["configs"]] == [
        ("views.blocklist", {}),
        ("views.limits", {}),
    ]
    walk.ok("config set api.limits search 5 --shape map")
    broken = walk.kingpin.run("config", "check", "--against-live", "views", "--json")
    assert broken.code == 1
    document = json.loads(broken.output)
    assert document["configs"][1]["name"] == "api.limits"
    assert list(document["configs"][1]["problems"]) == ["$.search"]
    assert walk.json("config check")["dangling"] == []


def _transfer(walk: _Walk) -> None:
    everything = walk.ok("config export").output
    walk.ok("config import --dry-run -", stdin=everything)
    walk.kingpin.run("config", "export", "all.jsonl")
    assert (walk.kingpin.folder / "all.jsonl").read_text() == everything
    report = walk.json("config import all.jsonl")
    assert (report["created"], report["updated"], report["unchanged"]) == ([], [], 6)


def _deletions(walk: _Walk) -> None:
    for line in ("config delete spam.blocklist", "serverset delete search.prod"):
        refused = walk.kingpin.run(*line.split(), "--yes")
        assert refused.code == 1
        [error] = refused.errors
        assert "is in use: held by: base.dep" in error
    refused = walk.kingpin.run("dependency", "delete", "base.dep", "--yes")
    assert (refused.code, len(refused.errors)) == (1, 1)
    unasked = walk.kingpin.run("dependency", "delete", "web.dep")
    assert (unasked.code, len(unasked.errors)) == (2, 1)
    walk.ok("dependency delete web.dep --dry-run")
    walk.ok("dependency remove base.dep spam.blocklist")
    for line in (
        "dependency delete web.dep",
        "dependency delete base.dep",
        "config delete spam.blocklist",
        "serverset delete search.prod",
    ):
        assert walk.json(f"{line} --yes")["changed"] is True
    left = [one["name"] for one in walk.json("config list")]
    assert left == ["admin.decider", "api.limits"]
    actions = [one["action"] for one in walk.json("audit *spam.blocklist")]
    assert (actions[0], {*actions[1:]}) == ("config.delete", {"publish"})
