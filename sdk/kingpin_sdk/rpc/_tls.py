"""TLS towards servers: host names are verified, and renewed certificates are taken up."""

from __future__ import annotations

import ssl
import threading
from pathlib import Path
from typing import final

from attrs import field, frozen
from attrs.converters import optional

from kingpin_sdk.errors import SettingsError

__all__ = ["Tls", "TlsContexts"]


@frozen(kw_only=True)
class Tls:
    """How a client encrypts, whom it trusts, and who it is.

    The server's certificate must name the host that is connected to; there is no way to leave that
    out. Files may be replaced at any time: connections opened after that use the new ones.

    Attributes:
        ca: PEM file of the authorities to trust; None for the system's.
        certificate: PEM file of our own certificate, for servers that ask for one.
        key: PEM file of its private key; None if it is in the same file.
        key_password: of the private key.
        server_name: what the certificate must name, where endpoints are addresses.
    """

    ca: Path | None = field(default=None, converter=optional(Path))
    certificate: Path | None = field(default=None, converter=optional(Path))
    key: Path | None = field(default=None, converter=optional(Path))
    key_password: str | None = field(default=None, repr=False)
    server_name: str | None = None


@final
class TlsContexts:
    """The context for the next connection. Thread-safe.

    Args:
        tls: what it is made from.

    Raises:
        SettingsError: a file cannot be used.
    """

    def __init__(self, tls: Tls) -> None:
        self.server_name = tls.server_name
        self._tls = tls
        self._files = [each for each in (tls.ca, tls.certificate, tls.key) if each is not None]
        # Guards the two below.
        self._lock = threading.Lock()
        self._marks: list[tuple[int, int, int]] = []
        self._context = self._made()
        self._marks = self._marked()

    def context(self) -> ssl.SSLContext:
        """Made anew when a file has changed; the one before stays while the new files are bad.

        A certificate and its key are two files, so for a moment they may not fit each other.
        """
        with self._lock:
            try:
                marks = self._marked()
                if marks != self._marks:
                    self._context, self._marks = self._made(), marks
            except (SettingsError, OSError):
                # Looked at again for the next connection.
                return self._context
            return self._context

    def _marked(self) -> list[tuple[int, int, int]]:
        found = [each.stat() for each in self._files]
        return [(each.st_ino, each.st_size, each.st_mtime_ns) for each in found]

    def _made(self) -> ssl.SSLContext:
        tls = self._tls
        try:
            context = ssl.create_default_context(cafile=tls.ca)
        except OSError as error:
            raise SettingsError(f"{tls.ca}: {error.strerror or error}") from error
        if tls.certificate is not None:
            try:
                # Without any password OpenSSL would ask for one at the terminal.
                context.load_cert_chain(tls.certificate, tls.key, tls.key_password or "")
            except OSError as error:
                key = "its key" if tls.key is None else f"the key {tls.key}"
                raise SettingsError(
                    f"{tls.certificate}: cannot be used as a certificate with {key}: "
                    f"{error.strerror or error}"
                ) from error
        return context
