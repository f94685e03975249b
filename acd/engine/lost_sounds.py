"""A sound that could not be played: it is counted, and a caller who would hear nothing hears another one instead."""

from typing import TYPE_CHECKING, Final

from acd.domain.caller_sentences import CallerSentence
from acd.domain.calls import CallState, PlaybackId
from acd.domain.commands import Play
from acd.domain.flows import Prompt
from acd.domain.languages import nearest
from acd.domain.records import Hearer, PlayFailed
from acd.engine.call import LiveCall

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk

BEEP: Final = Prompt("beep")
"""Asterisk brings it along: it is there when all of ours is lost."""


class LostSounds:
    """What is said instead, of calls in their flow. In line there is music, and agents need nothing."""

    def __init__(self, desk: "CallDesk") -> None:
        self._desk = desk

    def note(self, hearer: Hearer) -> None:
        """Count a sound that was not heard."""
        self._desk.out.records.append(PlayFailed(hearer))

    def ended(self, call: LiveCall, playback_id: PlaybackId, *, failed: bool) -> bool | None:
        """Tell whether the sound of the flow failed that is over now; None: another one is played in its place.

        A sound that failed has failed even if the other one was heard: the flow may have an exit for that.
        """
        before = call.instead[1] if call.instead is not None and call.instead[0] == playback_id else None
        call.instead = None
        if failed:
            self.note(_hearer(call))
        if not failed or call.state is not CallState.IN_FLOW:
            return failed or before is not None
        following = self._following(call, before)
        if following is None:
            return True
        call.playback = PlaybackId(call.name("p", call.next("playback")))
        call.instead = call.playback, following
        self._desk.out.commands.append(Play(call.leg_id, call.playback, (following,), call.memo()))
        return None

    def _following(self, call: LiveCall, before: Prompt | None) -> Prompt | None:
        """Return what is said next: a sentence of ours, and if that is lost too, a tone."""
        if before == BEEP:
            return None
        having = self._desk.pool.caller_sentences
        tenant = self._desk.pool.tenants.get(call.tenant_id)
        own = None if call.progress is None else call.progress.values.get("language")
        language = nearest(having, own, None if tenant is None else tenant.language)
        sentence = None if language is None else having[language].get(CallerSentence.ONE_MOMENT)
        return sentence if sentence is not None and before is None else BEEP


def _hearer(call: LiveCall) -> Hearer:
    return Hearer.CALLER if call.state is CallState.IN_FLOW else Hearer.WAITING
