"""The address (地址) under which others on the local network reach this machine."""

import socket
from ipaddress import IPv4Address

#: No packet goes there: to choose the way is enough.
_ELSEWHERE = ("192.0.2.1", 9)


def lan_address() -> IPv4Address | None:
    """None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return None
        found = IPv4Address(probe.getsockname()[0])
    return None if found.is_loopback else found
