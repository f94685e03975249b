"""What our dialogues say to callers, and in which languages."""

from typing import Any

import pytest

from acd.configuration.caller_sounds import PAUSE, caller_languages, caller_sounds, sounds_needed, spoken_to_callers
from acd.configuration.caller_voices import KEY_NAMES
from acd.configuration.mistakes import ConfigurationError
from acd.configuration.schema import Document
from acd.configuration.source import parse
from acd.configuration.spoken_in.languages import LANGUAGES
from acd.configuration.to_domain import sources, to_pool
from acd.domain.caller_sentences import CallerSentence
from acd.domain.flows import Prompt
from acd.domain.pool import Pool
from acd.domain.spoken_digits import KEYS
from acd.prompts.sources import Silence, Source, Spoken
from acd.prompts.voices import shipped_voices

DIGITS = set(KEY_NAMES.values())


def document(*languages: str, step: Any = "answer", recipe: Any = None, **fields: Any) -> Document:
    """A document with a client for each language whose flow has this step."""
    tenants = [
        {"id": f"t{place}", "name": "T", "language": language, "whisper": [], "flows": {"main": ["answer", step]}}
        for place, language in enumerate(languages)
    ]
    queue = {"id": "q", **({"recipe": [recipe]} if recipe else {})}
    return Document.model_validate({"tenants": tenants, "queues": [queue], **fields})


def resolve(source: Source) -> Prompt:
    """Name a sound by what is said."""
    assert isinstance(source, Spoken | Silence)
    return Prompt(f"{source.language}: {source.text}" if isinstance(source, Spoken) else "pause")


def pool_of(written: Document) -> Pool:
    """What the engine gets; no sound is asked for that was not made."""
    made = set(sources(written))
    return to_pool(written, lambda source: resolve(source) if source in made else pytest.fail(f"{source}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_and_key_has_words_in_every_language(language: str) -> None:
    """None of them twice, and none of them English elsewhere; and a voice speaks them."""
    words = LANGUAGES[language].callers
    assert set(words.sentences) == set(CallerSentence)
    assert len(set(words.sentences.values())) == len(CallerSentence)
    assert len(set(words.keys.split())) == len(KEYS)
    assert words.group in (2, 3) and language in shipped_voices()
    assert language == "en" or not set(words.sentences.values()) & set(LANGUAGES["en"].callers.sentences.values())


def test_nothing_is_made_that_nobody_hears() -> None:
    """Without a dialogue of ours."""
    silent = document("en", "de", step={"play": {"sound": "hello"}})
    assert sounds_needed(silent) == {} and list(spoken_to_callers(silent)) == [] and PAUSE not in sources(silent)
    assert pool_of(silent).caller_sentences == {} and pool_of(silent).digits == {}


MENU = {"say": {"sound": "menu"}, "keys": {"1": "/main"}}
COLLECT = {"say": {"sound": "enter"}, "into": "order"}
AGREES = {CallerSentence.RECORDED, CallerSentence.AGREE, CallerSentence.TRY_AGAIN}


@pytest.mark.parametrize(
    ("step", "needed"),
    [
        ({"menu": MENU}, {CallerSentence.TRY_AGAIN}),
        ({"menu": MENU | {"again": {"sound": "again"}}}, set()),
        ({"collect": COLLECT}, {CallerSentence.TRY_AGAIN}),
        (
            {"collect": COLLECT | {"confirm": True}},
            {CallerSentence.TRY_AGAIN, CallerSentence.YOU_ENTERED, CallerSentence.CORRECT, *DIGITS},
        ),
        ({"consent": "announce"}, {CallerSentence.RECORDED}),
        ({"consent": "press"}, AGREES),
        ({"consent": "beep"}, set()),
        ({"consent": {"mode": "announce", "say": {"sound": "x"}}}, set()),
        ({"voicemail": True}, {CallerSentence.LEAVE_MESSAGE}),
        ({"voicemail": {"sound": "x"}}, set()),
    ],
)
def test_each_dialogue_needs_its_own(step: Any, needed: set[str]) -> None:
    """No more, as each costs a tenth of a second at the apply; nothing where there is another sound for it."""
    found = sounds_needed(document("de", step=step)).get("de", frozenset())
    assert found == (needed | {CallerSentence.ONE_MOMENT} if needed else set())


def test_who_hears_our_voice_hears_it_when_a_sound_is_lost() -> None:
    """Who has recordings alone does not, unless there is one for that too."""
    moment = {"de": {CallerSentence.ONE_MOMENT}}
    play = {"play": {"sound": "hello"}}
    assert sounds_needed(document("de", step={"play": "Hallo."})) == moment
    assert sounds_needed(document("de", step=play, caller_sentences={"de": {"one-moment": {"sound": "x"}}})) == moment
    assert sounds_needed(document("de", step=play)) == {}


def test_a_callback_is_a_whole_dialogue() -> None:
    """By a step in the languages of the client alone, by a recipe in those of all clients."""
    by_step = sounds_needed(document("es", step={"callback": "q"}))
    assert set(by_step) == {"es"} and by_step["es"] > {*DIGITS, CallerSentence.CALL_BACK_AT}
    by_recipe = sounds_needed(document("fr-CA", "en", "pl", recipe={"key": "1", "announce": "x", "callback": "ask"}))
    assert by_recipe == {"fr": by_step["es"], "en": by_step["es"]}


def test_a_flow_may_change_the_language() -> None:
    """To one that it names; what another system answers is not known here."""
    written = document("de-AT", "en", step={"set": {"language": "es-MX"}})
    assert [caller_languages(written, tenant) for tenant in written.tenants] == [["de", "es"], ["en", "es"]]
    unknown = document("pl", step={"set": {"language": "{answer.language}"}})
    assert caller_languages(unknown, unknown.tenants[0]) == []


def test_what_the_engine_gets() -> None:
    """Sentences and digits by language; numbers in groups, with pauses."""
    pool = pool_of(document("fr-CA", step={"callback": "q"}))
    assert pool.caller_sentences["fr"][CallerSentence.TRY_AGAIN] == "fr: Veuillez réessayer."
    assert pool.digits["fr"].read_back("012") == ("fr: zéro", "fr: un", "fr: deux")
    assert pool.digits["fr"].read_back("0142")[2] == "pause"
    assert pool_of(document("en", step={"menu": MENU})).digits == {}


def test_recordings_count_more_than_our_voice() -> None:
    """Also in a language without a voice, and of a country."""
    recorded = {
        "de": {"try-again": {"sound": "nochmal"}, "digit-1": {"sound": "eins"}},
        "de-AT": {"digit-2": {"sound": "zwo"}, "star": "Sternderl"},
        "pl": {"try-again": {"sound": "ponownie"}, "digit-0": {"sound": "zero"}},
    }
    written = document("de", "de-AT", "pl", step={"callback": "q"}, caller_sentences=recorded)
    pool = pool_of(written)
    assert [tenant.language for tenant in pool.tenants.values()] == ["de", "de-AT", "pl"]
    assert pool.caller_sentences["de-AT"][CallerSentence.TRY_AGAIN] == "nochmal"
    assert pool.digits["de-AT"].read_back("12*3") == ("eins", "zwo", "de: Sternderl", "de: drei")
    assert pool.digits["de"].read_back("12") == ("eins", "de: zwei")
    assert pool.caller_sentences["pl"] == {CallerSentence.TRY_AGAIN: "ponownie"}
    assert pool.digits["pl"].read_back("01") == ("zero",)
    assert {language for language, _ in caller_sounds(written)} == {"de", "de-AT", "pl"}


def test_sounds_have_names() -> None:
    """A misspelt one is told its nearest."""
    with pytest.raises(ConfigurationError, match="did you mean try-again"):
        parse(b"caller_sentences: {de: {try-agan: {sound: beep}}}", "a.yaml")


def test_where_a_sound_is_used_is_told() -> None:
    """For whoever reads that it cannot be made."""
    places = sources(document("de", step={"voicemail": True}))
    assert set(places.values()) == {"sentences to callers, de, leave-message", "sentences to callers, de, one-moment"}
