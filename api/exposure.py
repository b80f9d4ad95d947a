"""Who can reach the interface, and what that asks for."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final

from api.keys import KeyStore
from graph.errors import AmpnetError
from graph.settings import Settings

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Hosts that a request may be meant for; a name that resolves here (DNS rebinding) is not one."""


class ExposureError(AmpnetError):
    """The interface would be open to others without a key."""


@dataclass(frozen=True)
class Exposure:
    """How far the interface is open.

    Attributes:
        open: True where others than this machine's users can reach it: keys are needed.
        names: Hosts that requests may be meant for.
        origins: Web sites whose pages may ask, as `https://example.org`.
    """

    open: bool
    names: frozenset[str]
    origins: frozenset[str]


def exposure_of(settings: Settings) -> Exposure:
    """Tell from the settings who can reach the interface.

    A name in `hosts` counts: it means that something in front, a proxy, lets others in.
    """
    names = {name.lower() for name in parts(settings.hosts)}
    outside = not is_loopback(settings.host)
    if outside and not _is_any(settings.host):
        names.add(f"[{settings.host}]" if ":" in settings.host else settings.host.lower())
    origins = frozenset(origin.rstrip("/").lower() for origin in parts(settings.cors_origins))
    return Exposure(outside or bool(names - LOOPBACK_NAMES), LOOPBACK_NAMES | names, origins)


def check_exposure(settings: Settings) -> Exposure:
    """Return how far the interface is open, unless it must not be.

    Raises:
        ExposureError: It is open to others, and there is no key.
    """
    found = exposure_of(settings)
    if found.open and not KeyStore(settings.home).active():
        where = settings.host if not is_loopback(settings.host) else settings.hosts
        raise ExposureError(
            f"The interface has no keys, so it does not open itself to others ({where!r}).",
            "Make one with `ampnet keys create NAME`, or use 127.0.0.1 and, from elsewhere, "
            "forward the port over SSH.",
        )
    return found


def address_of(settings: Settings) -> str:
    """Return the address at which this machine reaches the interface."""
    host = settings.host
    if _is_any(host):
        host = "::1" if ":" in host else "127.0.0.1"
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"{'https' if settings.tls_cert else 'http'}://{host}:{settings.port}"


def parts(text: str) -> list[str]:
    """Read a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False
