"""What an offer without a conversation means for its agent: a rest, and after too many in a row a pause."""

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


def rest_after(rules: OfferRules, result: OfferResult) -> float:
    """Return how many seconds an agent is offered nothing."""
    match result:
        case OfferResult.MISSED:
            return rules.missed_rest_s
        case OfferResult.REFUSED:
            return rules.refused_rest_s
        case OfferResult.FAILED:
            return rules.failed_rest_s
        case OfferResult.DROPPED:
            return rules.failed_rest_s if rules.dropped_rest_s is None else rules.dropped_rest_s
        case _:
            return 0.0


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
