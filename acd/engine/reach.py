"""Whom the PBX reaches, as far as it told: phones, trunks, our registrations; phones in the safety net's use.

Decides nothing.

Nobody is unreachable before the PBX was asked, and nobody is any more when it cannot be asked: what is not known
must never keep a caller waiting.
"""

from collections.abc import Iterator

from acd.domain.agents import Endpoint, Reach
from acd.domain.events import (
    NetFreedPhone,
    NetPhonesSeen,
    NetTookPhone,
    PhoneReachable,
    PhonesSeen,
    PhoneUnreachable,
    ReachEvent,
    RegistrationChanged,
    TrunkReachable,
    TrunkUnreachable,
)
from acd.domain.outside import trunk_to


class ReachBook:
    """Everything that was told, until it is told otherwise."""

    def __init__(self) -> None:
        self._asked = False
        """The PBX named all phones that it reaches: the others are gone."""
        self._phones: dict[Endpoint, bool] = {}
        self._trunks: dict[Endpoint, bool] = {}
        self._registrations: dict[Endpoint, RegistrationChanged] = {}
        self._in_net: set[Endpoint] = set()
        """Phones that the safety net rings, or where a caller whom it serves talks."""

    def take(self, event: ReachEvent) -> None:
        """Note what was told."""
        match event:
            case PhoneReachable():
                self._phones[event.endpoint] = True
            case PhoneUnreachable():
                self._phones[event.endpoint] = False
            case PhonesSeen():
                self._asked, self._phones = True, dict.fromkeys(event.reachable, True)
            case TrunkReachable():
                self._trunks[event.endpoint] = True
            case TrunkUnreachable():
                self._trunks[event.endpoint] = False
            case RegistrationChanged():
                self._registrations[event.trunk] = event
            case NetTookPhone() | NetFreedPhone() | NetPhonesSeen():
                self._take_net(event)
            case _:  # ReachLost
                self._asked = False
                self._in_net.clear()
                for told in (self._phones, self._trunks, self._registrations):
                    told.clear()

    def _take_net(self, event: NetTookPhone | NetFreedPhone | NetPhonesSeen) -> None:
        match event:
            case NetTookPhone():
                self._in_net.add(event.endpoint)
            case NetFreedPhone():
                self._in_net.discard(event.endpoint)
            case _:
                self._in_net = set(event.talking)

    def phone(self, endpoint: Endpoint) -> Reach:
        """Tell whether the PBX reaches a phone; of an outside number: whether it reaches the trunk to it."""
        if (trunk := trunk_to(endpoint)) is not None:
            return self.trunk(trunk)
        return _reach(self._phones.get(endpoint, False if self._asked else None))

    def in_net(self, endpoint: Endpoint) -> bool:
        """Tell whether the safety net has a phone in use."""
        return endpoint in self._in_net

    def trunk(self, endpoint: Endpoint) -> Reach:
        """Tell whether a trunk answers; unknown for one whose address the PBX does not know."""
        return _reach(self._trunks.get(endpoint))

    def registration(self, trunk: Endpoint) -> RegistrationChanged | None:
        """Return how our registration at a carrier stands; None when nobody knows.

        One of which the PBX does not tell, although it was asked, does not stand.
        """
        return self._registrations.get(trunk) or (RegistrationChanged(trunk, False) if self._asked else None)

    def retold(self) -> Iterator[ReachEvent]:
        """Yield what tells another book the same."""
        if self._asked:
            yield PhonesSeen(frozenset())
        for name, reached in self._phones.items():
            yield PhoneReachable(name) if reached else PhoneUnreachable(name)
        for name, reached in self._trunks.items():
            yield TrunkReachable(name) if reached else TrunkUnreachable(name)
        yield from self._registrations.values()
        if self._in_net:
            yield NetPhonesSeen(frozenset(self._in_net))


def _reach(told: bool | None) -> Reach:
    if told is None:
        return Reach.UNKNOWN
    return Reach.REACHABLE if told else Reach.UNREACHABLE
