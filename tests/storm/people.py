"""What callers, agents and other systems do by themselves when a phone rings, a sound is played, or two are connected.

Everybody goes home at some time, whatever happens: a storm ends. To teach people something new, add it to `_REACTIONS`,
and to the twists of phones or conversations what of it is out of the ordinary.
"""

from collections.abc import Callable
from typing import Any

from acd.domain.calls import LegEndCause, LegId, PlaybackId
from acd.domain.commands import AskWeb, Command, Connect, ListenIn, Play, RingAgent, RingOutside, RingSupervisor
from acd.domain.events import DigitPressed, LegHeld, LegUnheld
from acd.domain.web_asks import AskFailure, WebAnswered, WebFailed
from acd.engine.acceptance import ACCEPT
from tests.property.pbx_model import ModelLeg
from tests.storm.agenda import Agenda
from tests.storm.timed_pbx import TimedPbx
from tests.storm.twists import Twists

PHONE_TWISTS = {
    "declines": 4,
    "busy": 2,
    "unreachable": 2,
    "silent": 1,
    "rings on": 5,
    "answers at the last moment": 3,
    "answers without ringing": 2,
    "vanishes": 3,
    "vanishes soon": 3,
    "presses nothing": 2,
    "presses another key": 2,
}
TALK_TWISTS = {"holds": 5, "holds and leaves": 3, "over at once": 2, "long": 3}
CALLER_TWISTS = {"in a hurry": 1}

PATIENCE_S = (4.0, 90.0)
HURRY_S = (0.0, 1.0)
TALK_S = (2.0, 40.0)
LONG_S = (40.0, 60.0)
SOUND_S = (1.0, 4.0)
ANSWER_S = (0.5, 8.0)
KEY_S = (0.3, 6.0)
WEB_S = (0.02, 2.0)
"""Until another system has answered."""
LIMIT_S = 180.0
"""Nobody keeps a leg longer than this without a conversation that ends."""


class People:
    """Everybody at a phone."""

    def __init__(self, agenda: Agenda, twists: Twists, pbx: TimedPbx) -> None:
        self._agenda = agenda
        self._twists = twists
        self._pbx = pbx

    def calls(self, leg_id: LegId) -> None:
        """A caller is there, and will not wait for ever."""
        hurried = self._twists.of("caller", leg_id) == "in a hurry"
        patience = self._twists.between(*(HURRY_S if hurried else PATIENCE_S), leg_id)
        self._agenda.after(patience, self._gives_up, leg_id)
        self._agenda.after(patience + LIMIT_S, self._ends, leg_id)

    def does(self, command: Command) -> None:
        """React to what the PBX has done."""
        reaction = _REACTIONS.get(type(command))
        if reaction is not None:
            reaction(self, command)

    def _rung(self, command: RingAgent | RingOutside | RingSupervisor) -> None:
        leg_id, twists = command.lane, self._twists
        twist = twists.of("phone", leg_id)
        rings, answers = twists.between(0.05, 0.3, leg_id), twists.between(*ANSWER_S, leg_id)
        self._agenda.after(command.timeout_s + 2, self._rings_out, leg_id)
        self._agenda.after(answers + LIMIT_S, self._ends, leg_id)
        if twist == "silent":
            return
        if twist == "unreachable":
            self._agenda.after(rings, self._ends, leg_id, LegEndCause.UNREACHABLE)
            return
        if twist == "busy":
            self._agenda.after(rings, self._ends, leg_id, LegEndCause.BUSY)
            return
        if twist != "answers without ringing":
            self._agenda.after(rings, self._rings, leg_id)
        if twist == "rings on":
            return
        if twist == "declines":
            self._agenda.after(answers, self._ends, leg_id, LegEndCause.REFUSED)
            return
        if twist == "answers at the last moment":
            answers = command.timeout_s + twists.between(-0.05, 0.05, leg_id)
        self._agenda.after(answers, self._answers, leg_id)
        if twist == "vanishes":
            self._agenda.after(answers + twists.between(0.0, 0.1, leg_id), self._ends, leg_id)
        if twist == "vanishes soon":
            self._agenda.after(answers + twists.between(0.1, 4.0, leg_id), self._ends, leg_id)

    def _hears(self, command: Play) -> None:
        seconds = self._twists.between(*SOUND_S, command.playback_id)
        self._agenda.after(seconds, self._sound_ends, command.lane, command.playback_id)
        leg, twist = self._leg(command.lane), self._twists.of("phone", command.lane)
        if leg is None or leg.endpoint is None or twist == "presses nothing":
            return
        digit = "2" if twist == "presses another key" else ACCEPT
        after = self._twists.between(*KEY_S, f"{command.playback_id} key")
        self._agenda.after(after, self._presses, command.lane, digit)

    def _talks(self, command: Connect) -> None:
        twists, name = self._twists, command.bridge_id
        twist = twists.of("talk", name)
        talk = twists.between(*(LONG_S if twist in ("long", "holds") else TALK_S), name)
        if twist == "over at once":
            talk = twists.between(0.0, 0.05, name)
        if twist in ("holds", "holds and leaves"):
            self._agenda.after(talk / 3, self._holds, command.agent_leg_id, True)
        if twist == "holds":
            self._agenda.after(talk / 2, self._holds, command.agent_leg_id, False)
        parties = [command.lane, command.agent_leg_id]
        if twists.share(f"{name} end") < 0.4:
            parties.reverse()
        self._agenda.after(talk, self._ends, parties[0])
        self._agenda.after(talk + LIMIT_S / 10, self._ends, parties[1])

    def _asked(self, command: AskWeb) -> None:
        name = f"{command.ask_id} asked"
        failed = WebFailed(command.lane, command.ask_id, AskFailure.TIMEOUT)
        event = (
            WebAnswered(command.lane, command.ask_id, {"account": "7"}) if self._twists.share(name) < 0.5 else failed
        )
        self._agenda.after(self._twists.between(*WEB_S, name), self._pbx.deliver, event)

    def _listens(self, command: ListenIn) -> None:
        self._agenda.after(self._twists.between(1.0, 20.0, command.lane), self._ends, command.lane)

    # deeds

    def _leg(self, leg_id: LegId) -> ModelLeg | None:
        return self._pbx.legs.get(leg_id)

    def _gives_up(self, leg_id: LegId) -> None:
        leg = self._leg(leg_id)
        if leg is not None and (leg.bridge is None or "-talk" not in leg.bridge):
            self._pbx.end_leg(leg)

    def _ends(self, leg_id: LegId, cause: LegEndCause = LegEndCause.NORMAL) -> None:
        if (leg := self._leg(leg_id)) is not None:
            self._pbx.end_leg(leg, cause)

    def _rings(self, leg_id: LegId) -> None:
        if (leg := self._leg(leg_id)) is not None:
            self._pbx.ring(leg)

    def _rings_out(self, leg_id: LegId) -> None:
        leg = self._leg(leg_id)
        if leg is not None and not leg.answered:
            self._pbx.end_leg(leg, LegEndCause.NO_ANSWER)

    def _answers(self, leg_id: LegId) -> None:
        if (leg := self._leg(leg_id)) is not None:
            self._pbx.answer(leg)

    def _sound_ends(self, leg_id: LegId, playback: PlaybackId) -> None:
        leg = self._leg(leg_id)
        if leg is not None and playback in leg.playing:
            self._pbx.end_playback(leg, playback)

    def _presses(self, leg_id: LegId, digit: str) -> None:
        if self._leg(leg_id) is not None:
            self._pbx.emit(DigitPressed(leg_id, digit), leg_id)

    def _holds(self, leg_id: LegId, held: bool) -> None:
        if self._leg(leg_id) is not None:
            self._pbx.emit(LegHeld(leg_id) if held else LegUnheld(leg_id), leg_id)


_REACTIONS: dict[type, Callable[[People, Any], None]] = {
    RingAgent: People._rung,
    RingOutside: People._rung,
    RingSupervisor: People._rung,
    Play: People._hears,
    Connect: People._talks,
    ListenIn: People._listens,
    AskWeb: People._asked,
}
