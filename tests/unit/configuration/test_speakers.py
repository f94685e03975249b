"""Who speaks which text."""

from typing import Any

import pytest

from acd.configuration.schema import Document
from acd.configuration.speakers import Speaker, speaker_in, speaker_of
from acd.configuration.to_domain import sources, to_pool
from acd.domain.flows import Prompt
from acd.domain.queues import QueueId
from acd.prompts.sources import Manner, Source, Spoken


def client(language: str, **fields: Any) -> dict[str, Any]:
    """A client with a greeting and a flow."""
    flow = {"other": ["answer", {"play": ["Eins.", {"say": "Two.", "language": "en"}]}, "hang_up"]}
    return {"id": "a", "name": "Acme", "language": language, "queue": "q", "greeting": "Hallo.", "flows": flow} | fields


def document(tenant: Any, **queue: Any) -> Document:
    """With one client and one queue."""
    return Document.model_validate({"tenants": [tenant], "queues": [{"id": "q", **queue}]})


def said_by_client(tenant: Any) -> set[Source]:
    """What is spoken for it alone."""
    return {source for source, place in sources(document(tenant)).items() if place.startswith("tenant")}


@pytest.mark.parametrize(
    ("language", "voice"), [("en-GB", "en"), ("es-MX", "es"), ("fr-CA", "fr"), ("it", "it"), ("de-AT", "de")]
)
def test_texts_are_spoken_in_the_client_s_language(language: str, voice: str) -> None:
    """Greeting, whisper and steps, by the nearest voice; one text may have a language of its own."""
    spoken = said_by_client(client(language))
    others = {Spoken(text, voice) for text in ("Hallo.", "Acme", "Eins.")}
    assert spoken == others | {Spoken("Two.", "en")}


def test_a_client_s_voice_has_a_manner() -> None:
    """In whatever language it speaks."""
    slow = Manner(0.8)
    assert said_by_client(client("de", voice={"speed": 0.8})) == {
        Spoken("Hallo.", "de", slow),
        Spoken("Acme", "de", slow),
        Spoken("Eins.", "de", slow),
        Spoken("Two.", "en", slow),
    }


def test_a_queue_s_texts_have_the_queue_s_language() -> None:
    """As clients of all languages wait in it; one text may have its own."""
    recipe = [{"after_s": 9, "announce": ["Attendez.", {"say": "Warten Sie.", "language": "de"}, "wait"]}]
    written = document(client("de"), recipe=recipe, language="fr-BE")
    made = {source: place for source, place in sources(written).items() if isinstance(source, Spoken)}
    assert made[Spoken("Attendez.", "fr")] == made[Spoken("Warten Sie.", "de")] == "queue q, recipe"
    assert Spoken("Wait.", "en") in sources(document(client("de"), recipe=[{"after_s": 9, "announce": "Wait."}]))

    def resolve(source: Source) -> Prompt:
        assert isinstance(source, Spoken)
        return Prompt(f"{source.language}: {source.text}")

    said = to_pool(written, resolve).recipes[QueueId("q")].waiting.timed[0].say
    assert said[:2] == ("fr: Attendez.", "de: Warten Sie.")


def test_a_language_without_a_voice_is_spoken_by_another() -> None:
    """Its texts were refused when they were read; a recording needs no voice."""
    assert speaker_in("pl") == speaker_in(None) == Speaker("en")
    assert speaker_in("pl", "de") == Speaker("de")
    assert speaker_of(document(client("pl")).tenants[0]) == Speaker("en")


def test_stored_configurations_keep_their_digests() -> None:
    """What is not written is in no text of theirs."""
    text = document(client("de"), recipe=[{"after_s": 9, "announce": "Wait."}]).canonical()
    assert text.count("language") == 2 and "voice" not in text  # that of the client, and of the one text
