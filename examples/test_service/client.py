"""Call the service of server.py.

``python client.py`` calls the host that it is told with ``--server``; without, it takes one from
the serverset ``test_service.prod``, which a monitor keeps in a local file.
"""

import argparse

from gen.test_service import TestServiceClient

from kingpin_sdk import RpcError
from kingpin_sdk.discovery import EndpointSource, ServersetFile, StaticEndpoints


def source(server: str | None) -> EndpointSource:
    """Where to call."""
    return StaticEndpoints(server) if server else ServersetFile("test_service", "prod")


def main() -> None:
    """Call, and print the answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", metavar="HOST:PORT")
    with TestServiceClient(source(parser.parse_args().server), timeout=1.0) as client:
        try:
            print(client.with_options(timeout=0.5).ping())
        except RpcError as error:
            raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
