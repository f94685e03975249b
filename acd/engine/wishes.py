"""What agents ask for while a call is in hand: kept until it is over."""

from acd.engine.agent import LiveAgent
from acd.engine.agent_machine import AgentInput


def take_wish(agent: LiveAgent, what: AgentInput, reason: str | None) -> None:
    """Note what an agent asks for; what it contradicts is taken back."""
    match what:
        case AgentInput.PAUSE:
            agent.pause_wish = reason
        case AgentInput.SIGN_OUT:
            agent.sign_out_wish = True
        case AgentInput.RESUME:
            agent.pause_wish = None
        case _:  # signing in again takes back the wish to sign out
            agent.sign_out_wish = False
