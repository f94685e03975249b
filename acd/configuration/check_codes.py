"""What does not fit together in feature codes: two that begin alike, doubles, languages without a voice."""

from collections.abc import Iterator, Sequence

from acd.configuration.check_voices import check_voice
from acd.configuration.feature_codes import OFF, FeatureCodes
from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document
from acd.configuration.spoken import missing

_SHOWN = 5
_HERE = "feature_codes"


def check_codes(document: Document) -> Iterator[Finding]:
    """Everything about feature codes."""
    written = document.feature_codes
    if written is None:
        return
    yield from _clashes(written)
    yield from _reasons(written)
    yield from _voices(written)
    yield from _languages(document, written)
    if written.supervisor != OFF and not any(agent.supervisor for agent in document.agents):
        message = f"nobody is rung when an agent dials {written.supervisor}: no agent has supervisor: true"
        yield Finding((_HERE, "supervisor"), message, is_warning=True)


def double_numbers(section: str, numbers: Sequence[str | None], ids: Sequence[str]) -> Iterator[Finding]:
    """Numbers that two agents, or two queues, have."""
    owner: dict[str, str] = {}
    for place, number in enumerate(numbers):
        if number is None:
            continue
        if number in owner:
            yield Finding((section, place, "number"), f"{number} is the number of {owner[number]} too; choose another")
        owner.setdefault(number, ids[place])


def _clashes(written: FeatureCodes) -> Iterator[Finding]:
    codes = list(written.dialled().items())
    for place, (meaning, code) in enumerate(codes):
        for other, taken in codes[:place]:
            if code.startswith(taken) or taken.startswith(code):
                how = "is" if code == taken else "begins like"
                message = f"{code} {how} the code of {other} ({taken}); choose another, or off"
                yield Finding((_HERE, meaning.value), message)


def _reasons(written: FeatureCodes) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for place, choice in enumerate(written.pause_reasons):
        if choice.digit in first:
            message = f"{choice.digit} chooses {first[choice.digit]} already; choose another digit"
            yield Finding((_HERE, "pause_reasons", place, "digit"), message)
        first.setdefault(choice.digit, choice.reason)


def _voices(written: FeatureCodes) -> Iterator[Finding]:
    for language, sounds in written.voices.items():
        for name, prompt in sounds.items():
            yield from check_voice((_HERE, "voices", language, name), prompt, language)


def _languages(document: Document, written: FeatureCodes) -> Iterator[Finding]:
    told: set[str] = set()
    spoken = {
        "agents": [agent.language for agent in document.agents],
        "phones": [phone.language for phone in document.phones or ()],
    }
    for section, languages in spoken.items():
        for place, language in enumerate(languages):
            lacking = [] if language is None or language in told else missing(written, language)
            if language is not None and lacking:
                told.add(language)
                names = ", ".join(lacking[:_SHOWN]) + (", ..." if len(lacking) > _SHOWN else "")
                message = f"feature codes say {len(lacking)} sentences in English, as voices.{language} lacks {names}"
                yield Finding((section, place, "language"), message, is_warning=True)
