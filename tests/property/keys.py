"""Agents who must press a key: none of them has a caller before they did."""

from acd.domain.agents import Answering
from acd.domain.calls import LegId
from acd.domain.commands import Connect
from acd.domain.events import DigitPressed, Event, LegAnswered
from acd.engine.acceptance import ACCEPT, answering
from acd.engine.call import LiveOffer
from acd.engine.engine import Engine
from acd.engine.outbox import Decision
from acd.engine.timers import TimerKind


class Keys:
    """Follows who was told to press a key, and who did."""

    def __init__(self) -> None:
        self._told: set[LegId] = set()
        self._accepted: set[LegId] = set()

    def forget(self) -> None:
        """The controller died: the next one must ask again."""
        self._told.clear()
        self._accepted.clear()

    def take(self, engine: Engine, event: Event, decision: Decision) -> None:
        """Check one step."""
        if isinstance(event, DigitPressed) and event.digit == ACCEPT and event.leg_id in self._told:
            self._accepted.add(event.leg_id)
        for command in decision.commands:
            if isinstance(command, Connect) and command.agent_leg_id in self._told:
                assert command.agent_leg_id in self._accepted, "a caller was connected with who did not accept"
        awaited = self.awaited(engine)
        answered = engine.legs.offered_on(event.leg_id) if isinstance(event, LegAnswered) else None
        if isinstance(event, LegAnswered) and answered is not None:
            offer = answered.offer_on(event.leg_id)
            assert offer is not None
            must = answering(engine.agents.agents[offer.agent_id]) is Answering.PRESS
            told = {*awaited, *self._accepted}
            assert not must or offer.leg_id in told, "an agent was not asked for the key"
        assert all(offer.answered for offer in awaited.values())
        timers = {owner for kind, owner in engine.timers.current() if kind is TimerKind.ACCEPT}
        assert timers == awaited.keys(), "who must press a key has no end, or others have one"
        assert not awaited.keys() & self._accepted, "who accepted is asked again"
        self._told |= awaited.keys()

    def awaited(self, engine: Engine) -> dict[LegId, LiveOffer]:
        """Return the legs at which a key is awaited."""
        offers = [offer for call in engine.calls.calls.values() for offer in call.offers]
        return {offer.leg_id: offer for offer in offers if offer.awaits_key is not None}
