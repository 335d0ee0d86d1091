"""A Thrift service, offered on a port until SIGTERM or Ctrl-C.

Before::

    kingpin-codegen test_service.thrift --out . --package-prefix gen

Then ``python server.py``; with ``--announce`` it joins the serverset ``test_service.prod`` as well
(``kingpin serverset create test_service.prod`` makes that once).
"""

import argparse
import signal
from contextlib import ExitStack

from gen.test_service import TestServiceProcessor

from kingpin_sdk.register import registered
from kingpin_sdk.rpc import ThriftServer


class TestService:
    """Does what the service is for; it need not derive from anything."""

    def ping(self) -> str:
        """See the IDL."""
        return "pong"


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--announce", action="store_true")
    given = parser.parse_args()
    # Caught from here on, and waited for below.
    ending = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    with ExitStack() as stack:
        server = stack.enter_context(
            ThriftServer(TestServiceProcessor(TestService()), port=given.port)
        )
        if given.announce:
            # Left before the server stops: clients hear of it first.
            stack.enter_context(
                registered("test_service", "prod", port=server.port, host="127.0.0.1")
            )
        print(f"serving on {server.address}", flush=True)
        signal.sigwait(ending)


if __name__ == "__main__":
    main()
