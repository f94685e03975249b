"""Texts that no voice can speak."""

from collections.abc import Iterator

from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document, Tenant
from acd.configuration.sounds import Prompt
from acd.configuration.spoken import no_voice, voice_for
from acd.configuration.step_sounds import sounds_of_step
from acd.configuration.to_recipes import prompts_of, written_recipes
from acd.domain.feature_codes import DEFAULT_LANGUAGE

Path = tuple[str | int, ...]


def check_voices(document: Document) -> Iterator[Finding]:
    """What is said to callers, and the whisper."""
    for number, tenant in enumerate(document.tenants):
        path: Path = ("tenants", number)
        for place, prompt in _prompts(tenant):
            yield from check_voice((*path, *place), prompt, tenant.language)
        if tenant.whisper is None and voice_for(tenant.language) is None:
            message = f"agents hear no whisper: {no_voice(tenant.language)} as whisper, or write `whisper: []`"
            yield Finding((*path, "language"), message, is_warning=True)
        yield from _set_by_steps(path, tenant, document)
    for number, queue in enumerate(document.queues):
        for name, steps in written_recipes(queue):
            for index, step in enumerate(steps):
                for part, prompt in prompts_of(step):
                    here: Path = ("queues", number, *name, index, "announce", part)
                    yield from check_voice(here, prompt, queue.language or DEFAULT_LANGUAGE)
    for language, sounds in (document.caller_sentences or {}).items():
        for sound, prompt in sounds.items():
            yield from check_voice(("caller_sentences", language, sound), prompt, language)


def check_voice(path: Path, prompt: Prompt, language: str) -> Iterator[Finding]:
    """A text in its own language, or in that of whoever says it."""
    if prompt.say is not None and voice_for(prompt.language or language) is None:
        field = "say" if prompt.language is None else "language"
        yield Finding((*path, field), no_voice(prompt.language or language))


def _set_by_steps(path: Path, tenant: Tenant, document: Document) -> Iterator[Finding]:
    """Our own sentences to the caller are then said in the tenant's language."""
    for name, flow in tenant.flows.items():
        for number, step in enumerate(flow.steps):
            language = (step.set or {}).get("language")
            # what another system answers is not known here
            if language is None or "{" in language or voice_for(language) is not None:
                continue
            if language not in (document.caller_sentences or {}):
                message = f"there is no voice for {language}: callers hear our sentences in {tenant.language}"
                yield Finding((*path, "flows", name, "steps", number, "set", "language"), message, is_warning=True)


def _prompts(tenant: Tenant) -> Iterator[tuple[Path, Prompt]]:
    """Every sound of a tenant with its place."""
    for field, prompts in (("greeting", tenant.greeting), ("whisper", tenant.whisper or ())):
        yield from (((field, index), prompt) for index, prompt in enumerate(prompts))
    for name, flow in tenant.flows.items():
        for number, step in enumerate(flow.steps):
            for place, prompt in sounds_of_step(step):
                yield ("flows", name, "steps", number, *place), prompt
