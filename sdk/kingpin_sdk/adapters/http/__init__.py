"""What the daemons answer over HTTP with: a small server of the standard library."""

from kingpin_sdk.adapters.http._answers import Answer, Request, json_answer, text_answer
from kingpin_sdk.adapters.http._server import HttpServer

__all__ = ["Answer", "HttpServer", "Request", "json_answer", "text_answer"]
