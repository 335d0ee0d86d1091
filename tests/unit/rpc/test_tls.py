"""Contexts for TLS, made anew when a file has changed and can be used."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.rpc import Tls
from kingpin_sdk.rpc._tls import TlsContexts

if TYPE_CHECKING:
    from pathlib import Path


def _trusted(context: ssl.SSLContext) -> set[bytes]:
    return set(context.get_ca_certs(binary_form=True))


def _der(authority: trustme.CA) -> bytes:
    return ssl.PEM_cert_to_DER_cert(authority.cert_pem.bytes().decode())


def test_a_context_verifies_hosts_and_is_kept_while_nothing_changes(tmp_path: Path) -> None:
    authority, ca = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    contexts = TlsContexts(Tls(ca=ca, server_name="a.example"))
    context = contexts.context()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert _trusted(context) == {_der(authority)}
    assert contexts.context() is context
    assert contexts.server_name == "a.example"


@pytest.mark.parametrize("in_place", [True, False])
def test_a_file_that_was_replaced_is_taken_up(tmp_path: Path, *, in_place: bool) -> None:
    first, second, ca = trustme.CA(), trustme.CA(), tmp_path / "ca.pem"
    first.cert_pem.write_to_path(str(ca))
    contexts = TlsContexts(Tls(ca=ca))
    if in_place:
        ca.write_bytes(second.cert_pem.bytes())
    else:
        (tmp_path / "new").write_bytes(second.cert_pem.bytes())
        (tmp_path / "new").replace(ca)
    assert _trusted(contexts.context()) == {_der(second)}


def test_files_that_cannot_be_used_leave_what_was_and_are_looked_at_again(tmp_path: Path) -> None:
    first, second, ca = trustme.CA(), trustme.CA(), tmp_path / "ca.pem"
    first.cert_pem.write_to_path(str(ca))
    contexts = TlsContexts(Tls(ca=ca))
    context = contexts.context()
    ca.write_text("half")
    assert contexts.context() is context
    ca.unlink()
    assert contexts.context() is context
    ca.write_bytes(second.cert_pem.bytes())
    assert _trusted(contexts.context()) == {_der(second)}


def test_a_certificate_and_its_key_are_taken_up_once_they_fit(tmp_path: Path) -> None:
    authority = trustme.CA()
    old, new = authority.issue_cert("a.example"), authority.issue_cert("b.example")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    old.cert_chain_pems[0].write_to_path(str(certificate))
    old.private_key_pem.write_to_path(str(key))
    contexts = TlsContexts(Tls(certificate=certificate, key=key))
    context = contexts.context()
    certificate.write_bytes(new.cert_chain_pems[0].bytes())
    assert contexts.context() is context, "the key is still the old one"
    key.write_bytes(new.private_key_pem.bytes())
    renewed = contexts.context()
    assert renewed is not context
    assert contexts.context() is renewed


def test_a_key_with_a_password_is_used_with_it_and_nobody_is_asked_for_one(tmp_path: Path) -> None:
    issued = trustme.CA().issue_cert("a.example")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    issued.cert_chain_pems[0].write_to_path(str(certificate))
    private = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"right"),
        )
    )
    TlsContexts(Tls(certificate=certificate, key=key, key_password="right"))
    for password in ("wrong", None):
        with pytest.raises(SettingsError, match=f"with the key {key}: "):
            TlsContexts(Tls(certificate=certificate, key=key, key_password=password))


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    tls = Tls(certificate=tmp_path / "none.pem", key_password="a secret")
    assert "a secret" not in repr(tls)
    with pytest.raises(SettingsError) as refused:
        TlsContexts(tls)
    assert "a secret" not in str(refused.value)
