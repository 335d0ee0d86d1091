"""The shared servers, and the suite's own rules."""

from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from tests.servers import MotoServer, SeaweedServer, ZooKeeperServer

# On two busy cores the time of one example says nothing.
settings.register_profile("kingpin", deadline=None, print_blob=True)
settings.load_profile("kingpin")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails: what this suite does not run, nobody has shown."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as a failure here: {report.longreprtext}"
    return report


@pytest.fixture(scope="session")
def zookeeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZooKeeperServer]:
    """One ZooKeeper node for the whole run; work under a chroot of your own, leave it running."""
    with ZooKeeperServer(tmp_path_factory.mktemp("zookeeper")) as server:
        yield server


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedServer]:
    """One SeaweedFS for the whole run; work in a bucket of your own, leave it running."""
    with SeaweedServer(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MotoServer]:
    """One moto for the whole run; work in a bucket of your own, leave it running."""
    with MotoServer(tmp_path_factory.mktemp("moto")) as server:
        yield server
