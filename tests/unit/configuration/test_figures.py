"""What callers are told of their wait, and in which languages."""

from typing import Any

import pytest

from acd.configuration.figures import figure_texts, figures_said, spoken_figures, to_figures
from acd.configuration.schema import Document
from acd.configuration.spoken_in.languages import LANGUAGES
from acd.configuration.to_domain import sources, to_pool
from acd.domain.figures import LARGEST_MINUTES, LARGEST_PLACE
from acd.domain.flows import Prompt
from acd.domain.recipes import Figure
from acd.prompts.sources import Source, Spoken


def document(*languages: str, announce: Any = None, **queue: Any) -> Document:
    """A document with a client for each language, and a queue that says this while callers wait."""
    recipe = {"recipe": [{"every_s": 30, "announce": announce}]} if announce else {}
    tenants = [
        {"id": f"t{place}", "name": "T", "numbers": [f"100{place}"], "queue": "q", "language": language, "whisper": []}
        for place, language in enumerate(languages)
    ]
    return Document.model_validate({"tenants": tenants, "queues": [{"id": "q", **recipe, **queue}]})


def resolve(source: Source) -> Prompt:
    """Name a sound by what is said."""
    assert isinstance(source, Spoken)
    return Prompt(f"{source.language}: {source.text}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("figure", "last"), [(Figure.POSITION, LARGEST_PLACE), (Figure.WAIT, LARGEST_MINUTES)])
def test_every_number_has_a_sentence_of_its_own(language: str, figure: Figure, last: int) -> None:
    """In every language, with the number in it; so many are made and no more."""
    texts = figure_texts(language, figure)
    assert sorted(texts) == list(range(1 if figure is Figure.POSITION else 0, last + 2))
    assert len(set(texts.values())) == len(texts)
    others = LANGUAGES[language].figures.minute_numbers if figure is Figure.WAIT else {}
    assert all(others.get(number, str(number)) in texts[number] for number in range(2, last + 1))
    assert str(last) in texts[last + 1]
    assert language == "en" or not set(texts.values()) & set(figure_texts("en", figure).values())


def test_nothing_is_made_that_nobody_hears() -> None:
    """Without a recipe that says it, and in languages that no client's callers speak."""
    silent = document("en", "de", announce="Please wait.")
    assert figures_said(silent) == [] and to_figures(silent, resolve) == {} and not list(spoken_figures(silent))
    both = document("en", "de-AT", "pl", announce=["position", "wait"])
    assert figures_said(both) == [Figure.POSITION, Figure.WAIT]
    assert [(voice, len(texts)) for _, voice, texts in spoken_figures(both)] == [
        ("en", 21), ("de", 21), ("en", 32), ("de", 32)
    ]  # fmt: skip


def test_figures_of_any_recipe_count() -> None:
    """Also of those for special cases."""
    full = {"callers": 5, "recipe": [{"announce": ["wait"], "hang_up": True}]}
    assert figures_said(document("en", when_full=full)) == [Figure.WAIT]


def test_what_the_engine_gets() -> None:
    """By the language of the client; a country has the voice of its language. Without a voice nothing is said."""
    written = document("de-AT", "pl", announce="wait")
    made = {source for source in sources(written) if isinstance(source, Spoken)}
    pool = to_pool(written, lambda source: resolve(source) if source in made else pytest.fail(f"{source}"))
    assert [tenant.language for tenant in pool.tenants.values()] == ["de", "pl"]
    assert list(pool.figures) == ["de"] and pool.figures["de"].places == {}
    assert pool.figures["de"].wait(130) == ("de: Die Wartezeit beträgt etwa 3 Minuten.",)


GRAMMAR = {
    "en": ("The wait is about one minute.", "The wait is about 2 minutes.", "The wait is about 21 minutes."),
    "de": (
        "Die Wartezeit beträgt etwa eine Minute.",
        "Die Wartezeit beträgt etwa 2 Minuten.",
        "Die Wartezeit beträgt etwa 21 Minuten.",
    ),
    "es": (
        "La espera es de aproximadamente un minuto.",
        "La espera es de aproximadamente 2 minutos.",
        "La espera es de aproximadamente veintiún minutos.",
    ),
    "fr": (
        "L'attente est d'environ une minute.",
        "L'attente est d'environ 2 minutes.",
        "L'attente est d'environ vingt et une minutes.",
    ),
    "it": ("L'attesa è di circa un minuto.", "L'attesa è di circa 2 minuti.", "L'attesa è di circa 21 minuti."),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_two_and_twenty_one_are_said_as_people_say_them(language: str) -> None:
    """Singular, plural, and the gender of what is counted, which a voice does not know of digits."""
    texts = figure_texts(language, Figure.WAIT)
    assert (texts[1], texts[2], texts[21]) == GRAMMAR[language]
    assert "1" not in figure_texts(language, Figure.POSITION)[1]


def test_a_language_that_a_flow_sets_is_spoken_too() -> None:
    """The caller hears it from there on."""
    step = {"set": {"language": "it-CH"}}
    tenant = {"id": "t", "name": "T", "language": "de", "flows": {"main": ["answer", step, {"queue": "q"}]}}
    recipe = [{"every_s": 30, "announce": "position"}]
    written = Document.model_validate({"tenants": [tenant], "queues": [{"id": "q", "recipe": recipe}]})
    assert list(to_figures(written, resolve)) == ["de", "it"]
