"""Signs out whoever is signed in at a phone."""

from acd.domain.agents import AgentState
from acd.domain.events import SignOutRequested
from acd.domain.feature_codes import Sentence
from acd.domain.view import AgentView
from acd.feature_codes.centre import Centre
from acd.feature_codes.outcome import Outcome
from acd.feature_codes.phone_line import PhoneLine


async def sign_out(line: PhoneLine, centre: Centre, agent: AgentView) -> Outcome:
    """During a call it is granted when the call is over."""
    centre.ask(SignOutRequested(agent.agent_id))  # never refused: whoever was removed meanwhile is gone as well
    now = centre.agent(agent.agent_id)
    gone = now is None or now.state is AgentState.OFFLINE
    await line.say(Sentence.SIGNED_OUT if gone else Sentence.SIGN_OUT_LATER)
    return Outcome.DONE
