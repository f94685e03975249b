"""A house whose agents hear messages, and what happens there."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from acd.domain.agents import AgentId
from acd.domain.calls import CallId, LegId, PlaybackId
from acd.domain.commands import Command, Play
from acd.domain.events import DigitPressed, PlaybackEnded
from acd.domain.flows import Prompt
from acd.domain.pool import Pool, VoicemailWords
from acd.domain.queues import QueueId
from acd.domain.records import VoicemailChanged
from acd.domain.voicemail_events import VoicemailFetched, VoicemailWaits
from acd.domain.voicemail_rules import Voicemail, VoicemailRules, VoicemailState
from acd.domain.voicemails import VoicemailId
from acd.engine.voicemail_items import LiveVoicemail
from tests.playbooks import ACME, agent, number, office, queue
from tests.unit.engine.callback_scenes import MINE, SALES, Story

ALICE, BOB = AgentId("alice"), AgentId("bob")
VM, VM2 = VoicemailId("c0-v1"), VoicemailId("c9-v1")
OFFER, OFFER2 = CallId("c0-v1-l1"), CallId("c0-v1-l2")
PHONE, PHONE2 = LegId("c0-v1-l1-a1"), LegId("c0-v1-l2-a1")
SOUND = Prompt("/sounds/c0-v1")
SOUND_MS = 20_000
KEYS, BEFORE = Prompt("keys"), Prompt("message")
RULES = VoicemailRules(target_s=1000, behind_s=500, attempts=2, retry_after_s=100, max_open=2)


def house(
    *people: str,
    rules: VoicemailRules | None = RULES,
    whisper: str = "",
    words: VoicemailWords | None = None,
    lines: Iterable[Any] = ("sales",),
) -> Pool:
    """Return a house whose agents hear messages by these rules."""
    queues = [queue(line) if isinstance(line, str) else line for line in lines]
    names = people or ("alice",)
    pool = office(*map(agent, names), queues=queues, whisper=whisper)
    said = VoicemailWords({}, {AgentId(name): KEYS for name in names}) if words is None else words
    return replace(pool, voicemails={} if rules is None else {line.id: rules for line in queues}, voicemail_words=said)


def message(name: VoicemailId = VM, left_at: float = 900.0, queue_id: QueueId = SALES, **more: Any) -> Voicemail:
    """Return a message that was left."""
    call_id = CallId(name.removesuffix("-v1"))
    return Voicemail(name, call_id, ACME, queue_id, number("sales"), MINE, left_at, SOUND_MS, **more)


class Tale(Story):
    """An engine from 1000 on; nobody is signed in at first."""

    def __init__(self, pool: Pool | None = None) -> None:
        super().__init__(pool or house())

    def left(self, told: Voicemail | None = None, *, fetched: bool = True) -> tuple[Command, ...]:
        """A caller has left a message."""
        told = told or message()
        asked = self.on(VoicemailWaits(told))
        return asked + (self.fetched(told.id) if fetched else ())

    def fetched(self, name: VoicemailId = VM) -> tuple[Command, ...]:
        """Its sound can be played."""
        return self.on(VoicemailFetched(name, Prompt(f"/sounds/{name}")))

    def listens(self, leg_id: LegId = PHONE) -> Play:
        """An agent picks up and hears the message; returns what is asked of the PBX."""
        [play] = self.picked_up(leg_id)
        assert isinstance(play, Play)
        return play

    def heard(self, leg_id: LegId = PHONE, playback: str = "-p1", after_s: float = SOUND_MS / 1000) -> Any:
        """What is played is over."""
        name = PlaybackId(f"{leg_id.rpartition('-a')[0]}{playback}")
        return self.on(PlaybackEnded(leg_id, name), after_s)

    def presses(self, digit: str, leg_id: LegId = PHONE) -> tuple[Command, ...]:
        """The agent presses a key."""
        return self.on(DigitPressed(leg_id, digit))

    def message(self, name: VoicemailId = VM) -> LiveVoicemail | None:
        """The message, if it is open."""
        return self.engine.calls.voicemails.items.get(name)

    def kept(self, name: VoicemailId = VM) -> list[VoicemailChanged]:
        """What was kept of a message."""
        return [one for one in self.records if isinstance(one, VoicemailChanged) and one.voicemail_id == name]

    def course(self, name: VoicemailId = VM) -> list[tuple[VoicemailState, Any]]:
        """The same, in short: state, and what came of the last offer."""
        return [(one.state, one.result) for one in self.kept(name)]
