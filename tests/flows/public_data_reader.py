"""A process that reads the public data from local files: ``... ROOT`` prints it as JSON.

It asks the data sets nothing: what it prints came through the views alone.
"""

import json
import sys
from pathlib import Path

import attrs

from tests.flows.public_data import Country, country_view, suffix_view

_TIMEOUT = 60.0


def main(root: Path) -> None:
    rules, land = suffix_view(root), country_view(root)
    rules.wait_ready(timeout=_TIMEOUT)
    land.wait_ready(timeout=_TIMEOUT)
    assert all(type(country) is Country for country in land.values())
    found = {"suffixes": [*rules], "countries": {k: attrs.asdict(v) for k, v in land.items()}}
    network = {"kazoo", "boto3", "botocore"} & {*sys.modules}
    assert not network, network
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
