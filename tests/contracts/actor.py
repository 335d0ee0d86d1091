"""Another process that uses a coordination store: ``python -m tests.contracts.actor BACKEND ...``.

It says ``ready`` on standard output when it has what it was asked for, and keeps it until its
standard input ends or somebody kills it.
"""

import sys

from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import RevisionMismatchError
from kingpin_sdk.ports import Coordination
from tests.contracts.stores import load


def main(arguments: list[str]) -> None:
    backend, action, path, *rest = arguments
    client = load(backend).open()
    try:
        match action:
            case "lock":
                with client.lock(path, deadline=Deadline(20), holder=rest[0]):
                    stay()
            case "join":
                client.join(path, rest[0].encode())
                stay()
            case "count":
                stay()
                for _ in range(int(rest[0])):
                    add_one(client, path)
            case _:
                raise ValueError(action)
    finally:
        client.close()


def stay() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


def add_one(client: Coordination, path: str) -> None:
    """Add one to the number in a node, by compare-and-set."""
    while True:
        node = client.read(path)
        try:
            client.write(path, b"%d" % (int(node.data) + 1), expected=node.revision)
        except RevisionMismatchError:
            continue
        return


if __name__ == "__main__":
    main(sys.argv[1:])
