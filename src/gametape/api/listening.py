"""Where the server listens: a free port, the addresses people can open, and who may ask there."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import secrets
import socket
import sys

from gametape.api.door.access import Access
from gametape.errors import UsageError

PORT = 8477
"""Where `gametape serve` listens if nobody else does."""

TRIED = 20
"""How many ports are tried from the wanted one on."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket at this port, or the next that is free; port 0 takes any.

    Raises UsageError if the host is none of this machine's or no port is free.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except UnicodeError:
        raise UsageError(f"{host[:60]!r} is no address.", _HOSTS) from None
    except OSError as error:
        raise UsageError(f"{host!r} is no address: {error.strerror}.", _HOSTS) from None
    family, kind, number, _, where = found[0]
    for candidate in [0] if port == 0 else range(port, min(port + TRIED, 65_536)):
        server = socket.socket(family, kind, number)
        try:
            if sys.platform != "win32":  # there it would let two servers share a port
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((where[0], candidate, *where[2:]))
            server.listen(128)
        except OSError as error:
            server.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise UsageError(
                    f"Nobody can listen at {host}: {error.strerror}.", _HOSTS
                ) from None
        else:
            return server
    last = min(port + TRIED, 65_536) - 1
    raise UsageError(f"The ports {port} to {last} are taken.", "Name another one with --port.")


_HOSTS = "Leave --host out for this machine alone, or use 0.0.0.0 for its network."


def access_for(host: str, token: str) -> Access:
    """Who may ask at this host; beyond this machine nobody without a token."""
    loopback = _is_loopback(host)
    names = {socket.gethostname().lower(), host.lower()}
    names |= {f"{name}.local" for name in names if "." not in name}
    return Access(
        names=frozenset() if loopback else frozenset(names),
        exposed=not loopback,
        token=token or ("" if loopback else secrets.token_urlsafe(16)),
    )


def address_of(server: socket.socket, access: Access) -> str:
    """The address to open, with its token; of a server for all interfaces that on the network."""
    host, port = server.getsockname()[:2]
    if ipaddress.ip_address(host.partition("%")[0]).is_unspecified:
        host = _outward(server.family)
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"?token={access.token}" if access.token else "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _outward(family: int) -> str:
    """This machine's address as others on the network see it; loopback if there is no network."""
    six = family == socket.AF_INET6
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect(("2001:db8::1" if six else "192.0.2.1", 9))  # sends nothing
        return str(probe.getsockname()[0])
    return "::1" if six else "127.0.0.1"
