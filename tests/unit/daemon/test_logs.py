"""Structured logs."""

import json
import logging
import sys

from kingpin_sdk.daemon import JsonFormatter


def _record(text: str, *arguments: object, error: bool = False) -> logging.LogRecord:
    info = sys.exc_info() if error else None
    return logging.LogRecord("kingpin_sdk.x", logging.WARNING, __file__, 1, text, arguments, info)


def test_a_line_is_one_document() -> None:
    line = JsonFormatter().format(_record("%s:\n%d é", "name", 3))
    assert "\n" not in line
    document = json.loads(line)
    assert document.pop("time").endswith("+00:00")
    assert document == {"level": "warning", "logger": "kingpin_sdk.x", "message": "name:\n3 é"}


def test_a_traceback_stands_in_a_field_of_its_own() -> None:
    line = ""
    try:
        int("broken")
    except ValueError:
        line = JsonFormatter().format(_record("failed", error=True))
    assert json.loads(line)["exception"].endswith("'broken'")
