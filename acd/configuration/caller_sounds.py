"""What our dialogues say to callers, in the languages of their clients: made only where a flow or a recipe needs it."""

from collections.abc import Callable, Iterator
from typing import Final

from acd.configuration.caller_voices import KEY_NAMES
from acd.configuration.schema import Document, Tenant
from acd.configuration.sounds import Prompt as WrittenPrompt
from acd.configuration.spoken import voice_for
from acd.configuration.spoken_in.languages import LANGUAGES
from acd.configuration.step_sounds import sounds_of_step
from acd.configuration.steps import Step
from acd.configuration.to_recipes import written_recipes
from acd.domain.caller_sentences import CallerSentence as Say
from acd.domain.feature_codes import DEFAULT_LANGUAGE
from acd.domain.flows import Prompt
from acd.domain.spoken_digits import DigitSounds
from acd.prompts.sources import Silence, Source

PAUSE: Final = Silence(0.25)
"""Between groups of digits."""
_READ_BACK: Final = frozenset({Say.YOU_ENTERED, Say.CORRECT, *KEY_NAMES.values()})
_CALLBACK: Final = _READ_BACK | {
    Say.TRY_AGAIN, Say.CALL_BACK_AT, Say.CALL_BACK_KEYS, Say.ENTER_NUMBER, Say.WILL_CALL_BACK, Say.NUMBER_REFUSED
}  # fmt: skip
_CONSENT: Final = {"announce": frozenset({Say.RECORDED}), "press": frozenset({Say.RECORDED, Say.AGREE, Say.TRY_AGAIN})}
_GROUP: Final = 3
"""Of digits in a language that has no words here."""

SoundOf = Callable[[WrittenPrompt, str], Prompt]
"""Tells the sound of a prompt in the language of a voice."""


def sounds_needed(document: Document) -> dict[str, frozenset[str]]:
    """Return the names of the sounds that are needed, by language."""
    asked = _asked_by_recipes(document)
    needed: dict[str, frozenset[str]] = {}
    for tenant in document.tenants:
        steps = [step for flow in tenant.flows.values() for step in flow.steps]
        names = asked.union(*map(_needed_by, steps))
        if names or _speaks(tenant) or document.caller_sentences:
            names |= {Say.ONE_MOMENT}  # for the moment in which a sound is lost
        for language in caller_languages(document, tenant) if names else ():
            needed[language] = needed.get(language, frozenset()) | names
    return needed


def caller_languages(document: Document, tenant: Tenant) -> list[str]:
    """Return the languages in which callers of a tenant may hear us: the tenant's, and those that its flows set.

    As `spoken_language` names them; those in which there is nothing to hear are left out.
    """
    steps = [step for flow in tenant.flows.values() for step in flow.steps]
    set_by_steps = [step.set["language"] for step in steps if step.set and "language" in step.set]
    found = dict.fromkeys(spoken_language(document, language) for language in (tenant.language, *set_by_steps))
    return [language for language in found if language in LANGUAGES or language in _recorded(document)]


def spoken_language(document: Document, language: str) -> str:
    """Return what the engine calls a language: with its country only where that has sounds of its own."""
    return language if language in _recorded(document) else voice_for(language) or language


def caller_sounds(document: Document) -> Iterator[tuple[str, dict[str, WrittenPrompt]]]:
    """Yield each language with its sounds by name: as recorded, else in our words."""
    for language, names in sounds_needed(document).items():
        recorded = _recorded(document)
        parent = language.partition("-")[0]
        sounds = {**_words(parent), **recorded.get(parent, {}), **recorded.get(language, {})}
        yield language, {name: prompt for name, prompt in sounds.items() if name in names}


def spoken_to_callers(document: Document) -> Iterator[tuple[str, str, list[WrittenPrompt]]]:
    """Yield what must be made, with where it is used and the language that is spoken."""
    for language, sounds in caller_sounds(document):
        for name, prompt in sounds.items():
            yield f"sentences to callers, {language}, {name}", voice_for(language) or DEFAULT_LANGUAGE, [prompt]


def reads_back(document: Document) -> bool:
    """Tell whether digits are read back to anybody."""
    return any(not names.isdisjoint(KEY_NAMES.values()) for names in sounds_needed(document).values())


def to_caller_sentences(document: Document, sound_of: SoundOf) -> dict[str, dict[Say, Prompt]]:
    """Return the sentences by language."""
    return {
        language: {Say(name): _made(prompt, language, sound_of) for name, prompt in sounds.items() if name in set(Say)}
        for language, sounds in caller_sounds(document)
    }


def to_digits(document: Document, sound_of: SoundOf, resolve: Callable[[Source], Prompt]) -> dict[str, DigitSounds]:
    """Return the digits by language, of those in which numbers are read back."""
    found = {}
    for language, sounds in caller_sounds(document):
        keys = {key: sounds[name] for key, name in KEY_NAMES.items() if name in sounds}
        if keys:
            made = {key: _made(prompt, language, sound_of) for key, prompt in keys.items()}
            words = LANGUAGES.get(voice_for(language) or "")
            found[language] = DigitSounds(made, resolve(PAUSE), _GROUP if words is None else words.callers.group)
    return found


def _made(prompt: WrittenPrompt, language: str, sound_of: SoundOf) -> Prompt:
    return sound_of(prompt, voice_for(language) or DEFAULT_LANGUAGE)


def _needed_by(step: Step) -> frozenset[str]:
    needed: frozenset[str] = frozenset()
    if step.callback is not None:
        needed = _CALLBACK
    if step.consent is not None and step.consent.say is None:
        needed = _CONSENT.get(step.consent.mode, needed)
    if step.voicemail == ():
        needed = frozenset({Say.LEAVE_MESSAGE})
    if step.collect is not None and step.collect.confirm:
        needed = _READ_BACK
    asks = step.menu or step.collect
    return needed | {Say.TRY_AGAIN} if asks is not None and asks.again is None else needed


def _speaks(tenant: Tenant) -> bool:
    """Tell whether callers hear texts: who has recordings alone shall hear no other voice unasked."""
    sounds = (prompt for flow in tenant.flows.values() for step in flow.steps for _, prompt in sounds_of_step(step))
    return any(prompt.say is not None for prompt in (*tenant.greeting, *sounds))


def _asked_by_recipes(document: Document) -> frozenset[str]:
    steps = [step for queue in document.queues for _, recipe in written_recipes(queue) for step in recipe]
    return _CALLBACK if any(step.callback == "ask" for step in steps) else frozenset()


def _words(language: str) -> dict[str, WrittenPrompt]:
    if language not in LANGUAGES:
        return {}
    words = LANGUAGES[language].callers
    said = {str(sentence): text for sentence, text in words.sentences.items()}
    said |= dict(zip(KEY_NAMES.values(), words.keys.split(), strict=True))
    return {name: WrittenPrompt(say=text) for name, text in said.items()}


def _recorded(document: Document) -> dict[str, dict[str, WrittenPrompt]]:
    return document.caller_sentences or {}
