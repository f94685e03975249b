"""Agents who press a key before the caller is connected: a voicemail that picks up presses none, and gets no caller."""

from typing import TYPE_CHECKING, Final

from acd.domain.agents import Answering
from acd.domain.calls import LegId, OfferResult, PlaybackId
from acd.domain.commands import Play, StopPlayback
from acd.domain.outside import is_outside
from acd.engine.agent import LiveAgent
from acd.engine.call import KeyAwaited, LiveCall, LiveOffer, whisper_to_agent
from acd.engine.timers import TimerKind

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk

ACCEPT: Final = "1"
TIMES: Final = 3
"""So often the agent is told; a sound that is missing is over at once, and must not be asked for without end."""


class Acceptance:
    """Offers that were answered and wait for a key; the caller hears music meanwhile, and other phones may ring on."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk

    def is_needed(self, offer: LiveOffer) -> bool:
        """Tell whether the agent must press a key."""
        return answering(self._desk.agents.agents[offer.agent_id]) is Answering.PRESS

    def ask_anew(self, call: LiveCall, offer: LiveOffer, now: float) -> None:
        """Tell an agent whom an earlier controller told: whether they pressed the key is not known."""
        said = [whisper_of(offer.leg_id, time) for time in range(1, TIMES + 1)]
        self._desk.out.commands += [StopPlayback(offer.leg_id, playback) for playback in said]
        self.ask(call, offer, now)

    def ask(self, call: LiveCall, offer: LiveOffer, now: float) -> None:
        """Tell the agent whose call this is and which key to press; once more if that may have been missed."""
        if offer.whisper is not None:
            self._desk.out.commands.append(StopPlayback(offer.leg_id, offer.whisper))
        told = offer.awaits_key.told if offer.awaits_key is not None else 0
        offer.awaits_key = KeyAwaited(told, TIMES)
        self._desk.timers.set(TimerKind.ACCEPT, offer.leg_id, now + self._desk.agents.rules.accept_within_s)
        self.tell(call, offer)

    def tell(self, call: LiveCall, offer: LiveOffer) -> None:
        """Say it, or say it again; after some times there is silence until the time is over."""
        awaited, offer.whisper = offer.awaits_key, None
        assert awaited is not None
        key = self._desk.pool.accept_rules.ask.get(offer.agent_id)
        prompts = (*whisper_to_agent(call), *(() if key is None else (key,)))
        if not awaited.left or not prompts:
            return
        awaited.told, awaited.left = awaited.told + 1, awaited.left - 1
        offer.whisper = PlaybackId(f"{whisper_of(offer.leg_id, awaited.told)}{call.run}")
        self._desk.out.commands.append(Play(offer.leg_id, offer.whisper, prompts))

    def accepts(self, offer: LiveOffer, digit: str, now: float) -> bool:
        """Take a key: the right one accepts, and any other refuses. A key that nobody asked for does nothing."""
        if offer.awaits_key is None:
            return False
        if digit != ACCEPT:
            self._desk.lose_offer(offer.leg_id, OfferResult.REFUSED, now)
            return False
        self.settle(offer)
        return True

    def settle(self, offer: LiveOffer) -> None:
        """The call is the agent's: say nothing any more, and wait for nothing."""
        offer.awaits_key = None
        self._desk.timers.cancel(TimerKind.ACCEPT, offer.leg_id)
        if offer.whisper is not None:
            self._desk.out.commands.append(StopPlayback(offer.leg_id, offer.whisper))


def answering(agent: LiveAgent) -> Answering:
    """Return what it takes until an agent hears the caller, at the phone where they are now."""
    wanted = agent.spec.answering
    if is_outside(agent.phone):  # nobody there picks up by itself but a voicemail
        return Answering.BY_HAND if wanted is Answering.BY_HAND else Answering.PRESS
    return wanted or Answering.BY_HAND


def whisper_of(leg_id: LegId, time: int = 1) -> PlaybackId:
    """Return the name of what is said to the agent before the conversation, for the first or another time."""
    return PlaybackId(f"{leg_id}-p{time}")
