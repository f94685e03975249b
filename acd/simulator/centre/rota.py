"""Shifts and breaks, as moves of agents in order of time."""

from collections.abc import Iterable, Iterator

from acd.domain.agents import AgentId
from acd.simulator.centre.plan import AgentMove, Move
from acd.simulator.centre.scenario import Shift, seconds_of

_DAY_S = 86_400.0
_Span = tuple[float, float]


def moves(
    agent_id: AgentId, shifts: Iterable[Shift], breaks: Iterable[Shift], starts_s: float, length_s: float
) -> list[AgentMove]:
    """Return when an agent comes, goes, pauses and resumes; without shifts the agent is there all the time."""
    at_work = _merged(_spans(shifts, starts_s, length_s)) or ([] if tuple(shifts) else [(0.0, length_s)])
    found: list[AgentMove] = []
    for begins, ends in at_work:
        found.append(AgentMove(begins, agent_id, Move.SIGN_IN))
        for pauses, resumes in _merged(_spans(breaks, starts_s, length_s)):
            if begins <= pauses < ends:
                found.append(AgentMove(pauses, agent_id, Move.PAUSE))
                if resumes < ends:
                    found.append(AgentMove(resumes, agent_id, Move.RESUME))
            elif pauses < begins < resumes:  # comes while the others have a break, and has it too
                found.append(AgentMove(begins, agent_id, Move.PAUSE))
                if resumes < ends:
                    found.append(AgentMove(resumes, agent_id, Move.RESUME))
        if ends < length_s:
            found.append(AgentMove(ends, agent_id, Move.SIGN_OUT))
    return found


def _spans(times: Iterable[Shift], starts_s: float, length_s: float) -> Iterator[_Span]:
    """Each of them on every day, cut to what is watched."""
    for time in times:
        begins = seconds_of(time.begin) - starts_s
        lasts_s = (seconds_of(time.end) - seconds_of(time.begin)) % _DAY_S or _DAY_S
        begins -= _DAY_S * 2  # one that began on the day before may still last
        while begins < length_s:
            if begins + lasts_s > 0:
                yield max(0.0, begins), min(begins + lasts_s, length_s)
            begins += _DAY_S


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Spans that touch or overlap are one."""
    merged: list[_Span] = []
    for begins, ends in sorted(spans):
        if merged and begins <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(ends, merged[-1][1])
        else:
            merged.append((begins, ends))
    return merged
