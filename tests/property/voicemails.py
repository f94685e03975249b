"""What must be true of messages, whatever happens."""

from collections import Counter

from acd.domain.calls import CallId, CallState, LegId
from acd.domain.queues import QueueId
from acd.domain.records import Record, VoicemailChanged
from acd.domain.voicemail_rules import HEARD, OPEN, ListenResult, Voicemail, VoicemailRules, VoicemailState
from acd.domain.voicemails import VoicemailId
from acd.engine.engine import Engine
from acd.engine.timers import TimerKind
from tests.property.recipes import Chance

SOUND_MS = (300, 300, 9_000)
"""Short ones may be over at once and count as heard."""


def draw_rules(chance: Chance) -> VoicemailRules:
    """Return how a queue's agents hear messages."""
    return VoicemailRules(
        target_s=60,
        behind_s=chance.pick([0.0, 20.0, 300.0]),
        attempts=chance.pick([1, 3]),
        retry_after_s=5,
        max_open=chance.pick([1, 4]),
    )


class VoicemailBook:
    """Reads the records of messages in order."""

    def __init__(self) -> None:
        self._last: dict[VoicemailId, VoicemailChanged] = {}
        """Of those that are open."""
        self._over: set[VoicemailId] = set()
        self.ends: Counter[VoicemailState] = Counter()
        self.results: Counter[ListenResult] = Counter()

    def take(self, record: Record) -> None:
        """Check a record against those before it."""
        if not isinstance(record, VoicemailChanged):
            return
        assert record.voicemail_id not in self._over, "a message that is over has changed"
        before = self._last.pop(record.voicemail_id, None)
        if before is None:
            self._check_new(record)
        else:
            self._check_next(before, record)
        assert (record.in_target is not None) == (record.state in HEARD)
        if record.result is not None:
            self.results[record.result] += 1
        if record.state in OPEN:
            self._last[record.voicemail_id] = record
        else:
            self._over.add(record.voicemail_id)
            self.ends[record.state] += 1

    def _check_new(self, record: VoicemailChanged) -> None:
        assert (record.changes, record.offers, record.plays, record.result) == (1, 0, 0, None), "it began half-way"
        assert record.state in (VoicemailState.OPEN, VoicemailState.FULL, VoicemailState.REMOVED)

    def _check_next(self, before: VoicemailChanged, record: VoicemailChanged) -> None:
        assert record.changes == before.changes + 1, "changes are not numbered in order"
        kept = ("tenant_id", "queue_id", "number", "caller", "call_id", "sound_ms")
        assert all(getattr(record, name) == getattr(before, name) for name in kept), "it became another one"
        if record.state is VoicemailState.OFFERED:
            assert before.state is VoicemailState.OPEN, "two agents have one message"
            assert record.offers > before.offers, "offers are not numbered in order"
            is_spared = before.retry_ms is not None and before.retry_ms > record.at_ms
            assert not is_spared or before.spared not in (None, record.agent_id), "who was spared was asked"
        else:
            was_offered = before.state is VoicemailState.OFFERED
            # of one that an earlier controller offered, nobody knows what came of it
            unknown = was_offered and record.state in (VoicemailState.REMOVED, VoicemailState.CLOSED)
            assert unknown or (record.result is not None) == was_offered, "an offer came to nothing"
        assert record.plays >= before.plays
        assert (record.retry_ms is None) or record.state is VoicemailState.OPEN

    def open(self) -> list[Voicemail]:
        """Return what a database would know of those that are open, as for a controller that begins anew."""
        return [_stored(record) for record in self._last.values()]


def _stored(record: VoicemailChanged) -> Voicemail:
    return Voicemail(
        record.voicemail_id,
        record.call_id,
        record.tenant_id,
        record.queue_id,
        record.number,
        record.caller,
        left_at=_moment(record.left_ms),
        sound_ms=record.sound_ms,
        offers=record.offers,
        plays=record.plays,
        retry_at=None if record.retry_ms is None else _moment(record.retry_ms),
        spared=record.spared,
        state=record.state,
        changes=record.changes,
    )


def _moment(at_ms: int) -> float:
    return (at_ms + 0.5) / 1000


def standing(engine: Engine) -> set[CallId]:
    """Return the messages in the matcher."""
    return {name for _, name, _ in engine.calls.voicemails.standing()}


def check_voicemails(engine: Engine) -> None:
    """Each that is offered has its call, and no other; of each queue the first one stands in line."""
    book, calls = engine.calls.voicemails, engine.calls.calls
    offered = {book.offer_id(item): item for item in book.items.values() if item.state is VoicemailState.OFFERED}
    heard = {call.id: call for call in calls.values() if call.listening is not None}
    assert heard.keys() <= offered.keys(), "a message is offered twice, or one that is over"
    if engine.pbx_connected:
        assert heard.keys() == offered.keys(), "a message is lost with its offer"
    talking = (CallState.CONNECTED, CallState.HELD)
    for call in heard.values():
        assert call.state in (CallState.OFFERED, *talking) and call.leg_id == LegId(call.id)
        assert call.listening is not None and call.listening.voicemail_id == offered[call.id].id
        assert call.room_id is None and call.bridge_id is None and call.recording is None
    current = engine.timers.current()
    listening = {call.id for call in heard.values() if call.state in talking}
    assert {owner for kind, owner in current if kind is TimerKind.LISTENING} == listening
    resting = {item.id for item in book.items.values() if item.retry_at is not None}
    assert {owner for kind, owner in current if kind is TimerKind.VOICEMAIL} == resting
    _check_places(engine)


def _check_places(engine: Engine) -> None:
    book, stands = engine.calls.voicemails, standing(engine)
    firsts: dict[QueueId, CallId] = {}
    for item in sorted(book.items.values(), key=lambda item: item.rank):
        is_due = item.state is VoicemailState.OPEN and item.sound is not None and not book.draining
        if not is_due or (item.retry_at is not None and item.spared is None):
            assert CallId(item.id) not in stands, "a message stands in line that may not"
        elif item.retry_at is None:
            firsts.setdefault(item.queue_id, CallId(item.id))
    assert set(firsts.values()) <= stands, "the first message of a queue does not stand in line"
    for name in stands:
        item = book.items[VoicemailId(name)]
        assert item.retry_at is not None or firsts[item.queue_id] == name, "a message stands before its turn"
        want = engine.matcher.want(name)
        assert item.spared not in want.agents and bool(want.agents) == (item.spared is not None)
        if engine.pbx_connected:
            assert not engine.matcher.has_idle(want), f"{name} waits beside an idle agent"
