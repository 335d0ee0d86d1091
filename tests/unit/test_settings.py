"""Settings: precedence, strictness, and errors that name their place."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.settings import (
    KEYS,
    HttpAddress,
    LocalDirUrl,
    Needs,
    S3Url,
    Settings,
    ZooKeeperUrl,
    load_settings,
)

_BOTH = {"coordination": "localdir:/srv/kingpin", "blobs": "localdir:/srv/kingpin"}


def _load(
    toml: str = "",
    *,
    flags: dict[str, object] | None = None,
    environ: dict[str, str] | None = None,
    folder: Path,
) -> Settings:
    path = folder / "settings.toml"
    path.write_text(toml)
    return load_settings(
        flags, interactive=False, environ={"HOME": "/home/x", **(environ or {})}, settings_file=path
    )


def test_without_anything_both_stores_are_the_embedded_one_of_the_user(tmp_path: Path) -> None:
    settings = _load(folder=tmp_path)
    assert settings.coordination == LocalDirUrl(Path("/home/x/.local/share/kingpin"))
    assert settings.blobs == settings.coordination
    assert settings.implicit_store
    assert settings.config_dir == Path("/var/config")
    assert settings.serverset_dir == Path("/var/serverset")
    assert settings.monitor_http == HttpAddress("127.0.0.1", 9610)
    assert settings.author == pwd.getpwuid(os.getuid()).pw_name


@pytest.mark.parametrize(
    ("data_home", "store"),
    [("/data", "/data/kingpin"), ("data", "/home/x/.local/share/kingpin")],
)
def test_the_data_folder_follows_xdg_which_ignores_relative_ones(
    tmp_path: Path, data_home: str, store: str
) -> None:
    settings = _load(folder=tmp_path, environ={"XDG_DATA_HOME": data_home})
    assert str(settings.blobs) == f"localdir:{store}"


def test_a_flag_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    toml = 'config_dir = "/file"\nserverset_dir = "/file"\nauthor = "file"'
    environ = {"KINGPIN_SERVERSET_DIR": "/environ", "KINGPIN_AUTHOR": "environ"}
    settings = _load(toml, folder=tmp_path, environ=environ, flags={"author": "flag"})
    assert settings.config_dir == Path("/file")
    assert settings.serverset_dir == Path("/environ")
    assert settings.author == "flag"
    assert settings.sources["config_dir"] == f"{tmp_path}/settings.toml: config_dir"
    assert settings.sources["serverset_dir"] == "environment variable KINGPIN_SERVERSET_DIR"
    assert settings.sources["author"] == "--author"
    assert settings.sources["blobs"] == "default"


def test_empty_variables_and_flags_that_were_not_given_say_nothing(tmp_path: Path) -> None:
    settings = _load(folder=tmp_path, environ={"KINGPIN_BLOBS": ""}, flags={"blobs": None})
    assert settings.implicit_store


def test_a_foreign_kingpin_variable_is_no_error(tmp_path: Path) -> None:
    _load(folder=tmp_path, environ={"KINGPIN_NO_SUCH_SETTING": "1"})


def test_every_key_can_be_set_in_each_of_the_three_ways(tmp_path: Path) -> None:
    values: dict[str, object] = {
        **_BOTH,
        "monitor_http": "0.0.0.0:80",
        "zookeeper.auth": "digest:a:b",
        "zookeeper.sasl_mechanism": "PLAIN",
        "zookeeper.tls": "true",
        "zookeeper.tls_ca": "/ca",
        "zookeeper.tls_certificate": "/cert",
        "zookeeper.tls_key": "/key",
        "zookeeper.tls_verify": "no",
        "zookeeper.tls_check_hostname": "no",
        "zookeeper.session_timeout": "20",
        "zookeeper.connect_timeout": "2.5",
        "monitor.sweep_every": "60",
        "monitor.hold_down": "0.5",
        "monitor.serverset_hold": "60",
        "monitor.workers": "3",
        "monitor.max_body_bytes": "1000",
        "monitor.keep_versions": "2",
        "monitor.file_mode": "0640",
        "monitor.file_owner": "root",
        "monitor.file_group": "0",
        "legacy_readers": "false",
        "require_comment": "true",
        "register.http": "127.0.0.1:0",
    }
    said = {key.name: values.get(key.name, "/text") for key in KEYS}
    del said["s3.profile"]  # excludes s3.key_file
    toml = "\n".join(f'{name} = "{text}"' for name, text in said.items())
    environ = {key.variable: str(said[key.name]) for key in KEYS if key.name in said}
    from_file = _load(toml, folder=tmp_path)
    assert from_file == _load(folder=tmp_path, environ=environ)
    assert from_file == _load(folder=tmp_path, flags=said)
    assert from_file.zookeeper_connect_timeout == 2.5
    assert from_file.zookeeper_auth == (("digest", "a:b"),)
    assert not from_file.zookeeper_tls_verify
    assert (from_file.monitor_file_mode, from_file.monitor_file_owner) == (0o640, 0)
    assert str(from_file.monitor_file_mode) == "0640"


@pytest.mark.parametrize("name", ["coordination", "blobs"])
def test_one_store_alone_is_refused_naming_the_other(tmp_path: Path, name: str) -> None:
    [other] = {"coordination", "blobs"} - {name}
    with pytest.raises(SettingsError, match=rf"^{name} is set \(--{name}\) but {other} is not"):
        _load(folder=tmp_path, flags={name: "localdir:/x"})


def test_the_stores_may_come_from_different_places(tmp_path: Path) -> None:
    settings = _load(
        'coordination = "zookeeper://zk:2181"',
        folder=tmp_path,
        environ={"KINGPIN_BLOBS": "s3://bucket"},
    )
    assert settings.coordination == ZooKeeperUrl(("zk:2181",))
    assert settings.blobs == S3Url("bucket")
    assert not settings.implicit_store


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("coordinatoin = 'x'", "coordinatoin: no such setting; did you mean coordination?"),
        ("[zookeper]\nacl = 'open'", "[zookeper]: no such table; did you mean zookeeper?"),
        ("[s3]\nkeyfile = '/x'", "s3.keyfile: no such setting; did you mean s3.key_file?"),
        ("key_file = '/x'", "key_file: no such setting; did you mean s3.key_file?"),
        ("monitor = 3", "monitor: it is a table: write [monitor] and its settings below"),
        ("[[s3]]\nprofile = 'x'", "s3: it is a table: write [s3] and its settings below"),
        ("qqq = 1", "qqq: no such setting; `kingpin settings --help` lists them"),
        ("[monitor]\nworkers = 1.5", "monitor.workers: expected a whole number from 1 to 256"),
        ("[monitor]\nworkers = true", "monitor.workers: expected a whole number"),
        ("[monitor]\nhold_down = nan", "monitor.hold_down: expected 0 to 3600 seconds"),
        ("[zookeeper]\ntls = 'maybe'", "zookeeper.tls: expected true or false"),
        ("config_dir = 'relative'", "config_dir: 'relative' must be an absolute path"),
        ("config_dir = 5", "config_dir: expected a path"),
        ("coordination = 5", "coordination: expected a URL in quotes"),
        ("author = ' '", "author: expected a text that is not empty"),
        ("monitor_http = 'x:y'", "monitor_http: expected host:port"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_file_and_key(
    tmp_path: Path, toml: str, message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(toml, folder=tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/settings.toml: {message}")


def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^environment variable KINGPIN_MONITOR_WORKERS: "):
        _load(folder=tmp_path, environ={"KINGPIN_MONITOR_WORKERS": "many"})


def test_a_mistake_in_the_file_is_heard_of_although_a_flag_hides_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"settings\.toml: config_dir"):
        _load("config_dir = 5", folder=tmp_path, flags={"config_dir": "/x"})


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("s3.profile = 'p'\ns3.key_file = '/k'", "credentials come from one"),
        ("zookeeper.tls_ca = '/ca'", "zookeeper.tls is not true"),
        ("zookeeper.tls = true\nzookeeper.tls_key = '/k'", "set both or neither"),
        ("zookeeper.sasl_username = 'u'", "zookeeper.sasl_mechanism is not"),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(
    tmp_path: Path, toml: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        _load(toml, folder=tmp_path)


def test_no_message_and_no_repr_shows_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        _load("[zookeeper]\nauth = ['hunter2']", folder=tmp_path)
    assert "hunter2" not in str(caught.value)
    toml = (
        "[zookeeper]\nauth = ['digest:u:hunter2']\nsasl_mechanism='PLAIN'\nsasl_password='hunter2'"
    )
    assert "hunter2" not in repr(_load(toml, folder=tmp_path))


def test_a_file_that_was_asked_for_must_be_there_and_toml(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    with pytest.raises(SettingsError, match=r"missing\.toml \(--settings\): No such file"):
        load_settings(interactive=True, environ={}, settings_file=missing)
    with pytest.raises(SettingsError, match=r"\(KINGPIN_SETTINGS\): No such file"):
        load_settings(interactive=True, environ={"KINGPIN_SETTINGS": str(missing)})
    with pytest.raises(SettingsError, match=r"settings\.toml: not TOML"):
        _load("= 5", folder=tmp_path)


def test_the_current_folders_file_is_for_interactive_commands_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kingpin.toml").write_text('author = "here"')
    monkeypatch.chdir(tmp_path)
    assert load_settings(interactive=True, environ={}).author == "here"
    assert load_settings(interactive=False, environ={}).author != "here"


def test_settings_load_no_network_library() -> None:
    script = (
        "import sys; from kingpin_sdk.settings import load_settings; "
        "from kingpin_sdk.wiring import open_blobs, open_coordination; "
        "s = load_settings({'coordination': 'zookeeper://h', 'blobs': 's3://bucket'}, "
        "interactive=False, environ={}); "
        "print(sorted({'kazoo', 'boto3', 'botocore'} & set(sys.modules)))"
    )
    output = subprocess.run(
        [sys.executable, "-I", "-c", script], check=True, capture_output=True, text=True
    ).stdout
    assert output == "[]\n"


def test_a_daemon_that_opens_no_blobs_needs_the_coordination_alone(tmp_path: Path) -> None:
    environ = {"KINGPIN_COORDINATION": "zookeeper://zk:2181", "XDG_DATA_HOME": str(tmp_path)}
    settings = load_settings({}, interactive=False, environ=environ, needs=Needs.COORDINATION)
    assert str(settings.coordination) == "zookeeper://zk:2181"
    assert not settings.implicit_store
    with pytest.raises(SettingsError, match="blobs is not"):
        load_settings({}, interactive=False, environ=environ)
    only_blobs = {"KINGPIN_BLOBS": "s3://bucket", "XDG_DATA_HOME": str(tmp_path)}
    with pytest.raises(SettingsError, match="coordination is not"):
        load_settings({}, interactive=False, environ=only_blobs, needs=Needs.COORDINATION)


_SERVICE = '[[register.services]]\nservice = "search"\nenv = "prod"\n'


def test_services_to_register_stand_in_the_file(tmp_path: Path) -> None:
    text = f"{_SERVICE}port = 8081\n{_SERVICE}port = 8082\ninterval = 0.5\nzone = 'a'\n"
    first, second = _load(text, folder=tmp_path).register_services
    assert (str(first.serverset), first.port, first.interval, first.check_timeout) == (
        "discovery.search.prod", 8081, 2.0, 1.0,
    )  # fmt: skip
    assert (second.port, second.interval, second.check_timeout, second.zone) == (
        8082, 0.5, 0.5, "a",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (_SERVICE, "service 1: port is missing"),
        (f"{_SERVICE}port = 70000", "service 1: port: expected a whole number"),
        (f"{_SERVICE}port = 1\n{_SERVICE}port = 2\nchek = 'tcp'", "service 2: chek: .*mean check"),
        (f"{_SERVICE}port = 1\nrise = 0", "rise"),
        (f"{_SERVICE}port = 1\ncheck_timeout = 3", "must not be above the interval"),
        (f"{_SERVICE}port = 1\nhost = 'a'\ninterface = 'b'", "give one of them"),
        ("[register]\nservices = ['search']", r"write it as a table \[\[register.services\]\]"),
        ("[register]\nservice = ['search']", "no such setting; did you mean register.services"),
    ],
)
def test_a_service_that_cannot_be_used_is_told_by_its_number(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        _load(text, folder=tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("mode", "rw-r-----", "octal"),
        ("mode", "0999", "octal"),
        ("mode", 640, "octal"),
        ("owner", "nobody-of-that-name", "no user 'nobody-of-that-name'"),
        ("group", "", "expected a group"),
        ("group", True, "expected a group"),
    ],
)
def test_whose_files_are_is_read_strictly(
    tmp_path: Path, name: str, value: object, says: str
) -> None:
    with pytest.raises(SettingsError, match=f"^--monitor-file-{name}: .*{says}"):
        _load(folder=tmp_path, flags={f"monitor.file_{name}": value})
