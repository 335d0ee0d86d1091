"""What is said of a config with the command is what a running monitor goes by."""

import json
from pathlib import Path
from typing import Any

import pytest

from kingpin_sdk.names import ConfigName
from kingpin_sdk.publish import connect
from kingpin_sdk.settings import load_settings
from kingpin_sdk.spec import ListSpec
from tests.flows.both_backends import settings_on
from tests.flows.kingpin_command import Kingpin
from tests.flows.monitor_http import get_json
from tests.unit.sync.daemon import Daemon
from tests.waiting import wait_until

_SPEC = ListSpec(ConfigName("spam", "blocklist"), str)


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    return settings_on("embedded", tmp_path, request)


@pytest.mark.parametrize(
    ("option", "items"),
    [
        (["--protect-empty"], []),
        (["--size-limit", "20"], ["more than twenty bytes"]),
        (["--shrink-ratio", "0.5", "--shrink-minimum", "2"], ["a"]),
    ],
)
def test_a_limit_that_is_declared_while_a_monitor_runs_holds_on_the_box(
    tmp_path: Path, settings: dict[str, str], option: list[str], items: list[str]
) -> None:
    told = {f"KINGPIN_{name}": text for name, text in settings.items()}
    kingpin = Kingpin(tmp_path, **told)
    kingpin.ok("config", "create", "spam.blocklist", "--shape", "list")
    kingpin.ok("config", "add", "spam.blocklist", "a", "b", "c")
    kingpin.ok("dependency", "create", "web.dep")
    kingpin.ok("dependency", "add", "web.dep", "spam.blocklist")
    file = tmp_path / "config" / _SPEC.name.file_name
    with Daemon(tmp_path, **settings) as daemon:
        wait_until(file.exists, timeout=30, what="the file is there")
        kingpin.ok("config", "describe", "spam.blocklist", *option)
        # What came before this has been looked at once this is there.
        kingpin.ok("config", "add", "spam.blocklist", "d")
        good = b'["a", "b", "c", "d"]'
        wait_until(lambda: file.read_bytes() == good, timeout=30, what="the file has the next one")
        # A program is not asked what people declared: the box has the last word.
        with connect(load_settings(interactive=False, environ=told)) as publisher:
            refused = publisher.edit(_SPEC).set_list(items).version

        def status() -> dict[str, Any]:
            [config] = get_json(daemon, "/status")["configs"]
            return dict(config)

        wait_until(
            lambda: refused in json.dumps(status()), timeout=30, what="the version was looked at"
        )
        assert status()["version"] != refused
        assert file.read_bytes() == good
