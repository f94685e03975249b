"""Texts that no voice can speak."""

from typing import Any

from acd.configuration.check_voices import check_voices
from acd.configuration.schema import Document

NO_VOICE = "there is no voice for pl (there are de, en, es, fr, it); use a recording: {file: name.wav}"


def found(tenant: Any = None, **fields: Any) -> list[tuple[tuple[Any, ...], str]]:
    """What is told, with its places."""
    tenants = [{"id": "a", "name": "A", "whisper": []} | tenant] if tenant else []
    document = Document.model_validate({"tenants": tenants} | fields)
    return [(finding.path, finding.message) for finding in check_voices(document)]


def test_a_text_needs_a_voice() -> None:
    """That of the client, of the queue, or of its own language; a country has its language's voice."""
    assert found({"language": "de-CH", "greeting": "Hallo."}) == []
    assert found({"language": "pl", "greeting": ["Cześć.", {"sound": "x"}]}) == [
        (("tenants", 0, "greeting", 0, "say"), NO_VOICE)
    ]
    own = {"say": "Cześć.", "language": "pl"}
    assert found({"greeting": own}) == [(("tenants", 0, "greeting", 0, "language"), NO_VOICE)]
    assert found({"language": "pl", "greeting": {"say": "Hi.", "language": "en"}}) == []
    menu = {"menu": {"say": {"sound": "x"}, "again": "Ponownie.", "keys": {"1": "/main"}}}
    assert found({"language": "pl", "flows": {"main": ["answer", menu]}}) == [
        (("tenants", 0, "flows", "main", "steps", 1, "menu", "again", 0, "say"), NO_VOICE)
    ]


def test_recipes_speak_the_queue_s_language() -> None:
    """Each text is told by itself."""
    recipe = [{"after_s": 1, "announce": [{"sound": "x"}, "Proszę czekać."]}]
    path = ("queues", 0, "recipe", 0, "announce", 1, "say")
    assert found(queues=[{"id": "q", "language": "pl", "recipe": recipe}]) == [(path, NO_VOICE)]
    assert found(queues=[{"id": "q", "language": "es-MX", "recipe": recipe}]) == []
    assert found(queues=[{"id": "q", "recipe": recipe}]) == []


def test_our_sentences_in_other_words_need_a_voice_too() -> None:
    """Recordings do not."""
    sounds = {"try-again": "Ponownie.", "plus": {"sound": "plus"}}
    assert found(caller_sentences={"pl": sounds}) == [(("caller_sentences", "pl", "try-again", "say"), NO_VOICE)]


def test_who_hears_no_whisper_is_told() -> None:
    """By default it is the client's name."""
    assert found({"language": "pl", "whisper": None}) == [
        (("tenants", 0, "language"), f"agents hear no whisper: {NO_VOICE} as whisper, or write `whisper: []`")
    ]


def test_a_language_that_a_step_sets_is_one_that_is_spoken() -> None:
    """By a voice, or by recordings; what another system answers is not known."""

    def flow(language: str) -> dict[str, Any]:
        return {"flows": {"main": ["answer", {"set": {"language": language}}, "hang_up"]}}

    assert found(flow("pl")) == [
        (
            ("tenants", 0, "flows", "main", "steps", 1, "set", "language"),
            "there is no voice for pl: callers hear our sentences in en",
        )
    ]
    assert found(flow("pl"), caller_sentences={"pl": {"try-again": {"sound": "x"}}}) == []
    assert found(flow("es-MX")) == found(flow("{crm.language}")) == []
