"""What finding a service costs a program that only reads."""

import json

from tests.programs import run_program

_KEPT_OUT = {"attr", "attrs", "cattrs", "kazoo", "logging", "pathlib", "tenacity", "thriftpy2"}


def test_reading_a_serverset_and_choosing_a_host_load_nothing_heavy() -> None:
    modules = run_program(
        """
        import json, os, sys, tempfile
        root = tempfile.mkdtemp()
        with open(f"{root}/discovery.search.prod", "w") as file:
            file.write("10.0.0.1:80")
        before = set(sys.modules)
        from kingpin_sdk.discovery import Balancer, Outcome, ServersetFile
        os.environ["KINGPIN_SERVERSET_DIR"] = root
        balancer = Balancer()
        lease = balancer.acquire(ServersetFile("search", "prod").endpoints())
        balancer.release(lease, Outcome.SUCCESS, latency=0.1)
        print(json.dumps(sorted(set(sys.modules) - before)))
        """
    )
    assert set(json.loads(modules)) & _KEPT_OUT == set()
