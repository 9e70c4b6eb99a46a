"""The authority (本地证书机构): signs the certificate of this node, and can sign for nothing beyond the local network.

Whoever installs it on a phone trusts it. So its own certificate names the addresses that it may speak for (RFC 5280,
4.2.1.10, name constraints): those of the private network in which the node stands, and no name on the internet.
"""

import datetime as dt
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from oneboard.privacy.files import make_directory, write_durably

#: The private networks (RFC 1918).
_PRIVATE: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))

#: The authority lasts a year, a certificate three months; both are made anew when a month is left.
_AUTHORITY_DAYS, _CERTIFICATE_DAYS, _LEFT_DAYS = 366, 92, 30


class Papers(NamedTuple):
    """`authority`: what phones install. `certificate` and `key`: what the node serves with."""

    authority: Path
    certificate: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, as phones show it."""
        return _read(self.authority).fingerprint(hashes.SHA256()).hex(":").upper()


def papers(home: Path, address: IPv4Address, now: dt.datetime) -> Papers:
    """Those of this address: as they are, or made anew where they are of another, or end soon."""
    folder = home / "tls"
    make_directory(folder)
    found = Papers(folder / "authority.pem", folder / "certificate.pem", folder / "key.pem")
    secret = folder / "authority.key"
    if not (secret.exists() and _lasts(found.authority, now) and _may_sign(found.authority, address)):
        _found_authority(found.authority, secret, address, now)
        found.certificate.unlink(missing_ok=True)
    if not (found.key.exists() and _lasts(found.certificate, now) and _is_for(found.certificate, address)):
        _sign(found, secret, address, now)
    return found


def _found_authority(file: Path, secret: Path, address: IPv4Address, now: dt.datetime) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), _named(f"一盘棋 Oneboard {address}")
    ground = next((net for net in _PRIVATE if address in net), IPv4Network(f"{address}/32"))
    constraint = x509.NameConstraints([x509.IPAddress(ground)], None)
    made = (
        _draft(name, name, key.public_key(), now, _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(constraint, critical=True)
        .sign(key, hashes.SHA256())
    )
    write_durably(secret, _private(key))
    write_durably(file, made.public_bytes(serialization.Encoding.PEM))


def _sign(found: Papers, secret: Path, address: IPv4Address, now: dt.datetime) -> None:
    authority = _read(found.authority)
    signing = serialization.load_pem_private_key(secret.read_bytes(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _draft(_named(str(address)), authority.subject, key.public_key(), now, _CERTIFICATE_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )
    write_durably(found.key, _private(key))
    chain = made.public_bytes(serialization.Encoding.PEM) + found.authority.read_bytes()
    write_durably(found.certificate, chain)


def _draft(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: dt.datetime, days: int
) -> x509.CertificateBuilder:
    """It begins a day ago: the clock of a phone may be behind."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def _lasts(file: Path, now: dt.datetime) -> bool:
    return file.exists() and _read(file).not_valid_after_utc > now + dt.timedelta(days=_LEFT_DAYS)


def _may_sign(authority: Path, address: IPv4Address) -> bool:
    constraint = _read(authority).extensions.get_extension_for_class(x509.NameConstraints).value
    return any(address in one.value for one in constraint.permitted_subtrees or ())


def _is_for(certificate: Path, address: IPv4Address) -> bool:
    names = _read(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return address in names.get_values_for_type(x509.IPAddress)
