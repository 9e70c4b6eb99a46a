"""On the local network: an authority that phones can trust without trusting it with more. See docs/operations.md."""

import datetime as dt
import socket
import ssl
import urllib.error
import urllib.request
from contextlib import suppress
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509

from oneboard.cli.lan.authority import Papers, papers
from oneboard.cli.lan.install import answers, server
from oneboard.foundation.clock import DAY_MS, moment, now_ms

HERE = IPv4Address("127.0.0.1")
HOME, ELSEWHERE = IPv4Address("192.168.3.7"), IPv4Address("10.4.0.9")


def in_days(days: int) -> dt.datetime:
    return moment(now_ms() + days * DAY_MS)


def handshake(found: Papers, name: str) -> None:
    """A client that trusts the authority speaks to a server that has the certificate. Raises ssl.SSLError."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(found.certificate, found.key)
    trusting = ssl.create_default_context(cafile=str(found.authority))
    ours, theirs = socket.socketpair()

    def accept() -> None:
        with theirs, suppress(ssl.SSLError, OSError):
            serving.wrap_socket(theirs, server_side=True).close()

    other = Thread(target=accept)
    other.start()
    try:
        with ours, trusting.wrap_socket(ours, server_hostname=name):
            pass
    finally:
        other.join()


def test_who_trusts_the_authority_trusts_the_node_at_its_address_and_nobody_else(tmp_path: Path) -> None:
    found = papers(tmp_path, HERE, in_days(0))
    handshake(found, str(HERE))
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(found, "127.0.0.2")
    assert (tmp_path / "tls/authority.key").stat().st_mode & 0o077 == 0
    assert found.key.stat().st_mode & 0o077 == 0


def test_it_can_sign_for_the_private_network_only_in_which_the_node_stands(tmp_path: Path) -> None:
    authority = x509.load_pem_x509_certificate(papers(tmp_path, HOME, in_days(0)).authority.read_bytes())
    constraint = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraint.critical
    assert [str(one.value) for one in constraint.value.permitted_subtrees or ()] == ["192.168.0.0/16"]


def test_both_stay_while_they_last_and_fit_and_are_made_anew_in_time(tmp_path: Path) -> None:
    first = papers(tmp_path, HOME, in_days(0))
    trusted, served = first.authority.read_bytes(), first.certificate.read_bytes()
    again = papers(tmp_path, HOME, in_days(30))
    assert (again.authority.read_bytes(), again.certificate.read_bytes()) == (trusted, served)
    later = papers(tmp_path, HOME, in_days(80))
    assert later.authority.read_bytes() == trusted, "no phone needs another one"
    assert later.certificate.read_bytes() != served
    assert papers(tmp_path, IPv4Address("192.168.9.1"), in_days(80)).authority.read_bytes() == trusted
    assert papers(tmp_path, ELSEWHERE, in_days(80)).authority.read_bytes() != trusted, (
        "it may not speak for there"
    )


def test_the_install_page_shows_the_fingerprint_and_gives_the_certificate(tmp_path: Path) -> None:
    found = papers(tmp_path, HOME, in_days(0))
    page = server("127.0.0.1", 0, answers(tmp_path / "tls", "https://192.168.3.7:8020"))
    Thread(target=page.serve_forever, daemon=True).start()
    try:
        at = f"http://127.0.0.1:{page.server_port}"
        with urllib.request.urlopen(f"{at}/") as answer:
            shown = answer.read().decode()
        with urllib.request.urlopen(f"{at}/oneboard-ca.crt") as answer:
            assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
            assert answer.read() == found.authority.read_bytes()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{at}/authority.key")
    finally:
        page.shutdown()
        page.server_close()
    assert found.fingerprint in shown and "https://192.168.3.7:8020" in shown
