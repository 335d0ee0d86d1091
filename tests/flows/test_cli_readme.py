"""What README, docs and examples say is true: their code runs as written, on the embedded store."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kingpin_sdk.settings import KEYS, load_settings
from tests.flows.kingpin_command import Kingpin

_ROOT = Path(__file__).parents[2]
_README = (_ROOT / "README.md").read_text()


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def _run(kingpin: Kingpin, script: str) -> str:
    """A shell script as a user types it, whose monitor ends with it; what it prints."""
    done = subprocess.run(
        ["bash", "-eu", "-c", f"trap 'kill $(jobs -p); wait' EXIT\n{script}"],
        cwd=kingpin.folder,
        env={
            **kingpin.environment,
            "KINGPIN_MONITOR_HTTP": "127.0.0.1:0",
            "PATH": f"{Path(sys.executable).parent}:{kingpin.environment['PATH']}",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readmes_example_prints_what_it_says(tmp_path: Path) -> None:
    [example] = _blocks(_README, "python")
    before, after = _blocks(_README, "sh")
    (tmp_path / "example.py").write_text(example)
    output = _run(Kingpin(tmp_path), f"{before}\npython example.py\n{after}")
    assert "True True\n" in output
    assert "evil.example\n" in output
    assert "\tann\t" in output
    assert "+\tworse.example" in output
    assert "config.manageddata.spam.blocklist\tmetaconfig" in output


def test_the_readmes_example_has_about_ten_lines() -> None:
    [example] = _blocks(_README, "python")
    assert len([line for line in example.splitlines() if line]) <= 12


def test_the_quickstart_runs_as_its_docstring_says(tmp_path: Path) -> None:
    quickstart = _ROOT / "examples" / "quickstart.py"
    docstring = quickstart.read_text().split('"""')[1]
    before = "\n".join(line.strip() for line in docstring.split("::\n")[1].splitlines())
    output = _run(Kingpin(tmp_path), f"{before}\npython {quickstart}\npython {quickstart}")
    assert output.endswith("search: 50 a second, 10 at once\n" * 2)


@pytest.mark.parametrize("document", ["README.md", "docs/settings.md"])
def test_documented_settings_files_are_understood(document: str, tmp_path: Path) -> None:
    blocks = _blocks((_ROOT / document).read_text(), "toml")
    assert blocks
    for number, block in enumerate(blocks):
        path = tmp_path / f"{number}.toml"
        path.write_text(block)
        assert not load_settings(interactive=False, environ={}, settings_file=path).implicit_store


def test_the_settings_page_lists_every_setting_as_it_is() -> None:
    page = (_ROOT / "docs" / "settings.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[0] for row in rows] == [f"| {key.name}" for key in KEYS]
    for key, row in zip(KEYS, rows, strict=True):
        assert f"| {key.variable} |" in row
        assert row.endswith(f"| {key.meaning} |")
        shown = str(key.default).lower() if isinstance(key.default, bool) else str(key.default)
        assert f"| {key.default_text or ('none' if key.default is None else shown)} |" in row


def test_every_path_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)]+)\)", _README)
    assert links
    assert [link for link in links if not (_ROOT / link).exists()] == []
