"""What feature codes say, and agents hear who press a key to accept: by our voices, or in other words as configured."""

from collections.abc import Iterable, Iterator, Sequence

from acd.configuration.feature_codes import FeatureCodes, PauseChoice
from acd.configuration.schema import Agent, Document
from acd.configuration.sounds import Prompt
from acd.configuration.spoken_in.languages import LANGUAGES
from acd.domain.agents import AgentId
from acd.domain.feature_codes import DEFAULT_LANGUAGE, LARGEST_NUMBER, MORE, Sentence, number_name


def voice_for(language: str) -> str | None:
    """Return the language of the voice that speaks to an agent of this one (de-AT: de); None: there is none."""
    spoken = language.partition("-")[0]
    return spoken if spoken in LANGUAGES else None


def no_voice(language: str) -> str:
    """Return what is wrong with a text in such a language, and the mend."""
    voices = ", ".join(sorted(LANGUAGES))
    return f"there is no voice for {language} (there are {voices}); use a recording: {{file: name.wav}}"


def languages(document: Document) -> Sequence[str]:
    """Return those that are spoken by a voice: English, and what agents and phones want. No other costs anything."""
    wanted = {agent.language for agent in document.agents} | {phone.language for phone in document.phones or ()}
    spoken = {voice_for(language) for language in wanted if language is not None}
    return [language for language in LANGUAGES if language == DEFAULT_LANGUAGE or language in spoken]


def voices(document: Document) -> dict[str, dict[str, Prompt]]:
    """Return every sound of every language, by its name; those in which a voice speaks are whole."""
    written = document.feature_codes.voices if document.feature_codes else {}
    spoken = {language: {**_spoken(language), **written.get(language, {})} for language in languages(document)}
    return {**written, **spoken}


def choice_prompt(choice: PauseChoice, language: str = DEFAULT_LANGUAGE) -> Prompt:
    """Return what is played for a reason, in a language that has a voice."""
    text = LANGUAGES[language].for_reason.format(reason=choice.reason, digit=choice.digit)
    return choice.prompt or Prompt(say=text)


def spoken_by_codes(document: Document) -> Iterator[tuple[str, str, list[Prompt]]]:
    """Yield what must be made for feature codes, with where it is used and the language that is spoken."""
    written = document.feature_codes
    if written is None:
        return
    for language, sounds in voices(document).items():
        for name, prompt in sounds.items():
            yield f"feature codes, {language}, {name}", voice_for(language) or DEFAULT_LANGUAGE, [prompt]
    for language in languages(document):
        prompts = [choice_prompt(choice, language) for choice in written.pause_reasons]
        yield f"feature codes, pause reasons, {language}", language, prompts


def who_press(document: Document) -> list[Agent]:
    """Return the agents who may have to press a key before a caller is connected."""
    return [agent for agent in document.agents if agent.answering == "press" or agent.outside is not None]


def said_to(document: Document, sentence: Sentence, agents: Iterable[Agent]) -> dict[AgentId, tuple[Prompt, str]]:
    """Return what each agent is told, with the language in which it is spoken: theirs, its parent, or the default."""
    sounds = voices(document)

    def found(language: str) -> tuple[Prompt, str]:
        names = language, language.partition("-")[0], DEFAULT_LANGUAGE
        name = next(name for name in names if sentence in sounds.get(name, {}))
        return sounds[name][sentence], voice_for(name) or DEFAULT_LANGUAGE

    return {AgentId(agent.id): found(agent.language or DEFAULT_LANGUAGE) for agent in agents}


def spoken_to_accept(document: Document) -> Iterator[tuple[str, str, list[Prompt]]]:
    """Yield what must be made for agents who press a key, as `spoken_by_codes` does."""
    for agent_id, (prompt, language) in said_to(document, Sentence.PRESS_TO_ACCEPT, who_press(document)).items():
        yield f"agent {agent_id}, press to accept", language, [prompt]


def who_hear_messages(document: Document) -> Sequence[Agent]:
    """Return the agents who may hear messages: all, where any queue has some to be heard."""
    return document.agents if any(queue.voicemails is not None for queue in document.queues) else ()


def spoken_around_messages(document: Document) -> Iterator[tuple[str, str, list[Prompt]]]:
    """Yield what must be made for agents who hear messages, as `spoken_by_codes` does."""
    for sentence in (Sentence.MESSAGE, Sentence.MESSAGE_KEYS):
        for agent_id, (prompt, language) in said_to(document, sentence, who_hear_messages(document)).items():
            yield f"agent {agent_id}, {sentence}", language, [prompt]


def missing(written: FeatureCodes, language: str) -> list[Sentence]:
    """Return the sentences that are said in English though the agent speaks another language."""
    if voice_for(language) is not None:
        return []
    found = {sentence for name in (language, language.partition("-")[0]) for sentence in written.voices.get(name, {})}
    return [sentence for sentence in Sentence if sentence not in found]


def _spoken(language: str) -> dict[str, Prompt]:
    words = LANGUAGES[language]
    said = {str(sentence): text for sentence, text in words.sentences.items()}
    if words.more_than is not None:
        numbers = {number: str(number) for number in range(LARGEST_NUMBER + 1)} | dict(words.caller_numbers)
        said |= {number_name(number): text for number, text in numbers.items()}
        said[number_name(MORE)] = words.more_than.format(number=LARGEST_NUMBER)
    return {name: Prompt(say=text) for name, text in said.items()}
