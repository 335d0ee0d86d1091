"""Where the local roots are."""

from pathlib import Path

import pytest

from kingpin_sdk.files.layout import config_root, serverset_root, sidecar_path


def test_a_root_is_the_argument_else_the_environment_else_kingpins_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("KINGPIN_CONFIG_DIR", raising=False)
    monkeypatch.delenv("KINGPIN_SERVERSET_DIR", raising=False)
    assert (config_root(), serverset_root()) == ("/var/config", "/var/serverset")
    monkeypatch.setenv("KINGPIN_CONFIG_DIR", "/c")
    monkeypatch.setenv("KINGPIN_SERVERSET_DIR", "/s")
    assert (config_root(), serverset_root()) == ("/c", "/s")
    assert (config_root(Path("/x")), serverset_root(Path("/y"))) == ("/x", "/y")
    monkeypatch.setenv("KINGPIN_CONFIG_DIR", "")
    assert config_root() == "/var/config"


def test_the_document_about_a_file_is_in_a_folder_beside_it() -> None:
    assert sidecar_path("/var/config/a.b") == "/var/config/.kingpin/a.b.json"
