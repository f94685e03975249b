"""Asterisk's own account of the safety net: lines of `queue_log` -> calls. Pure.

The dialplan writes when a caller enters the net, is answered by an agent, is asked for a message, and leaves, each to
the millisecond; the queue itself writes who talked to whom, in whole seconds and right after the dialplan's line of the
answer. An Asterisk that was killed says so by starting anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

QUEUE = "safety-net"
_NOBODY = "NONE"
_MOMENT_DIGITS = 17
_PARTS = ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
"""Year, month, day, hour, minute, second; the rest is milliseconds."""


@dataclass(slots=True)
class NetCall:
    """A call in the hands of the safety net. Moments are milliseconds of UTC since 1970."""

    call_id: str
    entered_ms: int
    number: str
    """What was dialled; "" where it is not known."""
    caller: str
    """Of what the network sent the letters, digits and signs that a number may have."""
    connected_ms: int | None = None
    """To the second, as all that the queue writes itself, where the dialplan does not note the answer."""
    endpoint: str | None = None
    """Who talked to the caller."""
    asked_ms: int | None = None
    """When the caller was asked for a message."""
    ended_ms: int | None = None


@dataclass(slots=True)
class NetAccount:
    """What the log tells."""

    ended: list[NetCall] = field(default_factory=list)
    """In order of their end."""
    going_on: dict[str, NetCall] = field(default_factory=dict)
    _seen_ms: dict[str, int] = field(default_factory=dict)
    """Last sign of life of those that go on."""

    def all(self) -> dict[str, NetCall]:
        """Return every call by its id."""
        return self.going_on | {call.call_id: call for call in self.ended}

    def tell(self, second: int, call_id: str, member: str, event: str, told: list[str]) -> None:
        """Take in a line about a call of the net."""
        at_ms = moment(told[0]) if told else None
        if event == "NETENTER" and at_ms is not None:
            number, caller = (*told[1:3], "", "")[:2]
            self.going_on.setdefault(call_id, NetCall(call_id, at_ms, number, caller))
        call = self.going_on.get(call_id)
        if call is None:
            return
        # the queue's seconds are cut off: none of them is before what we know already
        self._seen_ms[call_id] = max(self._seen_ms.get(call_id, 0), call.entered_ms, at_ms or second * 1000)
        if event == "CONNECT":
            call.connected_ms, call.endpoint = self._seen_ms[call_id], member.removeprefix("PJSIP/")
        elif event == "NETMESSAGE":
            call.asked_ms = self._seen_ms[call_id]
        elif event == "NETEXIT":
            self._end(call)

    def restart(self) -> None:
        """Asterisk started: whoever was in the net was cut off."""
        for call in list(self.going_on.values()):
            self._end(call)

    def _end(self, call: NetCall) -> None:
        del self.going_on[call.call_id]
        call.ended_ms = self._seen_ms.pop(call.call_id)
        self.ended.append(call)


def account_of(lines: Iterable[str]) -> NetAccount:
    """Return the calls of the net; what is no line of its is passed over."""
    account = NetAccount()
    for line in lines:
        fields = line.rstrip("\n").split("|")
        if len(fields) < 5 or not (fields[0].isascii() and fields[0].isdigit()):
            continue
        second, call_id, queue, member, event = fields[:5]
        if queue == QUEUE:
            account.tell(int(second), call_id, member, event, fields[5:])
        elif queue == _NOBODY and event == "QUEUESTART":
            account.restart()
    return account


def moment(text: str) -> int | None:
    """Return the moment that the dialplan wrote: year to millisecond in UTC, without signs between."""
    if len(text) != _MOMENT_DIGITS or not (text.isascii() and text.isdigit()):
        return None
    # strptime would shift digits about until they fit
    year, month, day, hour, minute, whole_second = (int(text[since:until]) for since, until in _PARTS)
    try:
        second = datetime(year, month, day, hour, minute, whole_second, tzinfo=UTC)
    except ValueError:
        return None
    return round(second.timestamp()) * 1000 + int(text[14:])
