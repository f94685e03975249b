"""Ends the wrap-up, or lets it last longer."""

from acd.domain.events import WrapupEndRequested, WrapupExtensionRequested
from acd.domain.feature_codes import Sentence
from acd.domain.view import AgentView
from acd.feature_codes.centre import Centre
from acd.feature_codes.outcome import Outcome, spoken
from acd.feature_codes.phone_line import PhoneLine


async def ready(line: PhoneLine, centre: Centre, agent: AgentView) -> Outcome:
    """Done with the notes."""
    refusal = centre.ask(WrapupEndRequested(agent.agent_id))
    await line.say(Sentence.TAKING_CALLS if refusal is None else spoken(refusal))
    return Outcome.DONE if refusal is None else Outcome.REFUSED


async def extend(line: PhoneLine, centre: Centre, agent: AgentView) -> Outcome:
    """As many seconds more as are configured."""
    refusal = centre.ask(WrapupExtensionRequested(agent.agent_id, line.settings.extend_wrapup_s))
    await line.say(Sentence.WRAPUP_EXTENDED if refusal is None else spoken(refusal))
    return Outcome.DONE if refusal is None else Outcome.REFUSED
