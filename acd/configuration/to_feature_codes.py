"""Document -> vocabulary: the codes that phones may dial, and what is said to them."""

from collections.abc import Callable
from typing import Final

from acd.configuration.feature_codes import PauseChoice as WrittenChoice
from acd.configuration.schema import Document
from acd.configuration.sounds import Prompt as Written
from acd.configuration.spoken import choice_prompt, languages, voice_for, voices
from acd.configuration.to_domain import desk_endpoint, sound_of, to_accounts
from acd.configuration.to_flows import hours_id
from acd.domain.agents import AgentId
from acd.domain.feature_codes import DEFAULT_LANGUAGE, MORE, FeatureCodes, PauseChoice, Sentence, number_name
from acd.domain.flows import Prompt
from acd.domain.queues import QueueId
from acd.prompts.sources import Source

_NUMBERS: Final = {number_name(number): number for number in range(MORE + 1)}


def to_feature_codes(document: Document, resolve: Callable[[Source], Prompt]) -> FeatureCodes:
    """The codes of a checked document; none when it has no such section."""
    written = document.feature_codes
    if written is None:
        return FeatureCodes()

    def sound(prompt: Written, language: str = DEFAULT_LANGUAGE) -> Prompt:
        return sound_of(prompt, resolve, voice_for(language) or DEFAULT_LANGUAGE)

    def offered(choice: WrittenChoice) -> PauseChoice:
        sounds = {language: sound(choice_prompt(choice, language), language) for language in languages(document)}
        usual = sounds[DEFAULT_LANGUAGE]
        others = {language: prompt for language, prompt in sounds.items() if prompt != usual}
        return PauseChoice(choice.digit, choice.reason, usual, others)

    desks, heard = document.phones or (), voices(document)
    return FeatureCodes(
        codes={code: meaning for meaning, code in written.dialled().items()},
        pause_choices=tuple(map(offered, written.pause_reasons)),
        extend_wrapup_s=written.extend_wrapup_s,
        agents={agent.number: AgentId(agent.id) for agent in document.agents if agent.number is not None},
        queues={queue.number: QueueId(queue.id) for queue in document.queues if queue.number is not None},
        hours={
            hours.number: hours_id(tenant, name)
            for tenant in document.tenants
            for name, hours in (tenant.hours or {}).items()
            if hours.number is not None
        },
        supervisors=frozenset(AgentId(agent.id) for agent in document.agents if agent.supervisor),
        override_s=written.override_s,
        owners={phone.endpoint: phone.agent_id for phone in to_accounts(document).phones},
        agent_languages={AgentId(agent.id): agent.language for agent in document.agents if agent.language is not None},
        phone_languages={desk_endpoint(desk): desk.language for desk in desks if desk.language is not None},
        voices={
            language: {sentence: sound(sounds[sentence], language) for sentence in Sentence if sentence in sounds}
            for language, sounds in heard.items()
        },
        numbers={
            language: {number: sound(sounds[name], language) for name, number in _NUMBERS.items() if name in sounds}
            for language, sounds in heard.items()
        },
    )
