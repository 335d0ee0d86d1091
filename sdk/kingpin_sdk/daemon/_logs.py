"""Where a daemon's logs go, and how they look."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from kingpin_sdk.model import Json

__all__ = ["JsonFormatter", "log_to_stderr"]


@final
class JsonFormatter(logging.Formatter):
    """One JSON document a line: time, level, logger, message, and a traceback as ``exception``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        document: dict[str, Json] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            document["exception"] = self.formatException(record.exc_info)
        return json.dumps(document)


def log_to_stderr(*, debug: bool, as_json: bool) -> None:
    """Log there from now on; libraries only what is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    handler.setFormatter(JsonFormatter() if as_json else text)
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("kingpin_sdk").setLevel(logging.DEBUG if debug else logging.INFO)
