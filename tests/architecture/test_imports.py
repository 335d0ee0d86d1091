"""Importing the SDK loads what a read needs and nothing that talks to a network."""

import json
import subprocess
import sys

# attrs and cattrs are no network libraries, but they cost a reader's start; the first view of a
# structured type loads them.
_KEPT_OUT = {
    "attr",
    "attrs",
    "boto3",
    "botocore",
    "cattrs",
    "kazoo",
    "tenacity",
    "thriftpy2",
}

_REPORT = "import json, sys, kingpin_sdk; print(json.dumps(sorted(sys.modules)))"


def test_importing_the_sdk_loads_no_network_library() -> None:
    # Isolated (-I): neither the current folder nor the environment decides what is imported.
    command = [sys.executable, "-I", "-c", _REPORT]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    modules = set(json.loads(output))
    assert "kingpin_sdk" in modules
    assert modules & _KEPT_OUT == set()
