"""What both daemons share: their flags and logs, and how they end when they cannot go on."""

from kingpin_sdk.daemon._flags import DaemonParser
from kingpin_sdk.daemon._logs import JsonFormatter, log_to_stderr
from kingpin_sdk.daemon._running import run_daemon

__all__ = ["DaemonParser", "JsonFormatter", "log_to_stderr", "run_daemon"]
