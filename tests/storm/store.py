"""The stored rows of a storm: what a controller kept, and what of it died with it."""

from collections import deque
from collections.abc import Iterable, Sequence

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId
from acd.domain.records import AgentStint, CallStarted, Record
from acd.domain.stored import AgentRestored
from tests.property.demands import Talks
from tests.property.truths import Ledger

UNSAFE_S = 1.0
"""Records younger than this may die with the controller."""
LOST = ("nothing", "the last decision", "the last tenth", "the last second")
"""What of the records may be lost in a crash."""


class Store:
    """Takes records, and gives them to the ledger when they are safe."""

    def __init__(self, ledger: Ledger, talks: Talks) -> None:
        self._ledger = ledger
        self._talks = talks
        self._unsafe: deque[tuple[float, int, Record]] = deque()
        self._stints: dict[AgentId, AgentStint] = {}
        self._decisions = 0

    def put(self, records: Sequence[Record], now: float) -> None:
        """Take the records of one decision."""
        self._decisions += bool(records)
        for record in records:
            self._unsafe.append((now, self._decisions, record))
        while self._unsafe and self._unsafe[0][0] <= now - UNSAFE_S:
            self._keep(self._unsafe.popleft()[2])

    def keep_all(self) -> None:
        """Everything is safe now."""
        while self._unsafe:
            self._keep(self._unsafe.popleft()[2])

    def crash(self, lost: str, now: float) -> list[Record]:
        """The controller dies; returns what is lost, and keeps the rest."""
        span = {"nothing": -1.0, "the last decision": -1.0, "the last tenth": 0.1, "the last second": UNSAFE_S}[lost]
        last = self._decisions if lost == "the last decision" else self._decisions + 1
        gone: list[Record] = []
        while self._unsafe:
            at, decision, record = self._unsafe.popleft()
            if gone or at >= now - span or decision >= last:
                gone.append(record)
            else:
                self._keep(record)
        self._ledger.lost(gone)
        return gone

    def agents(self) -> list[AgentRestored]:
        """Return what is stored of agents."""
        return [_restored(stint) for stint in self._stints.values()]

    def started(self, records: Sequence[Record]) -> set[CallId]:
        """Return the calls of which these records are the first."""
        return {record.call_id for record in records if isinstance(record, CallStarted)} - self._ledger.started.keys()

    def _keep(self, record: Record) -> None:
        self._ledger.take(record)
        self._talks.take(record)
        if isinstance(record, AgentStint):
            self._stints[record.agent_id] = record


def _restored(last: AgentStint) -> AgentRestored:
    return AgentRestored(
        agent_id=last.agent_id,
        state=last.next_state,
        reason=last.next_reason,
        since=last.ended_ms / 1000,
        endpoint=last.next_endpoint,
        pause_wish=last.next_pause_wish,
        sign_out_wish=last.next_sign_out_wish,
        until=None
        if last.next_until_ms is None or last.next_state is not AgentState.WRAPUP
        else last.next_until_ms / 1000,
    )


def calls_of(records: Iterable[Record]) -> set[CallId]:
    """Return the calls that records are about."""
    return {call_id for record in records if (call_id := getattr(record, "call_id", None)) is not None}
