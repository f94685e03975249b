"""What feature codes say."""

from pathlib import Path

from acd.configuration.feature_codes import FeatureCodes
from acd.configuration.schema import Document
from acd.configuration.spoken import ENGLISH, choice_prompt, missing, spoken_by_codes, voices
from acd.domain.feature_codes import Sentence


def written(**fields: object) -> FeatureCodes:
    """The section."""
    return FeatureCodes.model_validate(fields)


def test_every_sentence_has_english_words() -> None:
    """Which may be others."""
    assert set(ENGLISH) == set(Sentence)
    said = voices(written(voices={"en": {"paused": "On a break."}}))["en"]
    assert said[Sentence.PAUSED].say == "On a break."
    assert said[Sentence.SIGNED_IN].say == "You are signed in."


def test_a_reason_is_asked_for_in_words_that_are_made_of_it() -> None:
    """Unless there are better ones."""
    reasons = [{"digit": 1, "reason": "lunch"}, {"digit": 2, "reason": "tea", "prompt": "Two."}]
    lunch, tea = written(pause_reasons=reasons).pause_reasons
    assert choice_prompt(lunch).say == "For lunch, press 1."
    assert choice_prompt(tea).say == "Two."


def test_nothing_is_made_without_codes() -> None:
    """A sound costs a tenth of a second at the apply."""
    assert list(spoken_by_codes(Document())) == []
    assert len(list(spoken_by_codes(Document(feature_codes=written())))) == len(Sentence) + 1


def test_what_a_language_lacks() -> None:
    """Nothing, where there is a voice."""
    assert missing(written(), "en-GB") == []
    assert len(missing(written(), "de")) == len(Sentence)


def test_the_page_names_every_sentence() -> None:
    """Whoever records them needs the names."""
    page = (Path(__file__).parents[3] / "docs" / "feature-codes.md").read_text()
    assert [sentence for sentence in Sentence if f"`{sentence}`" not in page] == []
