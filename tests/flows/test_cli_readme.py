"""What README, docs and examples say is true: their code runs as written, on the embedded store."""

import re
from pathlib import Path

import pytest

from kingpin_sdk.settings import KEYS, Needs, load_settings
from tests.flows.documents import blocks, run_as_typed
from tests.flows.kingpin_command import Kingpin

_ROOT = Path(__file__).parents[2]
_README = (_ROOT / "README.md").read_text()


def test_the_readmes_example_prints_what_it_says(tmp_path: Path) -> None:
    [example] = blocks(_README, "python")
    before, after = blocks(_README, "sh")
    (tmp_path / "example.py").write_text(example)
    output = run_as_typed(Kingpin(tmp_path), f"{before}\npython example.py\n{after}")
    assert "True True\n" in output
    assert "evil.example\n" in output
    assert "\tann\t" in output
    assert "+\tworse.example" in output
    assert "config.manageddata.spam.blocklist\tmetaconfig" in output


def test_the_readmes_example_has_about_ten_lines() -> None:
    [example] = blocks(_README, "python")
    assert len([line for line in example.splitlines() if line]) <= 12


def test_the_pages_on_reading_and_publishing_run_in_order(tmp_path: Path) -> None:
    reading = (_ROOT / "docs" / "reading.md").read_text()
    publishing = (_ROOT / "docs" / "publishing.md").read_text()
    [before] = blocks(reading, "sh")
    program = "\n".join((*blocks(reading, "python"), *blocks(publishing, "python")))
    (tmp_path / "example.py").write_text(program)
    output = run_as_typed(Kingpin(tmp_path), f"{before}\npython example.py")
    assert output.endswith("['evil.example'] RateLimit(qps=5, burst=10)\n")


def test_the_quickstart_runs_as_its_docstring_says(tmp_path: Path) -> None:
    quickstart = _ROOT / "examples" / "quickstart.py"
    docstring = quickstart.read_text().split('"""')[1]
    before = "\n".join(line.strip() for line in docstring.split("::\n")[1].splitlines())
    output = run_as_typed(Kingpin(tmp_path), f"{before}\npython {quickstart}\npython {quickstart}")
    assert output.endswith("search: 50 a second, 10 at once\n" * 2)


@pytest.mark.parametrize("document", ["README.md", "docs/settings.md", "docs/walkthrough.md"])
def test_documented_settings_files_are_understood(document: str, tmp_path: Path) -> None:
    files = blocks((_ROOT / document).read_text(), "toml")
    assert files
    for number, block in enumerate(files):
        path = tmp_path / f"{number}.toml"
        path.write_text(block)
        # A file for kingpin-register alone names no blobs.
        needs = Needs.BOTH if "blobs" in block else Needs.COORDINATION
        settings = load_settings(interactive=False, environ={}, settings_file=path, needs=needs)
        assert not settings.implicit_store


def test_the_settings_page_lists_every_setting_as_it_is() -> None:
    page = (_ROOT / "docs" / "settings.md").read_text()
    table = page.partition("## All of them\n")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[0] for row in rows] == [f"| {key.name}" for key in KEYS]
    for key, row in zip(KEYS, rows, strict=True):
        assert f"| {key.variable} |" in row
        assert row.endswith(f"| {key.meaning} |")
        shown = str(key.default).lower() if isinstance(key.default, bool) else str(key.default)
        assert f"| {key.default_text or ('none' if key.default is None else shown)} |" in row


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "docs/commands.md",
        "docs/publishing.md",
        "docs/reading.md",
        "docs/walkthrough.md",
    ],
)
def test_every_path_that_a_document_links_to_exists(document: str) -> None:
    path = _ROOT / document
    links = re.findall(r"\]\(([^)]+)\)", path.read_text())
    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []
