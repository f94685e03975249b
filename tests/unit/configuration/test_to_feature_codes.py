"""The codes of a document in the words of the domain."""

from acd.configuration.schema import Document
from acd.configuration.to_domain import sources
from acd.configuration.to_feature_codes import to_feature_codes
from acd.domain.feature_codes import FeatureCode, FeatureCodes, PauseChoice, Sentence
from acd.domain.flows import Prompt
from acd.prompts.sources import Recorded, Source, Spoken


def resolve(source: Source) -> Prompt:
    """A sound for everything."""
    assert isinstance(source, Spoken | Recorded)
    return Prompt(source.text if isinstance(source, Spoken) else source.name)


def test_a_document_without_codes_has_none() -> None:
    """Phones hear that there is nothing."""
    assert to_feature_codes(Document(), resolve) == FeatureCodes()


def test_all_of_it() -> None:
    """Who owns what, who speaks what, what is dialled."""
    document = Document.model_validate(
        {
            "agents": [{"id": "alice", "name": "Alice", "number": 7001}, {"id": "bob", "name": "B", "language": "pl"}],
            "phones": [{"id": "front", "name": "Front", "language": "sv"}],
            "queues": [{"id": "support", "number": "5"}, {"id": "sales"}],
            "feature_codes": {
                "ready": "off",
                "extend_wrapup_s": 30,
                "pause_reasons": [{"digit": 1, "reason": "lunch", "prompt": {"sound": "beep"}}],
                "voices": {"pl": {"paused": {"sound": "pl/pause"}}},
            },
        }
    )
    codes = to_feature_codes(document, resolve)
    assert codes.codes["*46"] is FeatureCode.PAUSE and FeatureCode.READY not in codes.codes.values()
    assert codes.pause_choices == (PauseChoice("1", "lunch", Prompt("beep")),)
    assert (codes.agents, codes.queues, codes.extend_wrapup_s) == ({"7001": "alice"}, {"5": "support"}, 30)
    assert codes.owners == {"agent-alice": "alice", "agent-bob": "bob", "phone-front": None}
    assert (codes.agent_languages, codes.phone_languages) == ({"bob": "pl"}, {"phone-front": "sv"})
    assert codes.voices["pl"] == {Sentence.PAUSED: "pl/pause"}
    assert codes.voices["en"][Sentence.PAUSED] == "You are paused."


def test_a_language_that_has_a_voice() -> None:
    """Every sentence and number of it; reasons of a pause in it too, unless they sound the same."""
    reasons = [{"digit": 1, "reason": "Mittag"}, {"digit": 2, "reason": "Tee", "prompt": {"sound": "beep"}}]
    document = Document.model_validate(
        {
            "agents": [{"id": "bob", "name": "B", "language": "de-AT"}],
            "feature_codes": {"pause_reasons": reasons, "voices": {"pl": {"number-3": {"sound": "pl/3"}}}},
        }
    )
    spoken: set[tuple[str, str]] = set()

    def told(source: Source) -> Prompt:
        assert isinstance(source, Spoken)
        spoken.add((source.language, source.text))
        return Prompt(f"{source.language}: {source.text}")

    codes = to_feature_codes(document, told)
    assert codes.prompt("de-AT", Sentence.PAUSED) == "de: Sie sind in der Pause."
    assert [codes.number("de-AT", number) for number in (0, 99, 100, 1000)] == [
        "de: 0",
        "de: 99",
        "de: mehr als 99",
        "de: mehr als 99",
    ]
    assert (codes.number("pl", 3), codes.number("pl", 4), codes.number("en", 3)) == ("pl/3", None, None)
    lunch, tea = codes.pause_choices
    assert (lunch.prompt, lunch.prompt_in("de-AT")) == ("en: For Mittag, press 1.", "de: Für Mittag drücken Sie die 1.")
    assert (tea.prompt_in("de-AT"), tea.in_languages) == ("beep", {})
    # what is resolved must have been asked for
    asked = {(source.language, source.text) for source in sources(document) if isinstance(source, Spoken)}
    assert asked == spoken
