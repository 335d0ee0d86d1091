"""The demo's steps: each does something, waits until it shows, and says what it saw."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kingpin_sdk.cli.demo._model import EXPERIMENT, USERS, RateLimit
from kingpin_sdk.cli.demo._stage import Stage, StepFailedError, free_port
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.discovery import ServersetFile
from kingpin_sdk.names import ConfigName, DependencyName, MetaconfigName, ServersetName
from kingpin_sdk.spec import DeciderSpec, MapSpec, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kingpin_sdk.model import PublishResult

__all__ = ["STEPS", "Step"]

_LIMITS: Final = ConfigName("demo", "limits")
_DECIDER: Final = ConfigName("admin", "decider")
_DEPENDENCY: Final = DependencyName("demo.dep")
_SERVICE: Final = ServersetName("hello", "demo")
_WAIT: Final = 15.0
# The monitor applies a lone change at once and lets further ones within a second coalesce.
_LONE: Final = 1.1
_RAMP: Final = 25
_LOOK: Final = 0.01
_CALLS: Final = 200


class Step(NamedTuple):
    """One step.

    Attributes:
        title: what it does, for people.
        run: does it and says what it saw; raises StepFailedError if it did not hold.
    """

    title: str
    run: Callable[[Stage], str]


def _create(stage: Stage) -> str:
    catalog = stage.session.catalog
    catalog.create_dependency(_DEPENDENCY)
    for name in (_LIMITS, _DECIDER):
        catalog.create_config(name, Shape.MAP, author="demo")
        catalog.add_to_dependency(_DEPENDENCY, MetaconfigName(str(name)))
    members = ", ".join(str(member) for member in catalog.members(_DEPENDENCY))
    return f"{_DEPENDENCY} holds {members}"


def _start_monitor(stage: Stage) -> str:
    monitor = stage.start("kingpin_sdk.monitor", "-d", str(_DEPENDENCY), "-p", "0")
    return (
        f"process {monitor.process.pid} follows {_DEPENDENCY} and writes to {stage.folder}/config"
    )


def _start_reader(stage: Stage) -> str:
    reader = stage.start_reader()
    ready = reader.expect("ready", timeout=_WAIT, where=lambda _: True)
    _check(ready["loaded"] == [], f"no network library in it, not {ready['loaded']}")
    _check(ready["ramp"] == 0, f"no experiment yet, not one at {ready['ramp']} %")
    return "it has typed views of demo.limits and of Decider, and nothing to read yet"


def _publish(stage: Stage) -> str:
    published, seen = _set_limit(stage, RateLimit(qps=50))
    stage.notes["first"] = published.version
    return (
        f"the second process reads RateLimit(qps=50), version {published.version}; {seen} "
        "(the monitor had just been started)"
    )


def _change(stage: Stage) -> str:
    time.sleep(_LONE)
    published, seen = _set_limit(stage, RateLimit(qps=80, burst=20))
    return f"it reads RateLimit(qps=80, burst=20), version {published.version}; {seen}"


def _set_limit(stage: Stage, limit: RateLimit) -> tuple[PublishResult, str]:
    editor = stage.session.publisher.edit(MapSpec(_LIMITS, str, RateLimit))
    result = editor.set("search", limit, comment="from the demo")
    return result, _see_limits(stage, result, limit)


def _see_limits(stage: Stage, published: PublishResult, limit: RateLimit) -> str:
    returned = time.monotonic()
    expected = {"search": {"qps": limit.qps, "burst": limit.burst}}
    event = stage.reader.expect(
        "limits", timeout=_WAIT, where=lambda event: event["limits"] == expected
    )
    _check(event["version"] == published.version, f"version {published.version}, not {event}")
    return _latency(event, returned)


def _ramp(stage: Stage) -> str:
    editor = stage.session.publisher.edit(DeciderSpec(_DECIDER))
    told: list[str] = []
    for value, least, most in ((_RAMP, 180, 320), (100, USERS, USERS)):
        editor.set_experiment_value(EXPERIMENT, value, comment="ramp")
        returned = time.monotonic()
        event = stage.reader.expect("experiment", timeout=_WAIT, where=lambda _: True)
        _check(event["ramp"] == value, f"the value {value}, not {event['ramp']}")
        inside = event["inside"]
        _check(
            isinstance(inside, int) and least <= inside <= most,
            f"{least} to {most} of {USERS} users at {value} %, not {inside}",
        )
        told.append(f"at {value} % {inside} of {USERS} users are in, {_latency(event, returned)}")
        time.sleep(_LONE)
    return "; ".join(told)


def _roll_back(stage: Stage) -> str:
    publisher = stage.session.publisher
    versions = [record.version for record in publisher.history(_LIMITS)]
    _check(versions[-1:] == [stage.notes["first"]], "the history to end with the first version")
    result = publisher.roll_back(MapSpec(_LIMITS, str, RateLimit), versions[-1])
    seen = _see_limits(stage, result, RateLimit(qps=50))
    return f"the second process reads RateLimit(qps=50) again; {seen}"


def _generate(stage: Stage) -> str:
    idl = Path(__file__).with_name("hello.thrift")
    where = stage.folder / "generated"
    stage.run("kingpin_codegen", str(idl), "--out", str(where))
    module = where / "hello" / "hello.py"
    _check(module.exists(), f"{module} to be there")
    lines = len(module.read_text().splitlines())
    return f"hello.thrift -> hello/hello.py, {lines} lines of typed Python"


def _register(stage: Stage) -> str:
    stage.session.catalog.create_serverset(_SERVICE, author="demo")
    stage.session.catalog.add_to_dependency(_DEPENDENCY, MetaconfigName(str(_SERVICE)))
    for port in (free_port(), free_port()):
        stage.services[port] = stage.start("kingpin_sdk.cli.demo._service", str(port))
        where = ("-p", str(port), "-s", _SERVICE.service, "-e", _SERVICE.env)
        check = (
            "--host",
            "127.0.0.1",
            "--check",
            "thrift:ping",
            "--rise",
            "1",
            "--interval",
            "0.2",
        )
        stage.start("kingpin_sdk.register", *where, *check)
    listed = _see_service(stage, stage.services)
    return f"the local file lists {listed}, each checked by a call of ping"


def _call(stage: Stage) -> str:
    answered = _answers(stage)
    _check(answered.keys() == {str(port) for port in stage.services}, f"both, not {answered}")
    told = " and ".join(f"{count} by port {port}" for port, count in sorted(answered.items()))
    return f"{_CALLS} calls of a generated client were answered, {told}"


def _lose_one(stage: Stage) -> str:
    port, service = stage.services.popitem()
    stage.end(service)
    left = _see_service(stage, stage.services)
    answered = _answers(stage)
    _check(list(answered) == [str(next(iter(stage.services)))], f"{left} alone, not {answered}")
    return f"the process behind port {port} is gone, and so is its member; {left} answers all calls"


def _answers(stage: Stage) -> dict[str, int]:
    """Who answers how many calls; all of them must be answered."""
    answered: dict[str, int] = json.loads(stage.run("kingpin_sdk.cli.demo._caller", str(_CALLS)))
    _check(sum(answered.values()) == _CALLS, f"{_CALLS} answers, not {answered}")
    return answered


def _see_service(stage: Stage, ports: Iterable[int]) -> str:
    source = ServersetFile(
        _SERVICE.service, _SERVICE.env, root=stage.folder / "serverset", default=()
    )
    expected = {f"127.0.0.1:{port}" for port in ports}
    deadline = Deadline(_WAIT)
    while {str(endpoint) for endpoint in source.endpoints()} != expected:
        _check(not deadline.expired, f"{expected} in the local file, not {source.endpoints()}")
        stage.check_children()
        time.sleep(_LOOK)
    return " and ".join(sorted(expected))


def _finish(stage: Stage) -> str:
    stage.check_children()
    stage.reader.finish()
    end = stage.reader.expect("end", timeout=_WAIT, where=lambda _: True)
    _check(end["loaded"] == [], f"no network library in the second process, not {end['loaded']}")
    return "all the time it had neither kazoo nor boto3 loaded"


def _latency(event: Mapping[str, object], returned: float) -> str:
    # CLOCK_MONOTONIC is the same for all processes of a machine.
    at = event["at"]
    _check(isinstance(at, float), "a time")
    milliseconds = (at - returned) * 1000 if isinstance(at, float) else 0.0
    if milliseconds < 0:
        return f"seen {-milliseconds:.1f} ms before publish returned"
    return f"seen {milliseconds:.1f} ms after publish returned"


def _check(holds: bool, expected: str) -> None:
    if not holds:
        raise StepFailedError(f"expected {expected}")


STEPS: Final[tuple[Step, ...]] = (
    Step("create the configs and a dependency that holds them", _create),
    Step("start the monitor", _start_monitor),
    Step("start a second process that reads", _start_reader),
    Step("publish a typed value", _publish),
    Step("change it", _change),
    Step("ramp an experiment", _ramp),
    Step("roll back to the first value", _roll_back),
    Step("generate a service's code from its IDL", _generate),
    Step("register two processes of the service", _register),
    Step("call it", _call),
    Step("end one of them", _lose_one),
    Step("end the second process", _finish),
)
