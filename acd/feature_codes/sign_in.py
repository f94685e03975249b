"""Signs an agent in at any phone, by number and PIN."""

from acd import logs
from acd.domain.events import SignInRequested
from acd.domain.feature_codes import Sentence
from acd.feature_codes.centre import Centre
from acd.feature_codes.guesses import Guesses
from acd.feature_codes.outcome import Outcome, spoken
from acd.feature_codes.phone_line import PhoneLine

log = logs.get("security")

LONGEST_NUMBER = 12
LONGEST_PIN = 12


async def sign_in(line: PhoneLine, centre: Centre, guesses: Guesses) -> Outcome:
    """Ask for number and PIN; an unknown number and a wrong PIN sound the same."""
    number = await line.ask(Sentence.ENTER_NUMBER, LONGEST_NUMBER)
    if len(number) > LONGEST_NUMBER:
        await line.say(Sentence.TOO_LONG)
        return Outcome.REFUSED
    if guesses.blocked(line.phone, number):
        return await _blocked(line, number)
    pin = await line.ask(Sentence.ENTER_PIN, LONGEST_PIN)
    # again: other phones may have guessed while this one was listening
    if guesses.blocked(line.phone, number):
        return await _blocked(line, number)
    guesses.note(line.phone, number)
    agent_id = line.settings.agents.get(number)
    if not centre.is_pin(agent_id, pin) or agent_id is None:
        log.warning("a wrong PIN at a phone", action="pin_refused", phone=line.phone, number=number)
        await line.say(Sentence.TOO_LONG if len(pin) > LONGEST_PIN else Sentence.WRONG_PIN)
        return Outcome.WRONG_PIN
    guesses.take_back(line.phone, number)
    refusal = centre.ask(SignInRequested(agent_id, line.phone))
    await line.speak_to(agent_id)
    await line.say(Sentence.SIGNED_IN if refusal is None else spoken(refusal))
    return Outcome.DONE if refusal is None else Outcome.REFUSED


async def _blocked(line: PhoneLine, number: str) -> Outcome:
    log.warning("too many wrong PINs: no more for a while", action="pin_blocked", phone=line.phone, number=number)
    await line.say(Sentence.TOO_MANY_GUESSES)
    return Outcome.BLOCKED
