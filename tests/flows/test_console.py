"""The console in a real terminal, with a real monitor behind it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalCoordination
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.names import ConfigName
from tests.flows.both_backends import BACKENDS, settings_on
from tests.flows.kingpin_command import Kingpin
from tests.flows.terminal import Terminal
from tests.unit.sync.daemon import Daemon
from tests.waiting import wait_until

_ACTION = "Action (? lists them): "


@pytest.fixture
def backend() -> str:
    """Where most tests run; one is for both."""
    return "embedded"


@pytest.fixture
def settings(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """What the command and the monitor are told."""
    return settings_on(backend, tmp_path, request)


@pytest.fixture
def kingpin(tmp_path: Path, settings: dict[str, str]) -> Kingpin:
    """The command."""
    told = {f"KINGPIN_{name}": text for name, text in settings.items()}
    return Kingpin(tmp_path, **told, KINGPIN_AUTHOR="ann")


@pytest.fixture
def filled(kingpin: Kingpin) -> Kingpin:
    """With a list of two versions."""
    kingpin.ok("config", "create", "spam.blocklist", "--shape", "list", "--owner", "ann")
    kingpin.ok("config", "add", "spam.blocklist", "casino", "--comment", "the first")
    kingpin.ok("config", "add", "spam.blocklist", "lottery")
    return kingpin


@pytest.fixture
def terminal(kingpin: Kingpin) -> Iterator[Terminal]:
    """A terminal in which the console is about to be started."""
    with Terminal(kingpin.folder, kingpin.environment) as terminal:
        yield terminal


def _agree(terminal: Terminal, question: str, *, why: str) -> None:
    """Say yes to what was shown, and why."""
    terminal.answer(f"{question} [y/n]: ", "y")
    terminal.answer("Why (comment): ", why)


def _add(terminal: Terminal, item: str) -> None:
    """Add an item, once a list was chosen."""
    terminal.answer("What: ", "1")
    terminal.answer("Item (text; JSON after =): ", item)
    terminal.answer("Another (empty line ends): ", "")


def _value(kingpin: Kingpin, name: str) -> object:
    document: dict[str, object] = json.loads(kingpin.ok("config", "show", name, "--json").output)
    return document["value"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_kingpins_walk_through_ends_with_the_value_in_the_local_file(
    kingpin: Kingpin, terminal: Terminal, settings: dict[str, str]
) -> None:
    terminal.run("kingpin", "console")
    # 2 -> 1: a manageddata.
    terminal.answer(_ACTION, "2")
    terminal.answer("Which: ", "1")
    terminal.answer("Config (domain.key): ", "test.test_config")
    terminal.answer("What will it be: ", "1")
    terminal.answer("Who answers for it (may be empty): ", "ann")
    terminal.answer("What is it for (may be empty): ", "a config for test")
    terminal.expect("config.manageddata.test.test_config  a new config, a list")
    _agree(terminal, "Do this?", why="walk-through")
    terminal.expect("config.manageddata.test.test_config: created")
    # 1: a dependency.
    terminal.answer(_ACTION, "1")
    terminal.answer("Dependency (ends in .dep): ", "test_dependency.dep")
    _agree(terminal, "Do this?", why="")
    terminal.expect("test_dependency.dep: created")
    # 3: the one into the other.
    terminal.answer(_ACTION, "3")
    terminal.answer("Dependency: ", "test_dependency.dep")
    terminal.answer("What to add: ", "test.test_config")
    _agree(terminal, "Do this?", why="")
    terminal.expect("config.manageddata.test.test_config added")
    with Daemon(kingpin.folder, "-d", "test_dependency.dep", **settings):
        terminal.answer(_ACTION, "9")
        terminal.answer("Config: ", "test.test_config")
        _add(terminal, "test_data")
        terminal.expect("test_data  test_data")
        _agree(terminal, "Publish this?", why="ticket 12")
        terminal.expect("1 changed, version")
        file = kingpin.folder / "config" / "config.manageddata.test.test_config"
        wait_until(
            lambda: file.exists() and file.read_text() == '["test_data"]',
            timeout=30,
            what="the local file has the value",
        )
    # 4, 5, 6: look around and leave.
    terminal.answer(_ACTION, "4")
    terminal.answer("Dependency: ", "test_dependency.dep")
    terminal.expect("config.manageddata.test.test_config  metaconfig")
    terminal.answer(_ACTION, "5")
    terminal.expect("METACONFIG")
    terminal.answer(_ACTION, "6")
    terminal.expect("ended with 0")
    [newest] = json.loads(kingpin.ok("config", "history", "test.test_config", "--json").output)
    assert (newest["author"], newest["comment"]) == ("ann", "ticket 12")


def test_values_are_found_shown_rolled_back_and_ramped(filled: Kingpin, terminal: Terminal) -> None:
    terminal.run("kingpin", "console")
    terminal.answer(_ACTION, "8")
    terminal.answer("Text: ", "LOTTERY")
    terminal.expect('["casino", "lottery"]')
    terminal.answer(_ACTION, "7")
    terminal.answer("Which (a pattern as spam.*, or empty for all): ", "")
    terminal.answer("Show which (empty for none): ", "spam.blocklist")
    terminal.expect("ITEM")
    terminal.answer(_ACTION, "10")
    terminal.answer("Config: ", "spam.blocklist")
    terminal.expect("the first")
    oldest = filled.ok("config", "history", "spam.blocklist").rows[-1][0]
    terminal.answer(_ACTION, "11")
    terminal.answer("Config: ", "spam.blocklist")
    terminal.answer("Back to which version: ", oldest)
    _agree(terminal, "Publish this?", why="")
    terminal.expect("1 changed, version")
    assert _value(filled, "spam.blocklist") == ["casino"]
    terminal.answer(_ACTION, "12")
    terminal.answer("Experiment: ", "new_board")
    terminal.answer("Value, 0 (never) to 100 (always): ", "12.5")
    _agree(terminal, "Publish this?", why="go")
    terminal.expect("config.manageddata.admin.decider: 1 changed")
    assert _value(filled, "admin.decider") == {"new_board": 12.5}
    terminal.answer(_ACTION, "14")
    terminal.answer("Of what: ", "spam.blocklist")
    terminal.expect("nobody gets it")
    terminal.expect(_ACTION)
    terminal.press("C-d")
    terminal.expect("ended with 0")


def test_versions_are_compared_configs_described_and_deleted_and_it_is_all_on_the_trail(
    filled: Kingpin, terminal: Terminal
) -> None:
    newest, oldest = (row[0] for row in filled.ok("config", "history", "spam.blocklist").rows)
    terminal.run("kingpin", "console")
    terminal.answer(_ACTION, "15")
    terminal.answer("Config: ", "spam.blocklist")
    terminal.answer("From which version: ", newest)
    terminal.answer("To which version: ", oldest)
    terminal.expect("-  lottery  lottery")
    terminal.answer(_ACTION, "16")
    terminal.answer("Config: ", "spam.blocklist")
    terminal.answer("Who answers for it: ", "")
    terminal.answer("What is it for: ", "words of spammers")
    terminal.expect("ann: words of spammers")
    _agree(terminal, "Do this?", why="")
    terminal.expect("config.manageddata.spam.blocklist: 1 changed")
    described = filled.ok("config", "describe", "spam.blocklist", "--json").document
    assert isinstance(described, dict)
    assert (described["owner"], described["description"]) == ("ann", "words of spammers")
    filled.ok("dependency", "create", "web.dep")
    filled.ok("dependency", "add", "web.dep", "spam.blocklist")
    question = "What (a config, discovery.service.env, or a .dep): "
    terminal.answer(_ACTION, "17")
    terminal.answer(question, "spam.blocklist")
    terminal.expect("is in use: held by: web.dep")
    terminal.press("C-u")
    terminal.type("web.dep")
    _agree(terminal, "Do this?", why="")
    terminal.expect("web.dep: deleted")
    terminal.answer(_ACTION, "17")
    terminal.answer(question, "spam.blocklist")
    _agree(terminal, "Do this?", why="not needed")
    terminal.expect(f"its last version was {newest}")
    terminal.answer(_ACTION, "18")
    terminal.answer("To what (a pattern as spam.*, or empty for all): ", "spam.*")
    terminal.answer("Who (empty for anybody): ", "ann")
    terminal.expect("config.delete  spam.blocklist")
    assert filled.ok("config", "list").output == ""


def test_names_are_completed_and_answers_are_checked_at_the_prompt(
    filled: Kingpin, terminal: Terminal
) -> None:
    terminal.run("kingpin", "console")
    terminal.answer(_ACTION, "99")
    terminal.expect("a number from 1 to 18, please")
    terminal.press("C-u")
    terminal.type("10")
    terminal.answer("Config: ", "spam.blacklist")
    terminal.expect("did you mean spam.blocklist?")
    terminal.press("C-u")
    terminal.press("s", "p", "a", "m", "Tab")
    terminal.expect("Config: spam.blocklist")
    terminal.press("Enter")
    terminal.expect("the first")
    terminal.answer(_ACTION, "12")
    terminal.answer("Experiment: ", "New_Board")
    terminal.expect("a name in lower case, please")
    terminal.press("C-u")
    terminal.type("new_board")
    terminal.answer("Value, 0 (never) to 100 (always): ", "101")
    terminal.expect("101 is no number from 0 to 100")
    assert [row[0] for row in filled.ok("config", "list").rows] == ["spam.blocklist"]


def test_a_reason_is_asked_for_until_there_is_one(filled: Kingpin) -> None:
    filled.environment["KINGPIN_REQUIRE_COMMENT"] = "true"
    with Terminal(filled.folder, filled.environment) as screen:
        screen.run("kingpin", "console")
        screen.answer(_ACTION, "12")
        screen.answer("Experiment: ", "new_board")
        screen.answer("Value, 0 (never) to 100 (always): ", "5")
        screen.answer("Publish this? [y/n]: ", "y")
        screen.answer("Why (comment): ", "")
        screen.expect("a reason is required here")
        screen.type("ticket 12")
        screen.expect("config.manageddata.admin.decider: 1 changed")
        screen.answer(_ACTION, "quit")
        screen.expect("ended with 0")
    [newest] = filled.ok("config", "history", "admin.decider").rows
    assert newest[4] == "ticket 12"


def test_a_no_to_the_diff_writes_nothing(filled: Kingpin, terminal: Terminal) -> None:
    before = filled.ok("config", "list").output
    _begin_a_change(terminal)
    terminal.answer("What: ", "2")
    terminal.answer("Item (JSON after =): ", "casino")
    terminal.expect("casino  casino")
    terminal.answer("Publish this? [y/n]: ", "n")
    terminal.expect("nothing was written")
    assert filled.ok("config", "list").output == before


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [("Config: ", "spam.blocklist")],
        [("Config: ", "spam.blocklist"), ("What: ", "1")],
        [
            ("Config: ", "spam.blocklist"),
            ("What: ", "1"),
            ("Item (text; JSON after =): ", "x"),
            ("Another (empty line ends): ", ""),
        ],
        [
            ("Config: ", "spam.blocklist"),
            ("What: ", "1"),
            ("Item (text; JSON after =): ", "x"),
            ("Another (empty line ends): ", ""),
            ("Publish this? [y/n]: ", "y"),
        ],
    ],
)
@pytest.mark.parametrize("key", ["C-c", "C-d"])
def test_ctrl_c_goes_back_from_anywhere_and_nothing_is_written(
    filled: Kingpin, terminal: Terminal, answers: list[tuple[str, str]], key: str
) -> None:
    before = filled.ok("config", "list").output
    questions = [
        "Config: ",
        "What: ",
        "Item (text; JSON after =): ",
        "Another (empty line ends): ",
        "Publish this? [y/n]: ",
        "Why (comment): ",
    ]
    terminal.run("kingpin", "console")
    terminal.answer(_ACTION, "9")
    for question, text in answers:
        terminal.answer(question, text)
    terminal.expect(questions[len(answers)])
    terminal.press(key)
    terminal.expect("cancelled")
    terminal.expect(_ACTION)
    assert filled.ok("config", "list").output == before
    # At the menu it does no harm either.
    terminal.press("C-c")
    terminal.expect("Ctrl-D leaves")
    terminal.answer(_ACTION, "6")
    terminal.expect("ended with 0")


def test_ctrl_c_while_it_waits_for_the_lock_tells_that_nothing_was_written(
    filled: Kingpin, terminal: Terminal
) -> None:
    before = filled.ok("config", "list").output
    store = LocalCoordination(filled.folder / "store" / "coordination")
    _begin_a_change(terminal)
    _add(terminal, "x")
    terminal.answer("Publish this? [y/n]: ", "y")
    terminal.expect("Why (comment): ")
    lock = ConfigName("spam", "blocklist").lock_node
    with store.lock(lock, deadline=Deadline(5.0), holder="the test"):
        terminal.type("why not")
        terminal.wait_until_busy()
        terminal.press("C-c")
        terminal.expect("interrupted: nothing was written")
    terminal.answer(_ACTION, "6")
    terminal.expect("ended with 0")
    assert filled.ok("config", "list").output == before
    store.close()


def test_a_change_that_somebody_overtook_is_not_written(
    filled: Kingpin, terminal: Terminal
) -> None:
    _begin_a_change(terminal)
    _add(terminal, "mine")
    terminal.answer("Publish this? [y/n]: ", "y")
    terminal.expect("Why (comment): ")
    filled.ok("config", "add", "spam.blocklist", "theirs")
    terminal.type("")
    terminal.expect("read it again and repeat the change")
    terminal.expect(_ACTION)
    assert _value(filled, "spam.blocklist") == ["casino", "lottery", "theirs"]


def test_a_value_is_edited_by_hand_again_until_it_fits(filled: Kingpin) -> None:
    editor = filled.folder / "editor"
    # The first save breaks the JSON, the second mends it.
    editor.write_text(
        "#!/bin/sh\n"
        'if grep -q broken "$1"; then sed -i "s/broken/, \\"bingo\\"/" "$1"; '
        'else sed -i "s/\\"lottery\\"/\\"lottery\\" broken/" "$1"; fi\n'
    )
    editor.chmod(0o755)
    filled.environment["EDITOR"] = str(editor)
    with Terminal(filled.folder, filled.environment) as screen:
        _begin_a_change(screen)
        screen.answer("What: ", "3")
        screen.expect("is not JSON")
        screen.answer("Edit it again?", "y")
        screen.expect("bingo  bingo")
        screen.answer("Publish it?", "y")
        screen.answer("Why (comment): ", "by hand")
        screen.expect("1 changed, version")
    assert _value(filled, "spam.blocklist") == ["casino", "lottery", "bingo"]


def test_whoever_was_overtaken_while_editing_by_hand_sees_it_and_decides(filled: Kingpin) -> None:
    filled.environment["EDITOR"] = "sed -i s/lottery/bingo/"
    with Terminal(filled.folder, filled.environment) as screen:
        _begin_a_change(screen)
        screen.answer("What: ", "3")
        screen.answer("Publish it?", "y")
        screen.expect("Why (comment): ")
        filled.ok("config", "add", "spam.blocklist", "theirs")
        screen.type("mine")
        screen.expect("read it again and repeat the change")
        screen.expect("-  theirs   theirs")
        screen.answer("Publish it?", "n")
        screen.expect("your text is in")
        screen.expect(_ACTION)
    assert _value(filled, "spam.blocklist") == ["casino", "lottery", "theirs"]


def test_whoever_leaves_while_asked_why_keeps_the_text(filled: Kingpin) -> None:
    filled.environment |= {"EDITOR": "sed -i s/lottery/bingo/", "TMPDIR": str(filled.folder)}
    with Terminal(filled.folder, filled.environment) as screen:
        _begin_a_change(screen)
        screen.answer("What: ", "3")
        screen.answer("Publish it?", "y")
        screen.expect("Why (comment): ")
        screen.press("C-d")
        screen.expect("your text is in")
        screen.expect("cancelled: nothing more was written")
    [kept] = filled.folder.glob("kingpin-kept-*")
    assert "bingo" in kept.read_text()


def test_what_is_no_text_is_refused_at_the_prompt(filled: Kingpin, terminal: Terminal) -> None:
    _begin_a_change(terminal)
    terminal.answer("What: ", "1")
    terminal.expect("Item (text; JSON after =): ")
    terminal.press("-H", "61", "ff")
    terminal.press("Enter")
    terminal.expect("UTF-8 text, please")
    terminal.press("C-c")
    terminal.expect(_ACTION)
    assert _value(filled, "spam.blocklist") == ["casino", "lottery"]


def test_the_console_needs_a_terminal(kingpin: Kingpin) -> None:
    outcome = kingpin.run("console")
    assert (outcome.code, outcome.output) == (2, "")
    [line] = outcome.errors
    assert "the console needs a terminal" in line


def _begin_a_change(screen: Terminal) -> None:
    """Start the console and choose to change the list."""
    screen.run("kingpin", "console")
    screen.answer(_ACTION, "9")
    screen.answer("Config: ", "spam.blocklist")
