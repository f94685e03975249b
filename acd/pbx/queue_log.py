"""Asterisk's own account of the safety net: lines of `queue_log` -> calls. Pure.

Moments are whole seconds there, and so is everything that is made of them. Who finds no agent at all is turned away
before the line, and leaves none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

QUEUE = "safety-net"
_ENDS = ("COMPLETEAGENT", "COMPLETECALLER", "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY")


@dataclass(slots=True)
class NetCall:
    """A call that stood in the safety net's line."""

    call_id: str
    entered_s: int
    """UTC since 1970."""
    number: str
    """What was dialled; the dialplan hands it over as the queue's URL. "" where it is not known."""
    caller: str
    """Text from outside."""
    connected_s: int | None = None
    endpoint: str | None = None
    """Who talked to the caller."""
    ended_s: int | None = None


def net_calls(lines: Iterable[str]) -> list[NetCall]:
    """Return the calls whose beginning and end are told, in order of their end; what is no line is passed over."""
    calls: dict[str, NetCall] = {}
    ended: list[NetCall] = []
    for line in lines:
        fields = line.rstrip("\n").split("|")
        if len(fields) < 5 or fields[2] != QUEUE or not (fields[0].isascii() and fields[0].isdigit()):
            continue
        moment, call_id, event = int(fields[0]), fields[1], fields[4]
        if event == "ENTERQUEUE":
            number, caller = (*fields[5:7], "", "")[:2]
            calls[call_id] = NetCall(call_id, moment, number, caller)
        elif call_id not in calls:
            continue
        elif event == "CONNECT":
            calls[call_id].connected_s, calls[call_id].endpoint = moment, fields[3].removeprefix("PJSIP/")
        elif event in _ENDS:
            call = calls.pop(call_id)
            call.ended_s = moment
            ended.append(call)
    return ended
