"""Signs an agent in or out at their own phone. Whoever has the phone needs no PIN."""

from acd.domain.agents import AgentState
from acd.domain.events import SignInRequested
from acd.domain.feature_codes import Sentence
from acd.feature_codes.centre import Centre
from acd.feature_codes.outcome import Outcome, spoken
from acd.feature_codes.phone_line import PhoneLine
from acd.feature_codes.sign_out import sign_out


async def toggle_sign_in(line: PhoneLine, centre: Centre) -> Outcome:
    """In, wherever the owner was before; out, if they are signed in here and did not ask for that already."""
    owner = line.settings.owners.get(line.phone)
    if owner is None:
        await line.say(Sentence.NO_OWNER)
        return Outcome.REFUSED
    here = centre.at(line.phone)
    if here is not None and here.agent_id == owner and here.wish is not AgentState.OFFLINE:
        return await sign_out(line, centre, here)
    refusal = centre.ask(SignInRequested(owner, line.phone))
    await line.say(Sentence.SIGNED_IN if refusal is None else spoken(refusal))
    return Outcome.DONE if refusal is None else Outcome.REFUSED
