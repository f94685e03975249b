"""Pauses and resumes; a reason is chosen by a digit, dialled behind the code or asked for."""

from acd.domain.agents import AUTOMATIC_REASONS, AgentState
from acd.domain.events import PauseRequested, ResumeRequested
from acd.domain.feature_codes import Sentence
from acd.domain.view import AgentView
from acd.feature_codes.centre import Centre
from acd.feature_codes.outcome import Outcome, spoken
from acd.feature_codes.phone_line import PhoneLine

NO_REASON = "pause"
"""Of a pause for which none was chosen."""


async def pause(line: PhoneLine, centre: Centre, agent: AgentView, digit: str) -> Outcome:
    """Without a digit: back from the pause, or from the wish for one; else into a pause."""
    if not digit and AgentState.PAUSED in (agent.state, agent.wish):
        return await _resume(line, centre, agent)
    choices = {choice.digit: choice for choice in line.settings.pause_choices}
    if not digit and choices:
        digit = await line.choose(list(choices.values()))
    if digit and digit not in choices:
        await line.say(Sentence.NO_SUCH_REASON)
        return Outcome.REFUSED
    reason = choices[digit].reason if digit else NO_REASON
    refusal = centre.ask(PauseRequested(agent.agent_id, reason))
    if refusal is not None:
        await line.say(spoken(refusal))
        return Outcome.REFUSED
    now = centre.agent(agent.agent_id)
    paused = now is not None and now.state is AgentState.PAUSED
    await line.say(Sentence.PAUSED if paused else Sentence.PAUSE_LATER)
    return Outcome.DONE


async def _resume(line: PhoneLine, centre: Centre, agent: AgentView) -> Outcome:
    if agent.reason in AUTOMATIC_REASONS:  # they may not know that they were paused
        await line.say(Sentence.PAUSED_AUTOMATICALLY)
    refusal = centre.ask(ResumeRequested(agent.agent_id))
    await line.say(Sentence.TAKING_CALLS if refusal is None else spoken(refusal))
    return Outcome.DONE if refusal is None else Outcome.REFUSED
