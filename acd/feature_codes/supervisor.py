"""Calls for a supervisor, or takes that back."""

from acd.domain.agents import AssistanceEnd
from acd.domain.events import AssistanceEndRequested, AssistanceRequested
from acd.domain.feature_codes import Sentence
from acd.domain.view import AgentView
from acd.feature_codes.centre import Centre
from acd.feature_codes.outcome import Outcome, spoken
from acd.feature_codes.phone_line import PhoneLine


async def toggle_supervisor(line: PhoneLine, centre: Centre, agent: AgentView) -> Outcome:
    """Supervisors are rung; the agent shows as calling until one answers, or the call in hand is over."""
    if agent.assistance_s is None:
        refusal, done = centre.ask(AssistanceRequested(agent.agent_id)), Sentence.SUPERVISOR_CALLED
    else:
        end = AssistanceEndRequested(agent.agent_id, AssistanceEnd.TAKEN_BACK)
        refusal, done = centre.ask(end), Sentence.SUPERVISOR_NOT_NEEDED
    await line.say(done if refusal is None else spoken(refusal))
    return Outcome.DONE if refusal is None else Outcome.REFUSED
