"""Changing things safely from the command line: dry runs, questions, editors, limits, imports."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.flows.kingpin_command import Kingpin, Outcome
from tests.flows.terminal import Terminal
from tests.waiting import wait_until

_END = '{"kind": "end"}'


@pytest.fixture(scope="module")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    kingpin = _kingpin_in(folder)
    kingpin.ok("config", "create", "spam.blocklist", "--shape", "list")
    kingpin.ok("config", "add", "spam.blocklist", "a")
    kingpin.ok("config", "set", "api.limits", "search", "5", "--json-value", "--shape", "map")
    kingpin.ok("decider", "set", "new_board", "25")
    kingpin.ok("serverset", "create", "search.prod")
    kingpin.ok("dependency", "create", "web.dep")
    kingpin.ok("dependency", "add", "web.dep", "spam.blocklist")
    return folder / "store"


@pytest.fixture
def kingpin(filled_store: Path, tmp_path: Path) -> Kingpin:
    """With a list, a map, an experiment, a serverset and a dependency, on a store of its own."""
    shutil.copytree(filled_store, tmp_path / "store")
    return _kingpin_in(tmp_path)


def _kingpin_in(folder: Path) -> Kingpin:
    store = f"localdir:{folder}/store"
    return Kingpin(folder, KINGPIN_COORDINATION=store, KINGPIN_BLOBS=store)


def _stored(kingpin: Kingpin) -> dict[str, bytes]:
    """All nodes and blobs."""
    store = kingpin.folder / "store"
    files = [*(store / "nodes").rglob("*"), *(store / "blobs").rglob("*")]
    return {str(path): path.read_bytes() for path in files if path.is_file()}


def _one_line(outcome: Outcome, code: int, pattern: str) -> None:
    [line] = outcome.errors
    assert re.search(pattern, line), line
    assert outcome.code == code


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "config create d.k --shape map",
            "config.manageddata.d.k: created as map (dry run: nothing was written)\n",
        ),
        ("config describe spam.blocklist --owner ann", "~\towner\t- -> ann\n"),
        (
            "config describe spam.blocklist --no-shrink",
            "config.manageddata.spam.blocklist: nothing",
        ),
        ("config add spam.blocklist b", "+\tb\tb\n"),
        ("config add spam.blocklist a", "config.manageddata.spam.blocklist: nothing to change"),
        ("config remove spam.blocklist a", "-\ta\ta\n"),
        ("config set api.limits search 6 --json-value", "~\tsearch\t5 -> 6\n"),
        ("config edit spam.blocklist", "+\tc\tc\n-\ta\ta\n"),
        ("decider set new_board 50", "~\tnew_board\t25 -> 50\n"),
        ("decider remove new_board", "-\tnew_board\t25\n"),
        (
            "serverset create mail.prod",
            "discovery.mail.prod: created (dry run: nothing was written)\n",
        ),
        ("serverset describe search.prod --shrink-ratio 0.5", "~\tshrink ratio\t- -> 0.5\n"),
        (
            "serverset delete search.prod",
            "discovery.search.prod: deleted (dry run: nothing was written)\n",
        ),
        ("dependency create base.dep", "base.dep: created (dry run: nothing was written)\n"),
        ("dependency create web.dep", "web.dep: is there already (dry run"),
        (
            "dependency add web.dep discovery.search.prod",
            "web.dep: discovery.search.prod added (dry run: nothing was written)\n",
        ),
        ("dependency delete web.dep", "web.dep: deleted (dry run: nothing was written)\n"),
    ],
)
def test_a_dry_run_shows_the_difference_and_changes_nothing(
    kingpin: Kingpin, line: str, shown: str
) -> None:
    kingpin.environment["EDITOR"] = "sed -i s/a/c/"
    before = _stored(kingpin)
    assert before
    assert kingpin.ok(*line.split(), "--dry-run").output.startswith(shown)
    assert json.loads(kingpin.ok(*line.split(), "--dry-run", "--json").output)["dry_run"] is True
    assert _stored(kingpin) == before


def test_a_dry_run_of_a_roll_back_shows_the_way_back(kingpin: Kingpin) -> None:
    kingpin.ok("config", "set", "spam.blocklist", '["b"]', "--json-value")
    oldest = kingpin.ok("config", "history", "spam.blocklist").rows[-1][0]
    before = _stored(kingpin)
    shown = kingpin.ok("config", "rollback", "spam.blocklist", oldest, "--dry-run").output
    assert shown == "+\ta\ta\n-\tb\tb\n"
    assert _stored(kingpin) == before


@pytest.mark.parametrize(
    ("line", "code", "pattern"),
    [
        ("config create spam.blocklist", 1, "exists already"),
        ("config create d.k --shrink-ratio 2", 2, "--shrink-ratio"),
        ("config create d.k --size-limit -1", 2, "--size-limit"),
        ("config describe api.limits --owner ann", 1, "no metaconfig"),
        ("config describe spam.blocklst --owner ann", 1, "did you mean spam.blocklist"),
        ("config describe spam.blocklist --shape map", 1, "spam.blocklist is no map"),
        ("config delete spam.blocklist", 1, r"is in use: held by: web\.dep"),
        ("config delete spam.blocklst --yes", 1, "did you mean spam.blocklist"),
        ("config rollback spam.blocklist 1.1", 1, r"no version 1\.1"),
        ("config edit d.k", 2, r"config d\.k does not exist"),
        ("config edit api.limits", 2, "editor '/no/such' cannot be started"),
        ("config import /no/such", 1, "/no/such: No such file"),
        ("config validate /no/such --config api.limits", 1, "/no/such: No such file"),
        ("config validate /dev/null", 2, "--type pkg.mod:Type or --config NAME"),
        ("config validate /dev/null --type json", 2, "write it as package.module:Name"),
        ("config check --against-live no_such_module", 2, "cannot be imported"),
        ("config check api.limits --against-live json", 2, "not both"),
        ("decider remove new_bord", 1, "did you mean new_board"),
        ("serverset delete search.prd --yes", 1, "did you mean discovery.search.prod"),
        ("dependency who spam.blocklst", 1, "did you mean spam.blocklist"),
        ("dependency delete wbe.dep --yes", 1, "did you mean web.dep"),
        ("audit --since yesterday", 2, "'yesterday' is no moment"),
        ("audit --since 999999d", 2, "'999999d' is no moment"),
        ("audit --since 99999999999999d", 2, "'99999999999999d' is no moment"),
        (f"audit --since {'9' * 5000}w", 2, "9w' is no moment"),
        ("audit --since ٣d", 2, "'٣d' is no moment"),
        ("names --check", 2, "--check needs --out"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    kingpin: Kingpin, line: str, code: int, pattern: str
) -> None:
    kingpin.environment["EDITOR"] = "/no/such"
    before = _stored(kingpin)
    _one_line(kingpin.run(*line.split()), code, pattern)
    assert _stored(kingpin) == before


def test_a_deletion_is_asked_for_at_a_terminal(kingpin: Kingpin) -> None:
    with Terminal(kingpin.folder, kingpin.environment) as terminal:
        terminal.run("kingpin", "config", "delete", "api.limits")
        terminal.answer("Delete api.limits with its history? [y/N]:", "n")
        terminal.expect("nothing was done")
        terminal.expect("ended with 1")
    with Terminal(kingpin.folder, kingpin.environment) as terminal:
        terminal.run("kingpin", "config", "delete", "api.limits")
        terminal.answer("Delete api.limits with its history? [y/N]:", "y")
        terminal.expect("ended with 0")
    assert [row[0] for row in kingpin.ok("config", "list").rows] == [
        "admin.decider",
        "spam.blocklist",
    ]


def test_a_question_that_is_not_answered_ends_with_130(kingpin: Kingpin) -> None:
    with Terminal(kingpin.folder, kingpin.environment) as terminal:
        terminal.run("kingpin", "config", "delete", "api.limits")
        terminal.expect("[y/N]:")
        terminal.press("C-c")
        terminal.expect("kingpin: interrupted")
        terminal.expect("ended with 130")
    assert "api.limits" in kingpin.ok("config", "list").output


def test_a_comment_is_required_where_the_settings_say_so(kingpin: Kingpin) -> None:
    kingpin.environment["KINGPIN_REQUIRE_COMMENT"] = "true"
    before = _stored(kingpin)
    for line in (
        "config create d.k",
        "config describe spam.blocklist --owner ann",
        "config add spam.blocklist b",
        "decider set new_board 50",
        "serverset create mail.prod",
        "dependency create base.dep",
        "dependency remove web.dep spam.blocklist",
        "dependency delete web.dep --yes",
    ):
        _one_line(kingpin.run(*line.split()), 2, "say why, with a comment")
    assert _stored(kingpin) == before
    kingpin.ok("config", "add", "spam.blocklist", "b", "--comment", "ticket 12")


def test_the_author_is_the_flags_else_the_settings(kingpin: Kingpin) -> None:
    kingpin.environment["KINGPIN_AUTHOR"] = "bob"
    kingpin.ok("config", "add", "spam.blocklist", "b", "--author", "ann")
    kingpin.ok("config", "add", "spam.blocklist", "c")
    rows = kingpin.ok("config", "history", "spam.blocklist").rows
    assert [row[2] for row in rows[:2]] == ["bob", "ann"]


def test_a_size_limit_holds_for_whoever_uses_the_command(kingpin: Kingpin) -> None:
    kingpin.ok("config", "describe", "spam.blocklist", "--size-limit", "12", "--protect-empty")
    kingpin.ok("config", "add", "spam.blocklist", "b")
    _one_line(kingpin.run("config", "add", "spam.blocklist", "c"), 1, "its size limit is 12")
    empty = kingpin.run("config", "set", "spam.blocklist", "[]", "--json-value")
    _one_line(empty, 1, "would be empty")
    (kingpin.folder / "long.json").write_text('["more than a dozen"]')
    long = kingpin.run("config", "validate", "long.json", "--config", "spam.blocklist")
    assert (long.code, long.rows[0][0]) == (1, "size")


@pytest.mark.parametrize(
    ("editor", "code", "pattern"),
    [
        ("sed -i s/a/b/", 2, "say --yes; your text is in (.*)"),
        ('sed -i s/\\"a\\"/{/', 1, "is not JSON.*your text: is in (.*)"),
        ("sed -i s/.*/5/", 1, "your text: is in (.*)"),
        ("false", 2, "editor 'false' failed with 1: nothing was done"),
    ],
)
def test_an_edited_text_is_never_thrown_away(
    kingpin: Kingpin, editor: str, code: int, pattern: str
) -> None:
    kingpin.environment["EDITOR"] = editor
    kingpin.environment["TMPDIR"] = str(kingpin.folder)
    before = _stored(kingpin)
    outcome = kingpin.run("config", "edit", "spam.blocklist")
    _one_line(outcome, code, pattern)
    assert _stored(kingpin) == before
    if "(.*)" in pattern:
        kept = re.search(pattern, outcome.errors[0])
        assert kept is not None
        assert Path(kept[1]).read_text()
    assert list(kingpin.folder.glob("kingpin-[!k]*")) == []


def test_an_unchanged_text_publishes_nothing(kingpin: Kingpin) -> None:
    kingpin.environment["EDITOR"] = "true"
    before = _stored(kingpin)
    assert kingpin.ok("config", "edit", "spam.blocklist").output.endswith(": not changed\n")
    assert _stored(kingpin) == before


def test_who_published_in_the_meantime_is_not_overwritten_unseen(kingpin: Kingpin) -> None:
    editor = kingpin.folder / "editor"
    editor.write_text(
        '#!/bin/sh\nkingpin config add spam.blocklist theirs >/dev/null\nsed -i s/a/mine/ "$1"\n'
    )
    editor.chmod(0o755)
    kingpin.environment["EDITOR"] = str(editor)
    with Terminal(kingpin.folder, kingpin.environment) as terminal:
        terminal.run("kingpin", "config", "edit", "spam.blocklist")
        terminal.expect("meanwhile: this is the difference to that")
        terminal.expect("-  theirs  theirs")
        terminal.answer("Publish it?", "n")
        terminal.expect("nothing was published; your text is in")
        terminal.expect("ended with 1")
    assert kingpin.ok("config", "show", "spam.blocklist").output == "a\ntheirs\n"


def test_two_stores_are_compared_and_only_what_differs_is_shown(kingpin: Kingpin) -> None:
    theirs = kingpin.ok("config", "export").output.replace('{"search": 5}', '{"search": 6}')
    before = _stored(kingpin)
    shown = kingpin.ok("config", "import", "-", "--dry-run", stdin=theirs).output
    assert shown == (
        "~\tconfig.manageddata.api.limits\t\n"
        "~\tapi.limits search\t5 -> 6\n"
        "0 created, 1 updated, 4 unchanged, 0 refused (dry run: nothing was written)\n"
    )
    assert _stored(kingpin) == before


def test_a_damaged_import_changes_nothing(kingpin: Kingpin) -> None:
    everything = kingpin.ok("config", "export").output
    broken = everything.replace('["a"]', '["b"]').replace('{"kind": "end"}', "{")
    before = _stored(kingpin)
    _one_line(kingpin.run("config", "import", "-", stdin=broken), 2, "line 7 of the import")
    assert _stored(kingpin) == before


def test_what_an_import_refuses_is_named_and_is_1(kingpin: Kingpin) -> None:
    everything = kingpin.ok("config", "export").output
    cycle = '{"kind": "dependency", "name": "web.dep", "members": ["web.dep"]}\n'
    outcome = kingpin.run("config", "import", "-", stdin=everything.replace(_END, cycle + _END))
    _one_line(outcome, 1, "web.dep: .*would close a cycle")


def test_a_long_import_shows_how_far_it_is(kingpin: Kingpin) -> None:
    lines = ['{"kind": "kingpin-export", "format": 1}']
    for number in range(300):
        name = json.dumps(f"many.config{number:03}")
        lines.append(f'{{"kind": "config", "name": {name}, "declared": {{}}, "value": [{number}]}}')
    (kingpin.folder / "many.jsonl").write_text("\n".join([*lines, _END]))
    with Terminal(kingpin.folder, kingpin.environment) as terminal:
        terminal.run("kingpin", "config", "import", "many.jsonl")
        wait_until(
            lambda: re.search(r"importing .*\d+%", terminal.screen()),
            timeout=30,
            what="a bar is there",
        )
        terminal.expect("300 created, 0 updated, 0 unchanged, 0 refused")
        terminal.expect("ended with 0")
    assert len(kingpin.ok("config", "list", "many.*").rows) == 300


def test_the_shell_completes_names(kingpin: Kingpin) -> None:
    def completed(line: str) -> list[str]:
        words = line.split(" ")
        kingpin.environment |= {
            "_KINGPIN_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
        }
        outcome = kingpin.run()
        for name in ("_KINGPIN_COMPLETE", "COMP_WORDS", "COMP_CWORD"):
            del kingpin.environment[name]
        assert outcome.errors == []
        return outcome.output.split()

    assert completed("kingpin config show sp") == ["spam.blocklist"]
    assert completed("kingpin config show config.manageddata.a") == [
        "config.manageddata.admin.decider",
        "config.manageddata.api.limits",
    ]
    assert completed("kingpin dependency show w") == ["web.dep"]
    assert completed("kingpin dependency add web.dep d") == ["discovery.search.prod"]
    assert completed("kingpin serverset describe se") == ["search.prod"]
    assert "rollback" in completed("kingpin config ro")
    kingpin.environment["KINGPIN_COORDINATION"] = "nonsense"
    assert completed("kingpin config show sp") == []


def test_text_that_is_no_json_is_shown_edited_and_searched(kingpin: Kingpin) -> None:
    line = '{"kind": "config", "name": "raw.text", "declared": null, "text": "key: value\\n"}'
    header = '{"kind": "kingpin-export", "format": 1}'
    kingpin.ok("config", "import", "-", stdin=f"{header}\n{line}\n{_END}\n")
    assert kingpin.ok("config", "show", "raw.text").output == "key: value\n\n"
    kingpin.environment["EDITOR"] = "sed -i s/value/other/"
    assert "1 changed" in kingpin.ok("config", "edit", "raw.text", "--yes").output
    found = kingpin.ok("config", "search", "OTHER", "--values").rows
    assert found == [["raw.text", "value", "key: other\\n"]]


def test_a_value_that_no_view_takes_any_more_fails_a_build(kingpin: Kingpin) -> None:
    (kingpin.folder / "app").mkdir()
    (kingpin.folder / "app" / "views.py").write_text(
        "from kingpin_sdk import Decider, ManagedList\n"
        'numbers = ManagedList("spam", "blocklist", int)\n'
        'later = ManagedList("not", "yet", str)\n'
        "decider = Decider()\n"
    )
    outcome = kingpin.run("config", "check", "--against-live", "app.views")
    assert (outcome.code, outcome.errors) == (1, ["kingpin: 1 problem in 3 configs"])
    rows = {row[1]: row[2:] for row in outcome.rows}
    assert rows["app.views.numbers"][0] == "$[0]"
    assert rows["app.views.later"] == ["", "not published"]
    assert rows["app.views.decider"] == ["", "fits"]


@pytest.mark.parametrize("said", ["--against-live app --json", "app:numbers"])
def test_what_a_module_prints_stays_out_of_the_output(kingpin: Kingpin, said: str) -> None:
    (kingpin.folder / "app.py").write_text(
        "from kingpin_sdk import ManagedList\n"
        "def check(value):\n    print('checking')\n"
        'numbers = ManagedList("spam", "blocklist", str, validators=[check])\n'
        "print('hello')\n"
    )
    (kingpin.folder / "value.json").write_text('["a"]')
    words = said.split()
    line = ["check", *words] if "--json" in words else ["validate", "value.json", "--type", said]
    outcome = kingpin.run("config", *line, *([] if "--json" in words else ["--json"]))
    assert outcome.code == 0
    assert outcome.document
    assert outcome.errors == ["hello", "checking"]


@pytest.mark.parametrize(
    "line", ["check --against-live script", "validate value.json --type script:numbers"]
)
def test_a_module_that_exits_is_no_module_that_fits(kingpin: Kingpin, line: str) -> None:
    (kingpin.folder / "script.py").write_text("import sys\nsys.exit(0)\n")
    (kingpin.folder / "value.json").write_text("[]")
    _one_line(kingpin.run("config", *line.split()), 2, "'script' cannot be imported: SystemExit")


@pytest.mark.parametrize(
    ("editor", "question", "key"),
    [
        ("sed -i s/a/mine/", "Publish it?", "C-c"),
        ("sed -i s/a/mine/", "Publish it?", "C-d"),
        ("sed -i s/]/mine/", "Edit it again?", "C-c"),
    ],
)
def test_whoever_leaves_a_question_keeps_the_text(
    kingpin: Kingpin, editor: str, question: str, key: str
) -> None:
    kingpin.environment["EDITOR"] = editor
    kingpin.environment["TMPDIR"] = str(kingpin.folder)
    with Terminal(kingpin.folder, kingpin.environment) as terminal:
        terminal.run("kingpin", "config", "edit", "spam.blocklist")
        terminal.expect(question)
        terminal.press(key)
        terminal.expect("your text is in")
        terminal.expect("ended with 130")
    [kept] = kingpin.folder.glob("kingpin-kept-*")
    assert "mine" in kept.read_text()


def test_the_text_of_an_editor_that_dies_is_kept(kingpin: Kingpin) -> None:
    editor = kingpin.folder / "editor"
    editor.write_text('#!/bin/sh\necho work >"$1"; kill -9 $$\n')
    editor.chmod(0o755)
    kingpin.environment |= {"EDITOR": str(editor), "TMPDIR": str(kingpin.folder)}
    outcome = kingpin.run("config", "edit", "spam.blocklist")
    _one_line(outcome, 2, "failed with -9: nothing was done; your text is in .*")
    assert Path(outcome.errors[0].rpartition(" ")[2]).read_text() == "work\n"


@pytest.mark.parametrize(
    ("editor", "changed"), [("true", False), (r"sed -i s/$/\\x20/", 0), ("sed -i s/a/b/", 2)]
)
def test_an_edit_is_told_to_programs_whatever_came_of_it(
    kingpin: Kingpin, editor: str, changed: object
) -> None:
    kingpin.environment["EDITOR"] = editor
    told = kingpin.ok("config", "edit", "spam.blocklist", "--yes", "--json").document
    assert isinstance(told, dict)
    assert (told["changed"], told["dry_run"]) == (changed, False)


def test_an_editor_of_blanks_is_none(kingpin: Kingpin) -> None:
    kingpin.environment |= {"VISUAL": " ", "EDITOR": "true"}
    kingpin.ok("config", "edit", "spam.blocklist")


def test_line_ends_and_foreign_bytes_of_a_text_outlive_an_edit(kingpin: Kingpin) -> None:
    document = (
        b'{"kind": "config", "name": "raw.text", "declared": {}, "base64": "Y2Fm6SBvbmUNCg=="}'
    )
    lines = [b'{"kind": "kingpin-export", "format": 1}', document, _END.encode()]
    kingpin.ok("config", "import", "-", stdin=b"\n".join(lines).decode())
    kingpin.environment["EDITOR"] = "true"
    assert "not changed" in kingpin.ok("config", "edit", "raw.text").output
    kingpin.environment["EDITOR"] = "sed -i s/one/two/"
    kingpin.ok("config", "edit", "raw.text", "--yes")
    assert "Y2Fm6SB0d28NCg==" in kingpin.ok("config", "export").output
    assert kingpin.ok("config", "diff", "raw.text").output == (
        "+\tcaf\\xe9 two\tcaf\\xe9 two\n-\tcaf\\xe9 one\tcaf\\xe9 one\n"
    )


def test_a_lone_surrogate_can_be_edited(kingpin: Kingpin) -> None:
    value = r'["a", "\ud800", "\udcff"]'
    kingpin.ok("config", "set", "spam.blocklist", value, "--json-value")
    kingpin.environment["EDITOR"] = "sed -i s/a/b/"
    kingpin.ok("config", "edit", "spam.blocklist", "--yes")
    assert kingpin.ok("config", "show", "spam.blocklist", "--json").document == {
        **json.loads(kingpin.ok("config", "show", "spam.blocklist", "--json").output),
        "value": ["b", "\ud800", "\udcff"],
    }


@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
def test_a_config_is_not_created_as_what_its_value_is_not(
    kingpin: Kingpin, dry_run: list[str]
) -> None:
    before = _stored(kingpin)
    outcome = kingpin.run("config", "create", "admin.decider", "--shape", "list", *dry_run)
    _one_line(outcome, 1, "admin.decider is no list: .*expected list, got object")
    assert _stored(kingpin) == before
