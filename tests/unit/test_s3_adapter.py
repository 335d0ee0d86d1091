"""The S3 adapter beyond the port's contract: key files, credentials, errors, faults on the wire."""

import gc
import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kingpin_sdk.adapters.s3 import Credentials, S3Blobs, read_key_file
from kingpin_sdk.errors import (
    AccessDeniedError,
    BackendError,
    BlobExistsError,
    BlobNotFoundError,
    SettingsError,
    UnavailableError,
)
from tests.servers import MotoServer, S3Server, SeaweedServer


def _open(server: S3Server, bucket: str, **options: str) -> S3Blobs:
    return S3Blobs(
        bucket,
        prefix=options.get("prefix", ""),
        endpoint_url=options.get("endpoint_url", server.endpoint_url),
        region=server.region,
        access_key_id=options.get("access_key_id", server.access_key),
        secret_access_key=options.get("secret_access_key", server.secret_key),
    )


@pytest.fixture(params=["seaweed", "moto"])
def server(request: pytest.FixtureRequest) -> S3Server:
    server = request.getfixturevalue(request.param)
    assert isinstance(server, S3Server)
    return server


@pytest.fixture
def blobs(server: S3Server) -> Iterator[S3Blobs]:
    blobs = _open(server, server.make_bucket(), prefix="/some/prefix/")
    yield blobs
    blobs.close()


def test_a_body_that_the_caller_has_is_not_sent(blobs: S3Blobs) -> None:
    body = b"[1, 2]"
    blobs.create("data/x_1/5", body, {})
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    assert blobs.get_if_changed("data/x_1/5", digest) is None


def test_objects_lie_under_the_prefix_as_kingpin_stores_them(server: S3Server) -> None:
    bucket = server.make_bucket()
    blobs = _open(server, bucket, prefix="a/b")
    blobs.create("data/x_1/5", b"[1]", {"kingpin-author": "ann%20b"})
    client = server.client()
    answer = client.get_object(Bucket=bucket, Key="a/b/data/x_1/5")
    with answer["Body"] as body:
        assert body.read() == b"[1]"
    assert answer["ContentType"] == "application/octet-stream"
    assert answer["Metadata"] == {"kingpin-author": "ann%20b"}
    assert list(blobs.keys("data/x_")) == ["data/x_1/5"]
    client.close()
    blobs.close()


def test_keys_ascend_over_several_pages(blobs: S3Blobs) -> None:
    # SeaweedFS lists folder by folder: it would put d/a/1 before d/a-1.
    keys = [f"d/a{middle}{number:03}" for middle in ("-", "/", "_") for number in range(340)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(blobs.put, keys, [b""] * len(keys)))
    assert list(blobs.keys("d/a")) == sorted(keys)
    assert list(blobs.keys("d/a/")) == [f"d/a/{number:03}" for number in range(340)]
    assert list(blobs.keys("nothing")) == []


def test_one_of_many_creators_wins(seaweed: SeaweedServer) -> None:
    blobs = _open(seaweed, seaweed.make_bucket())

    def create(number: int) -> int | None:
        try:
            blobs.create("one", str(number).encode(), {})
        except BlobExistsError:
            return None
        return number

    with ThreadPoolExecutor(8) as pool:
        winners = [number for number in pool.map(create, range(8)) if number is not None]
    assert [blobs.get("one").body] == [str(number).encode() for number in winners]
    blobs.close()


def test_a_large_blob_is_refused_unread(blobs: S3Blobs) -> None:
    blobs.put("large", b"x" * 100_000)
    with pytest.raises(BackendError, match="its 100,000 bytes exceed the 99,999 allowed"):
        blobs.get("large", max_bytes=99_999)
    assert len(blobs.get("large", max_bytes=100_000).body) == 100_000


def _attempts(blobs: S3Blobs) -> list[Callable[[], object]]:
    return [
        lambda: blobs.get("a"),
        lambda: blobs.put("a", b""),
        lambda: blobs.create("a", b"", {}),
        lambda: list(blobs.keys("a")),
    ]


def test_wrong_credentials_are_denied(seaweed: SeaweedServer) -> None:
    bucket = seaweed.make_bucket()
    for options, reason in (
        ({"secret_access_key": "wrong"}, "the secret key is wrong"),
        ({"access_key_id": "nobody"}, "the access key is unknown"),
    ):
        blobs = _open(seaweed, bucket, **options)
        for attempt in _attempts(blobs):
            with pytest.raises(AccessDeniedError, match=f"a in bucket {bucket} at .*{reason}"):
                attempt()
        # An answer without a body: only the status tells.
        with pytest.raises(AccessDeniedError, match="may not do this"):
            blobs.head("a")
        blobs.close()


def test_a_missing_bucket_is_named(moto: MotoServer, seaweed: SeaweedServer) -> None:
    blobs = _open(moto, "no-such-bucket")
    for attempt in _attempts(blobs):
        with pytest.raises(
            BackendError, match=r"in bucket no-such-bucket .*does not exist"
        ) as caught:
            attempt()
        assert type(caught.value) is BackendError
    with pytest.raises(BlobNotFoundError):
        blobs.head("a")
    blobs.close()
    blobs = _open(seaweed, "no-such-bucket-either")
    with pytest.raises(BackendError, match="the bucket does not exist"):
        blobs.get("a")
    blobs.close()


def test_an_unreachable_server_is_named_soon() -> None:
    blobs = S3Blobs("b", endpoint_url="127.0.0.1:1", access_key_id="a", secret_access_key="s")
    with pytest.raises(
        UnavailableError, match=r"cannot get k in bucket b at https://127\.0\.0\.1:1: .*unreachable"
    ):
        blobs.get("k")
    blobs.close()


def test_missing_credentials_and_profiles_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with_none = S3Blobs("b", endpoint_url="http://127.0.0.1:1")
    with pytest.raises(AccessDeniedError, match="no AWS credentials were found"):
        with_none.get("k")
    with_none.close()
    with_profile = S3Blobs("b", endpoint_url="http://127.0.0.1:1", profile="work")
    with pytest.raises(SettingsError, match=r"profile does not exist .*work"):
        with_profile.get("k")
    (tmp_path / "credentials").write_text(
        "[work]\naws_access_key_id = a\naws_secret_access_key = b\n"
    )
    with pytest.raises(UnavailableError):
        with_profile.get("k")
    with_profile.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: S3Blobs(""), "S3 bucket ''"),
        (lambda: S3Blobs("a b"), "S3 bucket 'a b'"),
        (lambda: S3Blobs("b", access_key_id="a"), "both access key id and secret"),
        (lambda: S3Blobs("b", endpoint_url="ftp://x"), "S3 endpoint 'ftp://x'"),
        (
            lambda: S3Blobs("b", access_key_id="a", secret_access_key="s", profile="p"),
            "a profile or a key|an AWS profile or a key",
        ),
    ],
)
def test_unusable_settings_are_refused_at_once(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        make()


def test_kingpins_key_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "boto.cfg"
    path.write_text(
        "[Boto]\ndebug = 0\n[Credentials]\n"
        "aws_access_key_id = AKIA1\naws_secret_access_key: a%b/c+d=e\n"
    )
    assert read_key_file(path) == Credentials("AKIA1", "a%b/c+d=e")
    assert "a%b" not in repr(read_key_file(str(path)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file"),
        (b"", r"no section \[Credentials\]"),
        (b"aws_access_key_id = a", "no ini file"),
        (b"[Credentials]\naws_access_key_id = a", "has no aws_secret_access_key"),
        (b"[Credentials]\naws_access_key_id =\naws_secret_access_key = b", "no aws_access_key_id"),
        (b"[Credentials]\n\xff", "not UTF-8"),
    ],
)
def test_an_unusable_key_file_is_named(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "keys"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=message) as caught:
        read_key_file(path)
    assert f"AWS key file {path}: " in str(caught.value)
    assert "\n" not in str(caught.value)


class _Faulty(ThreadingHTTPServer):
    """Speaks just enough S3 to fail in ways a real server cannot be asked to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[tuple[str, str | None, str | None]] = []
        self.stored: set[str] = set()
        self.unsupported = 501

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def _faulty(self) -> _Faulty:
        assert isinstance(self.server, _Faulty)
        return self.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        if name == "truncated":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"x" * 60)
            self.close_connection = True
        elif name == "hangs":
            threading.Event().wait(2)
            self.close_connection = True
        elif name == "drops":
            self.close_connection = True
        else:
            self._answer(int(name))

    def do_HEAD(self) -> None:
        self._note()
        self._answer(200 if self.path in self._faulty.stored else 404)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._note()
        if self.headers["If-None-Match"]:
            self._answer(self._faulty.unsupported)
        else:
            self._faulty.stored.add(self.path)
            self._answer(200)

    def _note(self) -> None:
        self._faulty.asked.append(
            (self.command, self.headers["If-None-Match"], self.headers["Expect"])
        )

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Last-Modified", "Sat, 21 Nov 2026 20:00:00 GMT")
        self.end_headers()


@pytest.fixture
def faulty() -> Iterator[_Faulty]:
    with _Faulty() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def troubled(faulty: _Faulty) -> Iterator[S3Blobs]:
    blobs = S3Blobs(
        "b",
        endpoint_url=faulty.url,
        access_key_id="a",
        secret_access_key="s",
        read_timeout=0.3,
    )
    yield blobs
    blobs.close()


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("truncated", "the body was cut short"),
        ("hangs", "no answer in time"),
        ("drops", "the server closed the connection"),
        ("500", "the server failed"),
        ("503", "the server failed"),
        ("429", "slow down"),
    ],
)
def test_what_may_pass_is_unavailable(troubled: S3Blobs, key: str, reason: str) -> None:
    with pytest.raises(UnavailableError, match=f"cannot get {key} in bucket b at .*{reason}"):
        troubled.get(key)


@pytest.mark.parametrize("unsupported", [400, 501])
def test_a_server_without_conditional_writes_is_asked_first(
    faulty: _Faulty, troubled: S3Blobs, unsupported: int
) -> None:
    faulty.unsupported = unsupported
    troubled.create("one", b"1", {})
    assert faulty.asked == [("PUT", "*", None), ("HEAD", None, None), ("PUT", None, None)]
    faulty.asked.clear()
    with pytest.raises(BlobExistsError):
        troubled.create("one", b"2", {})
    troubled.create("two", b"2", {})
    # It is remembered.
    assert faulty.asked == [("HEAD", None, None), ("HEAD", None, None), ("PUT", None, None)]


def test_a_closed_one_refuses_and_an_open_one_dropped_warns(moto: MotoServer) -> None:
    bucket = moto.make_bucket()
    blobs = _open(moto, bucket)
    blobs.put("a", b"1")
    blobs.close()
    blobs.close()
    with pytest.raises(BackendError, match="has been closed"):
        blobs.get("a")
    held = [_open(moto, bucket)]
    held[0].put("a", b"1")
    with pytest.warns(ResourceWarning, match="dropped without close"):
        _drop(held)
    unused = _open(moto, bucket)
    del unused
    gc.collect()


def _drop(held: list[S3Blobs]) -> None:
    held.clear()
    gc.collect()


_FORK = """
import os, sys
from kingpin_sdk.adapters.s3 import S3Blobs

blobs = S3Blobs(
    sys.argv[2], endpoint_url=sys.argv[1], access_key_id=sys.argv[3], secret_access_key=sys.argv[4]
)
blobs.put("parent", b"1")
children = []
for number in range(4):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            for round in range(20):
                blobs.put(f"child-{number}", b"%d" % round)
                assert blobs.get(f"child-{number}").body == b"%d" % round
            blobs.close()
            code = 0
        finally:
            os._exit(code)
    children.append(pid)
for round in range(20):
    assert blobs.get("parent").body == b"1"
assert [os.waitpid(pid, 0)[1] for pid in children] == [0, 0, 0, 0]
blobs.close()
"""


def test_forked_children_have_connections_of_their_own(seaweed: SeaweedServer) -> None:
    bucket = seaweed.make_bucket()
    arguments = [seaweed.endpoint_url, bucket, seaweed.access_key, seaweed.secret_key]
    _run_script(_FORK, *arguments)


_IMPORT = """
import sys
from kingpin_sdk.adapters.s3 import S3Blobs, read_key_file
S3Blobs("b", endpoint_url="http://127.0.0.1:1").close()
assert "boto3" not in sys.modules and "botocore" not in sys.modules
"""


def test_botocore_is_loaded_by_the_first_request_only() -> None:
    _run_script(_IMPORT)


def _run_script(script: str, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *arguments],
        timeout=60,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
