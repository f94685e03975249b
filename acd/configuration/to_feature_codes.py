"""Document -> vocabulary: the codes that phones may dial, and what is said to them."""

from collections.abc import Callable

from acd.configuration.schema import Document
from acd.configuration.spoken import choice_prompt, voices
from acd.configuration.steps import Prompt as Written
from acd.configuration.to_domain import desk_endpoint, sound_of, to_accounts
from acd.domain.agents import AgentId
from acd.domain.feature_codes import FeatureCodes, PauseChoice
from acd.domain.flows import Prompt
from acd.domain.queues import QueueId
from acd.prompts.sources import Source


def to_feature_codes(document: Document, resolve: Callable[[Source], Prompt]) -> FeatureCodes:
    """The codes of a checked document; none when it has no such section."""
    written = document.feature_codes
    if written is None:
        return FeatureCodes()

    def sound(prompt: Written) -> Prompt:
        return sound_of(prompt, resolve)

    desks = document.phones or ()
    return FeatureCodes(
        codes={code: meaning for meaning, code in written.dialled().items()},
        pause_choices=tuple(
            PauseChoice(choice.digit, choice.reason, sound(choice_prompt(choice))) for choice in written.pause_reasons
        ),
        extend_wrapup_s=written.extend_wrapup_s,
        agents={agent.number: AgentId(agent.id) for agent in document.agents if agent.number is not None},
        queues={queue.number: QueueId(queue.id) for queue in document.queues if queue.number is not None},
        owners={phone.endpoint: phone.agent_id for phone in to_accounts(document).phones},
        agent_languages={AgentId(agent.id): agent.language for agent in document.agents if agent.language is not None},
        phone_languages={desk_endpoint(desk): desk.language for desk in desks if desk.language is not None},
        voices={
            language: {sentence: sound(prompt) for sentence, prompt in sounds.items()}
            for language, sounds in voices(written).items()
        },
    )
