"""The metaconfig: KingPin's section, read for its flags and never run."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.errors import DecodeError
from kingpin_sdk.formats.metaconfig import (
    ConfigLimits,
    Section,
    config_extra,
    config_limits,
    config_section,
    decode_metaconfig,
    encode_metaconfig,
    serverset_section,
    shrink_extra,
    shrink_limits,
)
from kingpin_sdk.model import Json
from kingpin_sdk.names import ConfigName, ServersetName

CONFIG = (
    b'[{"type": "config", "zk_path": "/config/manageddata/spam/blocklist", '
    b'"config_section_name": "config.manageddata.spam.blocklist", '
    b'"command": "zk_download_data.py -f /var/config/config.manageddata.spam.blocklist '
    b"--from-s3 /data/config/manageddata/spam/blocklist -m config "
    b'-p /config/manageddata/spam/blocklist", "max_wait_in_secs": 0}]'
)
SERVERSET = (
    b'[{"type": "serverset", "zk_path": "/discovery/search/prod", '
    b'"config_section_name": "discovery.search.prod", '
    b'"command": "zk_download_data.py -f /var/serverset/discovery.search.prod '
    b'-p /discovery/search/prod -m serverset", "max_wait_in_secs": 0}]'
)


def decode(body: bytes) -> tuple[Section, ...]:
    document: Json = json.loads(body)
    return decode_metaconfig(document, what="metaconfig")


def one(**changes: Json) -> tuple[Section, ...]:
    document: list[Json] = json.loads(CONFIG)
    section = document[0]
    assert isinstance(section, dict)
    return decode_metaconfig([section | changes], what="metaconfig")


def command(flags: str) -> str:
    return f"zk_download_data.py -m config -p /config/manageddata/a/b {flags}"


def test_a_config_is_these_bytes() -> None:
    assert encode_metaconfig([config_section(ConfigName("spam", "blocklist"), {})]) == CONFIG
    assert decode(CONFIG) == (
        Section(
            kind="config",
            zk_path="/config/manageddata/spam/blocklist",
            folder="/var/config",
            file_name="config.manageddata.spam.blocklist",
            blob_base="data/config/manageddata/spam/blocklist",
            max_wait=0.0,
            ratio=None,
            minimum=None,
            extra={},
        ),
    )


def test_a_serverset_is_these_bytes() -> None:
    assert encode_metaconfig([serverset_section(ServersetName("search", "prod"), {})]) == SERVERSET
    (section,) = decode(SERVERSET)
    assert (section.kind, section.zk_path) == ("serverset", "/discovery/search/prod")
    assert (section.folder, section.file_name) == ("/var/serverset", "discovery.search.prod")
    assert section.blob_base is None


def test_what_we_add_stands_under_a_key_of_our_own() -> None:
    section = config_section(ConfigName("spam", "blocklist"), {"shape": "list"})
    assert section["kingpin"] == {"shape": "list"}
    assert decode(encode_metaconfig([section]))[0].extra == {"shape": "list"}


def test_flags_of_serversets_are_read() -> None:
    (section,) = one(
        command=command("-f /x/f -r 0.9 --serverset-minimum-size=5"), max_wait_in_secs=30
    )
    assert (section.folder, section.file_name) == ("/x", "f")
    assert (section.ratio, section.minimum, section.max_wait) == (0.9, 5, 30.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "shell"},
        {"command": command("-f /var/config/x; rm -rf /")},
        {"command": command("-f /var/config/../../etc/passwd/..")},
        {"command": command("-f /var/config/.hidden")},
        {"command": command("-f")},
        {"command": "rm -rf /"},
        {"command": command("$(reboot)")},
        {"command": command("'unbalanced")},
        {"command": command("-f /x/f --from-s3 ../secret")},
        {"command": command("-f /x/f -r 2")},
        {"command": command("-f /x/f -r nan")},
        {"zk_path": "/config/../x"},
        {"zk_path": "relative"},
        {"zk_path": 7},
        {"max_wait_in_secs": -1},
        {"max_wait_in_secs": "soon"},
        {"type": "serverset"},
    ],
    ids=str,
)
def test_what_cannot_be_followed_is_refused_with_its_place(changes: dict[str, Json]) -> None:
    with pytest.raises(DecodeError) as caught:
        one(**changes)
    assert list(caught.value.problems) == ["$[0]"]


@pytest.mark.parametrize("document", [None, 7, {}, "x", [7], [None], [[]]], ids=str)
def test_what_is_no_list_of_objects_is_refused(document: Json) -> None:
    with pytest.raises(DecodeError):
        decode_metaconfig(document, what="metaconfig")


@given(st.text())
def test_no_command_makes_it_raise_anything_else(text: str) -> None:
    try:
        (section,) = one(command=text)
    except DecodeError:
        return
    assert "/" not in section.file_name
    assert not section.file_name.startswith(".")


def test_the_guards_limits_of_a_serverset_stand_under_our_key() -> None:
    name = ServersetName("search", "prod")
    raw = serverset_section(name, shrink_extra(ratio=0.3, minimum=10))
    assert raw["kingpin"] == {"shrink_ratio": 0.3, "shrink_minimum": 10}
    [section] = decode_metaconfig([raw], what="x")
    assert shrink_limits(section) == (0.3, 10)
    assert serverset_section(name, shrink_extra(ratio=None, minimum=None)).keys() == {
        "type",
        "zk_path",
        "config_section_name",
        "command",
        "max_wait_in_secs",
    }


@pytest.mark.parametrize(("ratio", "minimum"), [(1.1, None), (-0.1, None), (None, -1)])
def test_limits_out_of_range_are_refused(ratio: float | None, minimum: int | None) -> None:
    with pytest.raises(ValueError, match="shrink_"):
        shrink_extra(ratio=ratio, minimum=minimum)


@pytest.mark.parametrize(
    "limits",
    [
        ConfigLimits(),
        ConfigLimits(max_bytes=1),
        ConfigLimits(protect_empty=True),
        ConfigLimits(shrink_ratio=0.25, shrink_minimum=10),
        ConfigLimits(max_bytes=2**40, protect_empty=True, shrink_ratio=1.0, shrink_minimum=0),
    ],
)
def test_the_limits_of_a_config_come_back(limits: ConfigLimits) -> None:
    section = config_section(ConfigName("spam", "blocklist"), config_extra(limits))
    assert config_limits(decode(encode_metaconfig([section]))[0]) == limits


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ({"max_bytes": 0}, "max_bytes"),
        ({"max_bytes": "large"}, "max_bytes"),
        ({"protect_empty": "yes"}, "protect_empty"),
        ({"shrink_ratio": 1.5}, "shrink_ratio"),
        ({"shrink_minimum": -1}, "shrink_minimum"),
    ],
)
def test_a_limit_that_is_none_is_named(extra: dict[str, Json], says: str) -> None:
    (section,) = one(kingpin=extra)
    with pytest.raises(ValueError, match=says):
        config_limits(section)
