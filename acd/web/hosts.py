"""Which Host headers are ours.

A page on the internet can let its own name point to 127.0.0.1 (DNS rebinding) and so make a browser talk to us as
if we were that page's server. Its name in the Host header gives it away. An address instead of a name does not
pass through DNS, so it cannot be rebound and is always allowed.
"""

import ipaddress
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from acd.web.problems import Problem

_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?", re.ASCII)


class Hosts:
    """The names that we answer to."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = {"localhost", *(name.lower() for name in names)}

    def check(self, headers: list[str]) -> Problem | None:
        """Return the problem with the Host headers of a request, if there is one."""
        match = _HOST.fullmatch(headers[0]) if len(headers) == 1 else None
        if match and (match[1].lower() in self._names or _is_address(match[1])):
            return None
        return Problem(
            HTTPStatus.MISDIRECTED_REQUEST,
            "unknown-host",
            "The Host header is no name of this server: use localhost or its address. A proxy must send one of these.",
        )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
