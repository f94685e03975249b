"""What a caller has typed is said to them, and asked whether it is right."""

from typing import Final

from acd.domain.caller_sentences import CallerSentence
from acd.domain.flows import Prompt
from acd.domain.progress import Progress
from acd.flows.asking import language_of
from acd.flows.facts import Facts

YES: Final = "1"


def read_back(at: Progress, facts: Facts) -> tuple[Prompt, ...]:
    """Return what is said; nothing where there is no voice for it."""
    language = language_of(at)
    digits = facts.digits(at.typed, language)
    if not digits:
        return ()
    begins = facts.sentence(CallerSentence.YOU_ENTERED, language)
    return (*begins, *digits, *facts.sentence(CallerSentence.CORRECT, language))
