"""The operator's token, and patience with wrong ones."""

import hmac
from collections import OrderedDict, deque
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from acd.web.problems import Problem

FAILURES: Final = 10
WINDOW_S: Final = 60.0
MAX_ADDRESSES: Final = 1024
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="acd"'}


class Gate:
    """Lets requests with the token pass."""

    def __init__(self, token: str, now: Callable[[], float]) -> None:
        """`now` gives monotonic seconds. Raises ValueError for an empty token: it would let everybody in."""
        if not token:
            raise ValueError("the API needs a token")
        self._token = token.encode()
        self._now = now
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, authorization: list[str], address: str) -> Problem | None:
        """Return the problem with the Authorization headers of a request, if there is one.

        The right token passes even from an address with many failures: it cannot be guessed (160 bits), and a
        forgotten script with an old token must not lock the operator out of the same machine.
        """
        if len(authorization) != 1:
            return self._unauthorized("This needs the header Authorization: Bearer and the token.")
        scheme, _, given = authorization[0].partition(" ")
        right = hmac.compare_digest(given.strip().encode(errors="replace"), self._token)
        if right and scheme.lower() == "bearer":
            return None
        wait_s = self._too_many(address)
        if wait_s is None:
            return self._unauthorized("The token is wrong.")
        return Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-failures",
            f"Too many wrong tokens from this address; try again in {wait_s} s.",
            headers={"Retry-After": str(wait_s)},
        )

    def _unauthorized(self, detail: str) -> Problem:
        return Problem(HTTPStatus.UNAUTHORIZED, "unauthorized", detail, headers=_CHALLENGE)

    def _too_many(self, address: str) -> int | None:
        """Note a failure; return the seconds to wait when there were too many."""
        now = self._now()
        times = self._failures.setdefault(address, deque(maxlen=FAILURES))
        self._failures.move_to_end(address)
        while len(self._failures) > MAX_ADDRESSES:
            self._failures.popitem(last=False)
        if len(times) == FAILURES and now - times[0] < WINDOW_S:
            return max(1, round(WINDOW_S - (now - times[0])))
        times.append(now)
        return None
