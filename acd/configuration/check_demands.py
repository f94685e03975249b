"""Who is asked for, and whether anybody is there: skills that nobody has, agents who do not exist, doubled callers."""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from acd.configuration.demands import Demand, Line
from acd.configuration.mistakes import Finding
from acd.configuration.schema import Document, Queue, Tenant
from acd.configuration.sentences import nearest
from acd.configuration.to_domain import to_profile, to_requirement
from acd.domain.callers import caller_key
from acd.domain.queues import NO_REQUIREMENT, Requirement, SkillProfile

Path = tuple[str | int, ...]
Written: TypeAlias = Queue | Demand
_Way = tuple[Queue, Line | None]
"""How callers of a tenant come into a queue: by a step, or by the flow that `queue` of the tenant makes."""


def check_demands(document: Document) -> Iterator[Finding]:
    """Everything about what is asked of agents."""
    staff = _Staff(document)
    queues = {queue.id: queue for queue in document.queues}
    for place, queue in enumerate(document.queues):
        yield from _agents(("queues", place), queue, staff)
        if staff.can_serve(to_requirement(queue)):
            yield from _words(("queues", place), queue, staff)
        else:
            message = f"{staff.lack(queue)}, so nobody can answer this queue{staff.guess(queue)}"
            yield Finding(("queues", place, "requires"), message, is_warning=True)
    for place, tenant in enumerate(document.tenants):
        yield from _steps(("tenants", place), tenant, queues, staff)
        yield from _callers(("tenants", place), tenant, queues, staff)
    yield from _idle_skills(document)


class _Staff:
    """The agents, by what they can do; each profile once, and by its skills: queues and agents may be thousands."""

    def __init__(self, document: Document) -> None:
        self.agents = {agent.id for agent in document.agents}
        self._profiles = {to_profile(agent) for agent in document.agents}
        self.by_skill: dict[str, list[SkillProfile]] = {}
        for profile in self._profiles:
            for skill, _ in profile:
                self.by_skill.setdefault(skill, []).append(profile)
        self._known: dict[Requirement, bool] = {}

    def can_serve(self, wanted: Requirement) -> bool:
        """Tell whether anybody has what is asked for."""
        known = self._known.get(wanted)
        if known is None:
            named = next((self.by_skill.get(skill, []) for skill, _ in wanted.minimum), None)
            able: Collection[SkillProfile] = self._profiles if named is None else named
            known = self._known[wanted] = any(wanted.met_by(profile) for profile in able)
        return known

    def lack(self, *written: Written) -> str:
        """What nobody has, in words."""
        if not self.agents:
            return "there are no agents"
        return f"no agent has {' and '.join(text for text in map(_asked, written) if text) or 'any skills'}"

    def guess(self, *written: Written) -> str:
        """The end of a sentence, where a skill that nobody has looks like one that somebody has."""
        skills = [skill for one in written for skill in one.requires or () if skill not in self.by_skill]
        return next(filter(None, (self.meant(skill) for skill in skills)), "")

    def meant(self, skill: str) -> str:
        """The end of a sentence about a skill that nobody has: the one that was probably meant, if there is one."""
        return _guess(skill, self.by_skill)


def _guess(word: str, known: Collection[str]) -> str:
    end = nearest(word, known)
    return end if end.startswith("; did you mean") else ""


def _agents(path: Path, written: Written, staff: _Staff) -> Iterator[Finding]:
    for index, name in enumerate(written.prefers or ()):
        if name not in staff.agents:
            message = f"there is no agent {name}{nearest(name, staff.agents)}"
            yield Finding((*path, "prefers", index), message, depends_on=(("agents",),))


def _words(path: Path, written: Written, staff: _Staff) -> Iterator[Finding]:
    """Skills that nobody has where that does not keep anybody from answering."""
    for index, wanted in enumerate(written.requires_any_of or ()):
        for skill in wanted:
            if skill not in staff.by_skill and staff.by_skill:
                message = f"no agent has the skill {skill}{staff.meant(skill)}"
                yield Finding((*path, "requires_any_of", index, skill), message, is_warning=True)
    for skill in written.requires_none_of or ():
        if skill not in staff.by_skill and staff.by_skill:
            message = f"no agent has the skill {skill}{staff.meant(skill)}"
            yield Finding((*path, "requires_none_of", skill), message, is_warning=True)


def _lines(path: Path, tenant: Tenant) -> Iterator[tuple[Path, Line]]:
    for name, flow in tenant.flows.items():
        for index, step in enumerate(flow.steps):
            for deed, line in (("queue", step.queue), ("message", step.message)):
                if line is not None:
                    yield (*path, "flows", name, "steps", index, deed), line


def _steps(path: Path, tenant: Tenant, queues: Mapping[str, Queue], staff: _Staff) -> Iterator[Finding]:
    for place, line in _lines(path, tenant):
        yield from _agents(place, line, staff)
        queue = queues.get(line.id)
        if queue is None or not staff.can_serve(to_requirement(queue)):
            continue  # said of the queue
        if staff.can_serve(_both(to_requirement(queue), line)):
            yield from _words(place, line, staff)
        else:
            message = f"{staff.lack(queue, line)}, so nobody can answer who comes this way{staff.guess(line)}"
            yield Finding(place, message, is_warning=True)


def _callers(path: Path, tenant: Tenant, queues: Mapping[str, Queue], staff: _Staff) -> Iterator[Finding]:
    ways: list[_Way] = [(queues[line.id], line) for _, line in _lines(path, tenant) if line.id in queues]
    if tenant.queue is not None and tenant.queue in queues:
        ways.append((queues[tenant.queue], None))
    # those whom nobody can serve, known or not, are told of above
    wanted = [(_both(to_requirement(queue), line), queue, line) for queue, line in ways]
    wanted = [one for one in wanted if staff.can_serve(one[0])]
    first: dict[str, int] = {}
    for index, caller in enumerate(tenant.callers or ()):
        place = (*path, "callers", index)
        for number, text in enumerate(caller.numbers):
            key = f"{caller_key(text.removesuffix('*'))}{'*' * text.endswith('*')}"
            if key in first:
                message = f"{text} is a number of callers[{first[key]}] too; keep one of them"
                yield Finding((*place, "numbers", number), message)
            first.setdefault(key, index)
        yield from _agents(place, caller, staff)
        own = to_requirement(caller)
        vain = next((way for way in wanted if not staff.can_serve(way[0].both_with(own))), None)
        if vain is None:
            yield from _words(place, caller, staff)
            continue
        _, queue, line = vain
        lack = staff.lack(queue, caller) if line is None else staff.lack(queue, line, caller)
        message = f"{lack}, so nobody can answer this caller in queue {queue.id}{staff.guess(caller)}"
        yield Finding(place, message, is_warning=True)


def _both(wanted: Requirement, line: Line | None) -> Requirement:
    return wanted.both_with(NO_REQUIREMENT if line is None else to_requirement(line))


def _idle_skills(document: Document) -> Iterator[Finding]:
    """Skills of agents that nothing asks for."""
    if any(queue.agent_choice == "least_skilled" for queue in document.queues):
        return  # every skill counts there
    lines = [line for tenant in document.tenants for _, line in _lines((), tenant)]
    callers = [caller for tenant in document.tenants for caller in tenant.callers or ()]
    written: list[Written] = [*document.queues, *lines, *callers]
    asked = {skill for one in written for skill in _skills(one)}
    told: set[str] = set()
    for place, agent in enumerate(document.agents):
        for skill, level in agent.skills.items():
            if level and skill not in asked and skill not in told:
                told.add(skill)
                message = f"nothing asks for the skill {skill}{_guess(skill, asked)}"
                yield Finding(("agents", place, "skills", skill), message, is_warning=True)


def _skills(written: Written) -> set[str]:
    sets = written.requires_any_of or ()
    return {*(written.requires or ()), *(written.requires_none_of or ()), *(skill for one in sets for skill in one)}


def _asked(written: Written) -> str:
    """What is asked for, in words."""
    all_of = [_levels(written.requires)] if written.requires else []
    any_of = [" or ".join(map(_levels, written.requires_any_of))] if written.requires_any_of else []
    text = " and ".join([*all_of, *any_of])
    if not written.requires_none_of:
        return text
    return f"{text or 'any skills'} without {_levels(written.requires_none_of)}"


def _levels(written: Mapping[str, int]) -> str:
    return ", ".join(f"{skill} {level}" for skill, level in written.items())
