"""A requirement as one line of JSON, and back: what was asked for stays readable when configurations have changed."""

from functools import lru_cache

import msgspec

from acd.domain.queues import Requirement, Skill, SkillLevel, SkillLevels


class _Written(msgspec.Struct, frozen=True, omit_defaults=True):
    all: dict[Skill, SkillLevel] = {}
    any_of: list[dict[Skill, SkillLevel]] = []
    none_of: dict[Skill, SkillLevel] = {}


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Written)


@lru_cache(maxsize=1024)  # written at each offer, and there are few of them
def written(requirement: Requirement) -> str:
    """Return the text; the same for equal requirements."""
    text = _Written(
        _sorted(requirement.minimum),
        sorted(map(_sorted, requirement.any_of), key=lambda one: sorted(one.items())),
        _sorted(requirement.none_of),
    )
    return _encoder.encode(text).decode()


def read(text: str) -> Requirement:
    """Return what `written` was given. Raises msgspec.DecodeError for another text."""
    found = _decoder.decode(text)
    any_of = frozenset(frozenset(wanted.items()) for wanted in found.any_of)
    return Requirement(frozenset(found.all.items()), any_of, frozenset(found.none_of.items()))


def _sorted(levels: SkillLevels) -> dict[Skill, SkillLevel]:
    return dict(sorted(levels))
