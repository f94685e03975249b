"""What a phone does by itself when a call comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from acd.simulator.sip.incoming_call import IncomingCall


@dataclass(frozen=True, slots=True)
class Manual:
    """Say 100 and leave the rest to whoever takes the call from `next_call`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer after `after_s` seconds, ringing until then unless `ring` is false."""

    after_s: float = 0.0
    ring: bool = True


@dataclass(frozen=True, slots=True)
class Refuse:
    """Refuse at once, or after `after_s` seconds of ringing."""

    status: int = 486
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RingForever:
    """Ring until the caller gives up, or until the test answers."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Answer nothing at all, not even OPTIONS: as a phone that cannot be reached."""


Behaviour = Manual | Answer | Refuse | RingForever | Silent
#: A function decides call by call; None stands for Manual.
Policy = Behaviour | Callable[[IncomingCall], Behaviour | None]


def apply(policy: Policy, call: IncomingCall) -> None:
    """Let the policy act on a call that has just arrived."""
    behaviour = policy(call) if callable(policy) else policy
    match behaviour:
        case Silent():
            call.ignore()
        case Manual() | None:
            call.trying()
        case RingForever():
            call.ring()
        case Answer(after_s, ring):
            if ring:
                call.ring()
            _after(call, after_s, call.answer, announced=ring)
        case Refuse(status, after_s):
            if after_s > 0:
                call.ring()
            _after(call, after_s, lambda: call.refuse(status), announced=True)


def _after(call: IncomingCall, delay_s: float, action: Callable[[], object], *, announced: bool) -> None:
    if delay_s <= 0:
        action()
        return
    if not announced:
        call.trying()
    call.later(delay_s, action)
