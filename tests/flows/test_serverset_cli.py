"""``kingpin serverset``, through the real executable."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kingpin_sdk.adapters.localdir import LocalCoordination
from kingpin_sdk.files.writing import replace_file
from kingpin_sdk.model import Endpoint, Version
from kingpin_sdk.names import ServersetName
from tests.flows.kingpin_command import STORE_NOTE, Kingpin, Outcome

_NAME = ServersetName("search", "prod")


@pytest.fixture
def kingpin(tmp_path: Path) -> Kingpin:
    return Kingpin(tmp_path, KINGPIN_SERVERSET_DIR=str(tmp_path / "serverset"))


@pytest.fixture
def store(kingpin: Kingpin) -> Iterator[LocalCoordination]:
    with closing(LocalCoordination(kingpin.folder / ".local/share/kingpin")) as store:
        yield store


def _file(kingpin: Kingpin) -> Path:
    return kingpin.folder / "serverset" / _NAME.file_name


def _check(outcome: Outcome, code: int, pattern: str) -> None:
    [line] = outcome.errors
    assert re.search(pattern, line), line
    assert line.startswith("kingpin: ")
    assert (outcome.code, outcome.output) == (code, "")


def test_a_serverset_from_its_creation_to_its_dependency(kingpin: Kingpin) -> None:
    created = kingpin.ok("serverset", "create", "search.prod", "--author", "ann")
    assert created.output == "discovery.search.prod: created\n"
    assert created.notes[0].startswith(STORE_NOTE)
    kingpin.ok("serverset", "create", "discovery.api.test", "--shrink-ratio", "0.3")
    listed = kingpin.ok("serverset", "list")
    assert listed.rows == [["discovery.api.test", "0"], ["discovery.search.prod", "0"]]
    assert listed.notes == []
    assert kingpin.ok("serverset", "list", "--json").document == [
        {"name": "discovery.api.test", "members": 0},
        {"name": "discovery.search.prod", "members": 0},
    ]
    kingpin.ok("dependency", "create", "web.dep")
    added = kingpin.ok("dependency", "add", "web.dep", "discovery.search.prod")
    assert added.output == "web.dep: discovery.search.prod added\n"
    assert kingpin.ok("dependency", "show", "web.dep").rows == [
        ["discovery.search.prod", "metaconfig"]
    ]
    kingpin.ok("dependency", "remove", "web.dep", "discovery.search.prod")


def test_members_show_the_store_and_the_local_file_and_how_they_differ(
    kingpin: Kingpin, store: LocalCoordination
) -> None:
    store.join(f"{_NAME.node}/a-10.0.0.1:80", b'10.0.0.1:80\n{"weight": 2.5, "zone": "eu-1a"}')
    store.join(f"{_NAME.node}/b-10.0.0.2:80", b"10.0.0.2:80")
    store.join(f"{_NAME.node}/no\nbody", b"")
    shown = kingpin.ok("serverset", "members", "search.prod").output.splitlines()
    assert shown == [
        f"# {_file(kingpin)}: not there",
        "# no endpoint in the name of member 'no\\nbody'",
        "+\t10.0.0.1:80\t2.5\teu-1a\t-",
        "+\t10.0.0.2:80\t1\t-\t-",
    ]
    gone = Endpoint("10.0.0.3", 80, status="warm")
    told = (Endpoint("10.0.0.1", 80), gone)
    body = b"10.0.0.1:80\n10.0.0.3:80\nhost:90_weight"
    replace_file(_file(kingpin), body, Version("members-1"), endpoints=told)
    headline, _, *rows = kingpin.ok("serverset", "members", str(_NAME)).output.splitlines()
    assert re.fullmatch(rf"# {_file(kingpin)}: 3 endpoints, written \d+ s ago", headline)
    assert rows == [
        "=\t10.0.0.1:80\t2.5\teu-1a\t-",
        "+\t10.0.0.2:80\t1\t-\t-",
        "-\t10.0.0.3:80\t1\t-\twarm",
        "-\thost:90_weight\t-\t-\t-",
    ]


def test_members_as_json(kingpin: Kingpin, store: LocalCoordination) -> None:
    kingpin.ok("serverset", "create", "search.prod")
    store.join(f"{_NAME.node}/a-[::1]:80", b"")
    assert kingpin.ok("serverset", "members", "search.prod", "--json").document == {
        "name": "discovery.search.prod",
        "file": None,
        "members": [
            {
                "endpoint": "[::1]:80",
                "in_store": True,
                "in_file": False,
                "weight": 1.0,
                "zone": None,
                "status": None,
            }
        ],
        "ignored": [],
    }
    replace_file(_file(kingpin), b"", Version("members-1"))
    os.utime(_file(kingpin), (1.0, 1.0))
    document = json.loads(kingpin.ok("serverset", "members", "search.prod", "--json").output)
    age = document["file"].pop("age_seconds")
    assert age > 1_000_000_000
    assert document["file"] == {
        "path": str(_file(kingpin)),
        "version": None,
        "modified": 1.0,
        "endpoints": 0,
    }


def test_the_age_of_the_file_is_told_in_words(kingpin: Kingpin) -> None:
    kingpin.ok("serverset", "create", "search.prod")
    elsewhere = kingpin.folder / "elsewhere"
    elsewhere.mkdir()
    path = elsewhere / _NAME.file_name
    path.write_bytes(b"10.0.0.1:80")
    for seconds, words in ((300, "5 min"), (7200, "2 h"), (10 * 86_400, "10 d")):
        then = path.stat().st_ctime - seconds
        os.utime(path, (then, then))
        shown = kingpin.ok("--serverset-dir", str(elsewhere), "serverset", "members", "search.prod")
        assert shown.output.splitlines()[0] == f"# {path}: 1 endpoint, written {words} ago"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("serverset create search", (2, "serverset name 'search': write it as service.env")),
        ("serverset create ../../etc.passwd", (2, "serverset name")),
        ("serverset members a/b.c", (2, "'a/b'")),
        ("serverset create search.test --shrink-ratio 2", (2, "--shrink-ratio")),
        ("serverset create search.test --shrink-minimum -1", (2, "--shrink-minimum")),
        ("serverset create search.prod", (1, "serverset discovery.search.prod exists already")),
        ("serverset members serch.prod", (1, "did you mean discovery.search.prod\\?")),
        ("serverset members x.y", (1, "`kingpin serverset create discovery.x.y` makes it")),
        (
            "dependency add web.dep discovery.serch.prod",
            (1, "did you mean discovery.search.prod\\?"),
        ),
        ("dependency add web.dep search.prod", (1, "did you mean discovery.search.prod\\?")),
        (
            "dependency add web.dep discovery.joined.prod",
            (1, "`kingpin serverset create` makes it"),
        ),
    ],
)
def test_what_goes_wrong_is_one_line(
    kingpin: Kingpin, store: LocalCoordination, words: str, expected: tuple[int, str]
) -> None:
    kingpin.ok("serverset", "create", "search.prod")
    kingpin.ok("dependency", "create", "web.dep")
    store.create("/discovery/joined/prod")
    _check(kingpin.run(*words.split()), *expected)


def test_a_file_that_cannot_be_read_is_2(kingpin: Kingpin) -> None:
    kingpin.ok("serverset", "create", "search.prod")
    _file(kingpin).mkdir(parents=True)
    _check(kingpin.run("serverset", "members", "search.prod"), 2, "cannot be read.*--serverset-dir")


def test_a_store_that_does_not_answer_is_3(tmp_path: Path) -> None:
    kingpin = Kingpin(
        tmp_path,
        KINGPIN_COORDINATION="zookeeper://127.0.0.1:1",
        KINGPIN_BLOBS=f"localdir:{tmp_path}/blobs",
        KINGPIN_ZOOKEEPER_CONNECT_TIMEOUT="1",
    )
    _check(kingpin.run("serverset", "members", "search.prod"), 3, "127.0.0.1:1")
