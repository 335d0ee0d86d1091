"""What docs/idl.md says is true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TypeAlias

import pytest

from kingpin_codegen.lint import CHECKS, SETTING_KEYS, LintSettings, read_settings
from kingpin_codegen.load import load
from kingpin_codegen.model import IdlError
from tests.codegen.idl.loading import PARSER
from tests.codegen.idl.test_breaking import CASES

Toml: TypeAlias = "dict[str, Toml | list[str] | str | int]"

_PAGE = (Path(__file__).parents[3] / "docs" / "idl.md").read_text()


def _block(language: str) -> str:
    [text] = re.findall(rf"^```{language}\n(.*?)^```", _PAGE, re.DOTALL | re.MULTILINE)
    return str(text)


def _table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its own two."""
    _, _, rest = _PAGE.partition(f"\n## {heading}\n")
    rows = re.findall(r"^\| *(.*?) *\|$", rest.partition("\n## ")[0], re.MULTILINE)
    return [re.split(r" *\| *", row) for row in rows[2:]]


def test_the_errors_are_those_of_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pins.thrift").write_text(_block("thrift"))
    with pytest.raises(IdlError) as caught:
        load(["pins.thrift"], parser=PARSER)
    assert f"{caught.value}\n" == _block("text")


def test_every_check_is_listed_with_its_words() -> None:
    assert _table("Lint") == [
        [f"`{check.name}`", check.about, "yes" if check.by_default else "no"] for check in CHECKS
    ]


def test_every_setting_is_in_the_example() -> None:
    # The one that is commented out as well.
    text = re.sub(r"^# (select .*)$", r"\1", _block("toml"), flags=re.MULTILINE)
    assert read_settings(text, "page") != LintSettings()
    table: Toml = tomllib.loads(text)["tool"]["kingpin-codegen"]
    assert _keys(table) == set(SETTING_KEYS)


def _keys(table: Toml, prefix: str = "") -> set[str]:
    keys: set[str] = set()
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and key not in SETTING_KEYS:
            keys |= _keys(value, f"{key}.")
        else:
            keys.add(key)
    return keys


def test_every_rule_of_breaking_is_listed_with_its_level() -> None:
    listed = {
        f"{level} {rule.strip('`')}"
        for rule, levels, *_ in _table("Breaking changes")
        for level in levels.split(" or ")
    }
    told = {change for _, _, changes in CASES.values() for change in changes}
    # Files come and go in a test of their own.
    assert listed == told | {"source file.removed"}
