"""Announcing services: the daemon ``kingpin-register``, and ``registered`` for a service itself."""

from kingpin_sdk.register._asynchronous import AsyncRegistration, registered_async
from kingpin_sdk.register._registered import RegisterOptions, Registration, registered

__all__ = [
    "AsyncRegistration",
    "RegisterOptions",
    "Registration",
    "registered",
    "registered_async",
]
