"""What feature codes say: in English by the voice that comes along, in other words and languages as configured."""

from collections.abc import Iterator
from typing import Final

from acd.configuration.feature_codes import FeatureCodes, PauseChoice
from acd.configuration.schema import Document, can_be_spoken
from acd.configuration.steps import Prompt
from acd.domain.feature_codes import DEFAULT_LANGUAGE, Sentence

ENGLISH: Final[dict[Sentence, str]] = {
    Sentence.ENTER_NUMBER: "Enter your number, then the hash key.",
    Sentence.ENTER_PIN: "Enter your pin, then the hash key.",
    Sentence.SIGNED_IN: "You are signed in.",
    Sentence.SIGNED_OUT: "You are signed out.",
    Sentence.SIGN_OUT_LATER: "You will be signed out after the call.",
    Sentence.NOT_SIGNED_IN: "Nobody is signed in at this phone.",
    Sentence.NO_OWNER: "Sign in here with your number and pin.",
    Sentence.WRONG_PIN: "Number and pin do not match.",
    Sentence.TOO_MANY_GUESSES: "Too many wrong pins. Try again later.",
    Sentence.TOO_LONG: "That is too long.",
    Sentence.PHONE_IN_CALL: "Somebody else is in a call at this phone.",
    Sentence.IN_CALL_ELSEWHERE: "You are in a call at another phone.",
    Sentence.CHOOSE_REASON: "Choose the reason.",
    Sentence.NO_SUCH_REASON: "There is no such reason.",
    Sentence.PAUSED: "You are paused.",
    Sentence.PAUSE_LATER: "You will be paused after the call.",
    Sentence.TAKING_CALLS: "You are taking calls.",
    Sentence.CALLERS_WAITING: "Callers waiting.",
    Sentence.NO_SUCH_QUEUE: "There is no such queue.",
    Sentence.NO_WRAPUP: "You are not in wrap up.",
    Sentence.WRAPUP_EXTENDED: "You have more time.",
    Sentence.NO_CALL: "You have no call.",
    Sentence.RECORDING_STARTED: "Recording.",
    Sentence.RECORDING_PAUSED: "Recording is paused.",
    Sentence.RECORDING_RESUMED: "Recording goes on.",
    Sentence.RECORDING_NOT_ALLOWED: "This call must not be recorded.",
    Sentence.RECORDING_NOT_POSSIBLE: "Recording is not possible now.",
    Sentence.SUPERVISOR_CALLED: "A supervisor is called.",
    Sentence.SUPERVISOR_NOT_NEEDED: "No supervisor is called any more.",
    Sentence.SUPERVISOR_WANTED: "An agent needs a supervisor.",
    Sentence.NOT_POSSIBLE: "That is not possible now.",
}


def voices(written: FeatureCodes) -> dict[str, dict[Sentence, Prompt]]:
    """Return every sentence of every language; English is whole."""
    english = {sentence: Prompt(say=text) for sentence, text in ENGLISH.items()}
    return {**written.voices, DEFAULT_LANGUAGE: {**english, **written.voices.get(DEFAULT_LANGUAGE, {})}}


def choice_prompt(choice: PauseChoice) -> Prompt:
    """Return what is played for a reason."""
    return choice.prompt or Prompt(say=f"For {choice.reason}, press {choice.digit}.")


def spoken_by_codes(document: Document) -> Iterator[tuple[str, list[Prompt]]]:
    """Yield what must be made for feature codes, with where it is used."""
    written = document.feature_codes
    if written is None:
        return
    for language, sounds in voices(written).items():
        for sentence, prompt in sounds.items():
            yield f"feature codes, {language}, {sentence}", [prompt]
    yield "feature codes, pause reasons", [choice_prompt(choice) for choice in written.pause_reasons]


def missing(written: FeatureCodes, language: str) -> list[Sentence]:
    """Return the sentences that are said in English though the agent speaks another language."""
    if can_be_spoken(language):
        return []
    found = {sentence for name in (language, language.partition("-")[0]) for sentence in written.voices.get(name, {})}
    return [sentence for sentence in Sentence if sentence not in found]
