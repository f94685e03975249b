"""The truths about what the engine tells of the reasons for an offer."""

from collections.abc import Iterable, Mapping

from acd.domain.calls import CallId
from acd.domain.offers import OfferStage
from acd.domain.queues import QueueId
from acd.domain.records import OfferEnded, OfferMade


class OffersMade:
    """Every offer that was made."""

    def __init__(self) -> None:
        self._made: dict[CallId, dict[int, OfferMade]] = {}
        self._unsure: set[CallId] = set()

    def take(self, record: OfferMade, lines: Mapping[CallId, QueueId]) -> None:
        """Check why an agent was asked."""
        made = self._made.setdefault(record.call_id, {})
        assert record.seq > max(made, default=0), "offers are not numbered in order"
        made[record.seq] = record
        assert record.queue_id == lines[record.call_id] and record.at_ms >= record.queued_ms
        second = record.runner_up
        if second is None:
            assert record.idle == 1, "somebody else was idle, and nobody is second"
        else:
            assert second.agent_id != record.chosen.agent_id, "an agent is second behind themselves"
            assert record.idle > 1 and record.stage is OfferStage.ORDINARY
        for contender in (record.chosen, second):
            assert contender is None or contender.idle_ms >= 0

    def lost(self, record: OfferMade) -> None:
        """A record died with the controller: its offer may end all the same."""
        self._unsure.add(record.call_id)

    def seats_lost(self, known: Iterable[CallId]) -> None:
        """Who sat at which phone died with the controller: a leg may be taken for that of the phone's owner."""
        self._unsure |= set(known)

    def end(self, record: OfferEnded) -> None:
        """Check that what ended was made, and for this agent."""
        made = self._made.get(record.call_id, {})
        if record.seq in made:
            is_theirs = made[record.seq].chosen.agent_id == record.agent_id
            assert is_theirs or record.call_id in self._unsure, "an offer changed its agent"
        else:  # a phone that a controller gave up and could not hang up any more: its successor takes it up again
            asked = {one.chosen.agent_id for one in made.values()}
            assert record.agent_id in asked or record.call_id in self._unsure, "an offer ended that nobody made"

    def numbers(self, call_id: CallId) -> set[int]:
        """Return the numbers of a call's offers."""
        return set(self._made.get(call_id, {}))
