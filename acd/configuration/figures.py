"""What callers are told of their wait, in the languages of their clients: made only if a recipe says it.

A sentence for each place and each number of minutes, made when a configuration is applied: during a call nothing is.
"""

from collections.abc import Callable, Iterator

from acd.configuration.caller_sounds import caller_languages
from acd.configuration.schema import Document
from acd.configuration.sounds import Prompt as WrittenPrompt
from acd.configuration.spoken import voice_for
from acd.configuration.spoken_in.languages import LANGUAGES
from acd.configuration.to_recipes import written_recipes
from acd.domain.figures import LARGEST_MINUTES, LARGEST_PLACE, UNDER_A_MINUTE, FigureSounds
from acd.domain.flows import Prompt
from acd.domain.recipes import Figure
from acd.prompts.sources import Source, Spoken


def figures_said(document: Document) -> list[Figure]:
    """Return the figures that recipes say."""
    steps = (step for queue in document.queues for _, recipe in written_recipes(queue) for step in recipe)
    said = {part.figure for step in steps for part in step.announce or ()}
    return [figure for figure in Figure if figure in said]


def figure_texts(language: str, figure: Figure) -> dict[int, str]:
    """Return all sentences of a figure, in a language that has a voice."""
    words = LANGUAGES[language].figures
    if figure is Figure.POSITION:
        places = {place: words.place.format(number=place) for place in range(2, LARGEST_PLACE + 1)}
        return {1: words.next, **places, LARGEST_PLACE + 1: words.far_back.format(number=LARGEST_PLACE)}
    read = {number: words.minute_numbers.get(number, str(number)) for number in range(2, LARGEST_MINUTES + 1)}
    minutes = {number: words.minutes.format(number=text) for number, text in read.items()}
    long = {LARGEST_MINUTES + 1: words.long.format(number=LARGEST_MINUTES)}
    return {UNDER_A_MINUTE: words.under_a_minute, 1: words.one_minute, **minutes, **long}


def spoken_figures(document: Document) -> Iterator[tuple[str, str, list[WrittenPrompt]]]:
    """Yield what must be made for figures, with where it is used and the language that is spoken."""
    for figure in figures_said(document):
        for voice in _voices(document):
            texts = figure_texts(voice, figure).values()
            yield f"recipes, {figure}, {voice}", voice, [WrittenPrompt(say=text) for text in texts]


def to_figures(document: Document, resolve: Callable[[Source], Prompt]) -> dict[str, FigureSounds]:
    """Return what callers hear, by the language of the voice; nothing if no recipe says it."""
    said = figures_said(document)

    def sounds(voice: str, figure: Figure) -> dict[int, Prompt]:
        texts = figure_texts(voice, figure) if figure in said else {}
        return {number: resolve(Spoken(text, voice)) for number, text in texts.items()}

    voices = _voices(document) if said else ()
    return {voice: FigureSounds(sounds(voice, Figure.POSITION), sounds(voice, Figure.WAIT)) for voice in voices}


def _voices(document: Document) -> list[str]:
    spoken = {voice_for(language) for tenant in document.tenants for language in caller_languages(document, tenant)}
    return [language for language in LANGUAGES if language in spoken]
