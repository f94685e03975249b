"""What feature codes say."""

from pathlib import Path

import pytest

from acd.configuration.feature_codes import FeatureCodes
from acd.configuration.schema import Document
from acd.configuration.spoken import choice_prompt, languages, missing, spoken_by_codes, voice_for, voices
from acd.configuration.spoken_in.languages import LANGUAGES
from acd.domain.feature_codes import Sentence
from acd.prompts.voices import shipped_voices


def written(**fields: object) -> FeatureCodes:
    """The section."""
    return FeatureCodes.model_validate(fields)


def spoken_to(*languages: str, **codes: object) -> Document:
    """A document with an agent for each language."""
    agents = [{"id": f"a{place}", "name": "A", "language": language} for place, language in enumerate(languages)]
    return Document.model_validate({"agents": agents, "feature_codes": codes})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_words_in_every_language(language: str) -> None:
    """None of them twice, as none means the same; and a voice speaks them."""
    said = LANGUAGES[language].sentences
    assert set(said) == set(Sentence)
    assert len(set(said.values())) == len(Sentence)
    assert language in shipped_voices()
    assert language == "en" or not set(said.values()) & set(LANGUAGES["en"].sentences.values())


def test_words_may_be_others() -> None:
    """The rest stays what it is."""
    said = voices(spoken_to(voices={"en": {"paused": "On a break."}}))["en"]
    assert said[Sentence.PAUSED].say == "On a break."
    assert said[Sentence.SIGNED_IN].say == "You are signed in."


def test_only_languages_that_somebody_speaks_are_spoken() -> None:
    """A hundred sounds are made for each: for its country's agents too, and for a desk's."""
    assert languages(spoken_to()) == languages(spoken_to("en-GB", "pl")) == ["en"]
    assert languages(spoken_to("fr", "de-AT", "de")) == ["en", "de", "fr"]
    desk = {"id": "front", "name": "Front", "language": "it"}
    assert languages(Document.model_validate({"phones": [desk]})) == ["en", "it"]


def test_recordings_of_a_language_count_more_than_its_voice() -> None:
    """What they lack is spoken; in a language without a voice nothing is."""
    heard = voices(spoken_to("de", "pl", voices={"de": {"paused": {"sound": "x"}}, "pl": {"paused": {"sound": "y"}}}))
    assert heard["de"][Sentence.PAUSED].sound == "x"
    assert heard["de"][Sentence.SIGNED_IN].say == "Sie sind angemeldet."
    assert list(heard["pl"]) == [Sentence.PAUSED]


def test_numbers_are_spoken_where_asterisk_has_no_sounds_of_them() -> None:
    """It has English ones."""
    heard = voices(spoken_to("fr"))
    assert (heard["fr"]["number-0"].say, heard["fr"]["number-99"].say) == ("0", "99")
    assert heard["fr"]["number-more"].say == "plus de 99"
    assert not [name for name in heard["en"] if name.startswith("number")]


@pytest.mark.parametrize(
    ("language", "one", "forty_one"), [("de", "1", "41"), ("es", "una", "cuarenta y una"), ("it", "una", "41")]
)
def test_numbers_of_callers_have_the_gender_of_calls(language: str, one: str, forty_one: str) -> None:
    """They are said behind "calls in line", which are feminine in some languages."""
    heard = voices(spoken_to(language))[language]
    assert (heard["number-1"].say, heard["number-41"].say, heard["number-2"].say) == (one, forty_one, "2")


def test_a_reason_is_asked_for_in_words_that_are_made_of_it() -> None:
    """Unless there are better ones."""
    reasons = [{"digit": 1, "reason": "lunch"}, {"digit": 2, "reason": "tea", "prompt": "Two."}]
    lunch, tea = written(pause_reasons=reasons).pause_reasons
    assert choice_prompt(lunch).say == "For lunch, press 1."
    assert choice_prompt(tea).say == choice_prompt(tea, "fr").say == "Two."
    assert choice_prompt(lunch, "fr").say == "Pour lunch, appuyez sur 1."


def test_nothing_is_made_without_codes() -> None:
    """A sound costs a tenth of a second at the apply."""
    assert list(spoken_by_codes(Document())) == []
    assert len(list(spoken_by_codes(Document(feature_codes=written())))) == len(Sentence) + 1


def test_each_sound_is_made_by_the_voice_of_its_language() -> None:
    """Of its parent, where a country's own words are written."""
    made = spoken_by_codes(spoken_to("de-AT", voices={"de-AT": {"paused": "Jause."}}))
    told = {prompts[0].say: voice for _, voice, prompts in made if prompts}
    assert (told["Jause."], told["Sie sind in der Pause."], told["You are paused."]) == ("de", "de", "en")
    assert (voice_for("de-AT"), voice_for("pl")) == ("de", None)


def test_what_a_language_lacks() -> None:
    """Nothing, where there is a voice."""
    assert missing(written(), "en-GB") == missing(written(), "de-AT") == []
    assert len(missing(written(), "pl")) == len(Sentence)


def test_the_page_names_every_sentence() -> None:
    """Whoever records them needs the names."""
    page = (Path(__file__).parents[3] / "docs" / "feature-codes.md").read_text()
    assert [sentence for sentence in Sentence if f"`{sentence}`" not in page] == []
