"""Tells the operator's log which phones, trunks and registrations come and go; each change once."""

from acd import logs
from acd.domain.events import (
    Event,
    PhoneReachable,
    PhonesSeen,
    PhoneUnreachable,
    ReachLost,
    RegistrationChanged,
    TrunkReachable,
    TrunkUnreachable,
)
from acd.engine.outbox import Decision

log = logs.get("reach")


class ReachLog:
    """Listens to the controller."""

    def __init__(self) -> None:
        self._said: dict[str, bool] = {}
        """What the log has of trunks and registrations: each look at the PBX tells all of them again."""

    def heard(self, event: Event, _: Decision) -> None:
        """Take an event with what was decided."""
        match event:
            case PhonesSeen():
                log.info("phones that Asterisk reaches", action="phones_seen", phones=len(event.reachable))
            case PhoneReachable():
                log.info("a phone is reachable", action="phone_reachable", phone=event.endpoint)
            case PhoneUnreachable():
                log.info("a phone is not reachable any more", action="phone_unreachable", phone=event.endpoint)
            case TrunkReachable() | TrunkUnreachable():
                self._trunk(event.endpoint, isinstance(event, TrunkReachable))
            case RegistrationChanged():
                self._registration(event)
            case ReachLost():
                log.warning("nobody tells any more which phones and trunks are reachable", action="reach_lost")

    def _trunk(self, trunk: str, reached: bool) -> None:
        if self._is_new(trunk, reached):
            say = log.info if reached else log.warning
            say("a trunk answers" if reached else "a trunk does not answer", action="trunk_reach", trunk=trunk)

    def _registration(self, event: RegistrationChanged) -> None:
        if self._is_new(f"registration of {event.trunk}", event.registered):
            say = log.info if event.registered else log.warning
            text = "a trunk is registered" if event.registered else "a trunk is not registered"
            say(text, action="registration", trunk=event.trunk, status=event.detail)

    def _is_new(self, what: str, good: bool) -> bool:
        new = self._said.get(what) is not good
        self._said[what] = good
        return new
