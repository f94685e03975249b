"""After too many offers in a row that led to no conversation an agent is paused. Rests: see `OfferRules`."""

from typing import Final

from acd.domain.agents import PauseReason
from acd.domain.calls import OfferResult
from acd.domain.pool import OfferRules
from acd.engine.agent import LiveAgent

NO_DOING_OF_THEIRS: Final = (OfferResult.CANCELLED, OfferResult.ELSEWHERE, OfferResult.UNREACHED)
"""The caller left, somebody else was quicker, or a customer who was called back did not answer."""
_REASONS: Final = {
    OfferResult.MISSED: PauseReason.MISSED_CALLS,
    OfferResult.REFUSED: PauseReason.REFUSED_CALLS,
    OfferResult.FAILED: PauseReason.UNREACHABLE,
    OfferResult.DROPPED: PauseReason.DROPPED_CALLS,
}


def count(agent: LiveAgent, result: OfferResult, rules: OfferRules) -> PauseReason | None:
    """Count an offer that came to nothing; returns why the agent is to be paused, if that was one too many."""
    reason = _REASONS.get(result)
    if reason is None:  # no doing of the agent's or the phone's
        return None
    if result is OfferResult.REFUSED:  # somebody is there, and the phone works
        agent.in_a_row = {result: agent.in_a_row[result]} if result in agent.in_a_row else {}
    agent.in_a_row[result] = times = agent.in_a_row.get(result, 0) + 1
    limit = _limit(rules, result)
    return reason if limit is not None and times >= limit else None


def _limit(rules: OfferRules, result: OfferResult) -> int | None:
    return {
        OfferResult.MISSED: rules.missed_limit,
        OfferResult.REFUSED: rules.refused_limit,
        OfferResult.FAILED: rules.failed_limit,
        OfferResult.DROPPED: rules.dropped_limit,
    }[result]
