"""Who speaks a text: a voice of a language, in a manner."""

from dataclasses import dataclass

from acd.configuration.schema import Tenant
from acd.configuration.spoken import voice_for
from acd.domain.feature_codes import DEFAULT_LANGUAGE
from acd.prompts.sources import Manner


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice and its manner."""

    language: str = DEFAULT_LANGUAGE
    """One that has a voice."""
    manner: Manner | None = None


def speaker_of(tenant: Tenant) -> Speaker:
    """Return who speaks a client's texts; in a language without a voice there are none."""
    manner = None if tenant.voice is None else tenant.voice.manner()
    return Speaker(speaker_in(tenant.language).language, manner)


def speaker_in(language: str | None, otherwise: str = DEFAULT_LANGUAGE) -> Speaker:
    """Return who speaks a language, or its parent; else who speaks another."""
    return Speaker((None if language is None else voice_for(language)) or otherwise)
