"""A requirement in words, and what an agent lacks of it."""

from collections.abc import Iterable

from acd.domain.queues import Requirement, Skill, SkillLevel, SkillProfile

NO_SKILL = "no skill in particular"


def words(requirement: Requirement) -> str:
    """Return for example "german 3 and (sales 2 or tech 5) and no trainee 1"."""
    parts = [f"{skill} {level}" for skill, level in sorted(requirement.minimum)]
    if requirement.any_of:
        sets = sorted(_all_of(wanted) for wanted in requirement.any_of)
        parts.append(sets[0] if len(sets) == 1 else f"({' or '.join(sets)})")
    parts += [f"no {skill} {level}" for skill, level in sorted(requirement.none_of)]
    return " and ".join(parts) or NO_SKILL


def lacks(requirement: Requirement, profile: SkillProfile) -> str:
    """Return what keeps an agent from meeting it, for example "german 2 of 3"; empty when nothing does."""
    levels = dict(profile)
    missing = [_short(levels.get(skill, 0), skill, level) for skill, level in _below(requirement.minimum, levels)]
    if requirement.any_of and all(_below(wanted, levels) for wanted in requirement.any_of):
        sets = " or ".join(sorted(_all_of(wanted) for wanted in requirement.any_of))
        missing.append(f"neither of {sets}" if len(requirement.any_of) > 1 else f"not {sets}")
    for skill, level in sorted(requirement.none_of):
        if levels.get(skill, 0) >= level:
            missing.append(f"has {skill} {levels[skill]}, which is not wanted")
    return ", ".join(missing)


def _below(
    wanted: Iterable[tuple[Skill, SkillLevel]], levels: dict[Skill, SkillLevel]
) -> list[tuple[Skill, SkillLevel]]:
    return sorted((skill, level) for skill, level in wanted if levels.get(skill, 0) < level)


def _short(has: SkillLevel, skill: Skill, level: SkillLevel) -> str:
    return f"{skill} {has} of {level}" if has else f"no {skill}"


def _all_of(wanted: Iterable[tuple[Skill, SkillLevel]]) -> str:
    return " + ".join(f"{skill} {level}" for skill, level in sorted(wanted))
