"""The codes of a document in the words of the domain."""

from acd.configuration.schema import Document
from acd.configuration.to_feature_codes import to_feature_codes
from acd.domain.feature_codes import FeatureCode, FeatureCodes, PauseChoice, Sentence
from acd.domain.flows import Prompt
from acd.prompts.sources import Source, Spoken


def resolve(source: Source) -> Prompt:
    """A sound for everything."""
    return Prompt(source.text if isinstance(source, Spoken) else source.name)


def test_a_document_without_codes_has_none() -> None:
    """Phones hear that there is nothing."""
    assert to_feature_codes(Document(), resolve) == FeatureCodes()


def test_all_of_it() -> None:
    """Who owns what, who speaks what, what is dialled."""
    document = Document.model_validate(
        {
            "agents": [{"id": "alice", "name": "Alice", "number": 7001}, {"id": "bob", "name": "B", "language": "de"}],
            "phones": [{"id": "front", "name": "Front", "language": "fr"}],
            "queues": [{"id": "support", "number": "5"}, {"id": "sales"}],
            "feature_codes": {
                "ready": "off",
                "extend_wrapup_s": 30,
                "pause_reasons": [{"digit": 1, "reason": "lunch", "prompt": {"sound": "beep"}}],
                "voices": {"de": {"paused": {"sound": "de/pause"}}},
            },
        }
    )
    codes = to_feature_codes(document, resolve)
    assert codes.codes["*46"] is FeatureCode.PAUSE and FeatureCode.READY not in codes.codes.values()
    assert codes.pause_choices == (PauseChoice("1", "lunch", Prompt("beep")),)
    assert (codes.agents, codes.queues, codes.extend_wrapup_s) == ({"7001": "alice"}, {"5": "support"}, 30)
    assert codes.owners == {"agent-alice": "alice", "agent-bob": "bob", "phone-front": None}
    assert (codes.agent_languages, codes.phone_languages) == ({"bob": "de"}, {"phone-front": "fr"})
    assert codes.voices["de"] == {Sentence.PAUSED: "de/pause"}
    assert codes.voices["en"][Sentence.PAUSED] == "You are paused."
