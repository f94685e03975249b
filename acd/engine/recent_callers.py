"""Who called in the last day, how often, and how it ended; and whose messages nobody has listened to yet."""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from acd.domain.caller_events import MessagesTold, OpenMessage, RecentCall
from acd.domain.callers import CallerKey, caller_key
from acd.domain.calls import CallerId, CallId, Direction, OutcomeClass
from acd.domain.records import CallEnded, CallStarted, Record
from acd.domain.tenants import TenantId
from acd.domain.voicemails import VoicemailId

DAY_S: Final = 86_400.0
MOST: Final = 100_000
"""So many calls, and as many messages, are remembered; for one more, the oldest is forgotten."""

Who: TypeAlias = tuple[TenantId, CallerKey]


@dataclass(slots=True)
class _Caller:
    calls: int = 0
    outcome: OutcomeClass | None = None
    outcome_at: float = float("-inf")
    """When the call came that ended so."""


class RecentCallers:
    """Callers of each tenant. Who withholds the number is nobody."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._calls: OrderedDict[CallId, tuple[float, Who]] = OrderedDict()
        """The oldest first."""
        self._callers: dict[Who, _Caller] = {}

    def learn(self, records: Iterable[Record]) -> None:
        """Take note of calls that begin and end."""
        for record in records:
            if isinstance(record, CallStarted):
                self._started(record)
            elif isinstance(record, CallEnded) and record.call_id in self._calls:
                at, who = self._calls[record.call_id]
                self._ended(self._callers[who], at, record.outcome.cls)

    def recall(self, calls: Iterable[RecentCall], now: float) -> None:
        """Take note of calls of the past; those that are known already count once."""
        for call in calls:
            who = call.tenant_id, call.caller
            if call.call_id not in self._calls:
                self._note(call.call_id, call.at, who)
            if call.outcome is not None:
                self._ended(self._callers[who], call.at, call.outcome)
        self._calls = OrderedDict(sorted(self._calls.items(), key=lambda item: item[1][0]))
        self._forget(now)

    def calls(self, who: Who, but: CallId, now: float) -> int:
        """Return how many calls there were in the last day, one of them not counted."""
        self._forget(now)
        known = self._callers.get(who)
        mine = self._calls.get(but)
        return 0 if known is None else known.calls - (mine is not None and mine[1] == who)

    def last_outcome(self, who: Who) -> OutcomeClass | None:
        """Return how the last call of those that are over ended; None: there was none in the last day."""
        known = self._callers.get(who)
        return None if known is None else known.outcome

    def newest(self, count: int) -> tuple[RecentCall, ...]:
        """Return the calls that came last, the newest last; of each caller one with the outcome of their last."""
        found: list[RecentCall] = []
        for call_id, (at, who) in reversed(self._calls.items()):
            if len(found) == count:
                break
            caller = self._callers[who]
            found.append(RecentCall(call_id, *who, at, caller.outcome if at == caller.outcome_at else None))
        return tuple(reversed(found))

    def _started(self, record: CallStarted) -> None:
        key = caller_key(record.caller.number)
        if record.direction is Direction.INBOUND and record.tenant_id is not None and key is not None:
            at = record.started_ms / 1000
            self._note(record.call_id, at, (record.tenant_id, key))
            self._forget(at)

    def _note(self, call_id: CallId, at: float, who: Who) -> None:
        self._calls[call_id] = at, who
        self._callers.setdefault(who, _Caller()).calls += 1

    @staticmethod
    def _ended(caller: _Caller, at: float, outcome: OutcomeClass) -> None:
        if at >= caller.outcome_at:
            caller.outcome, caller.outcome_at = outcome, at

    def _forget(self, now: float) -> None:
        while self._calls:
            call_id, (at, who) = next(iter(self._calls.items()))
            if at > now - DAY_S and len(self._calls) <= self._most:
                return
            del self._calls[call_id]
            self._callers[who].calls -= 1
            if not self._callers[who].calls:
                del self._callers[who]


class OpenMessages:
    """Messages that nobody has listened to."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._messages: OrderedDict[VoicemailId, Who] = OrderedDict()
        self._counts: Counter[Who] = Counter()

    def told(self, told: MessagesTold) -> None:
        """Take note of messages that were left or heard."""
        for message in told.left:
            if message.voicemail_id not in self._messages:
                who = message.tenant_id, message.caller
                self._messages[message.voicemail_id] = who
                self._counts[who] += 1
                if len(self._messages) > self._most:
                    self._drop(next(iter(self._messages)))
        for voicemail_id in told.heard:
            if voicemail_id in self._messages:
                self._drop(voicemail_id)

    def count(self, who: Who) -> int:
        """Return how many there are of a caller."""
        return self._counts[who]

    def newest(self, count: int) -> tuple[OpenMessage, ...]:
        """Return the messages that were told last, the newest last."""
        found = list(self._messages.items())[max(0, len(self._messages) - count) :]
        return tuple(OpenMessage(voicemail_id, *who) for voicemail_id, who in found)

    def _drop(self, voicemail_id: VoicemailId) -> None:
        who = self._messages.pop(voicemail_id)
        self._counts[who] -= 1
        if not self._counts[who]:
            del self._counts[who]


def who_calls(tenant_id: TenantId, caller: CallerId) -> Who | None:
    """Return who a caller is; None for one who withholds the number."""
    key = caller_key(caller.number)
    return None if key is None else (tenant_id, key)
