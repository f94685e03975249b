"""Documents for tests: one small enough to read, and all that Hypothesis can think of."""

from string import ascii_lowercase, digits
from typing import Any

from hypothesis import strategies as st

from acd.configuration.schema import Document

SMALL = b"""\
trunks:
  - id: demo
    password: true
tenants:
  - id: acme
    name: Acme Plumbing
    numbers: ["+15550100"]
    greeting: Thank you for calling.
    queue: support
queues:
  - id: support
    requires: {plumbing: 3}
agents:
  - id: alice
    name: Alice
    skills: {plumbing: 8}
"""

ids = st.builds(str.__add__, st.sampled_from(ascii_lowercase), st.text(ascii_lowercase + digits + "-", max_size=8))
"""Not by a regular expression: this takes a third of the time, and every document has a dozen."""
texts = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).filter(
    lambda text: any(char.isalnum() for char in text)
)
seconds = st.integers(1, 60) | st.floats(1, 60)
sounds = st.fixed_dictionaries({"say": texts}) | st.just({"sound": "vm-goodbye"}) | texts
recordings = st.just({"file": "a.wav", "sha256": "0" * 64})
prompts = st.lists(sounds | recordings, max_size=3) | sounds
tracks = st.lists(recordings, min_size=1, max_size=3)
orders = st.sampled_from(["listed", "random"])
musics = st.just("calm") | tracks | st.fixed_dictionaries({"files": tracks}, optional={"order": orders})
numbers = st.from_regex(r"\+[1-9][0-9]{6,14}|[0-9]{2,20}|[a-z][a-z0-9._-]{0,8}", fullmatch=True)

_own_number = st.from_regex(r"\+[1-9][0-9]{6,14}\*?", fullmatch=True).map(lambda number: [number])
DEMAND: dict[str, st.SearchStrategy[Any]] = {
    "requires": st.dictionaries(ids, st.integers(1, 10), min_size=1, max_size=2),
    "requires_none_of": st.dictionaries(ids, st.integers(1, 10), min_size=1, max_size=2),
    "head_start_s": seconds,
}


def _distinct(items: st.SearchStrategy[dict[str, Any]], key: str = "id") -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(items, max_size=4, unique_by=lambda item: str(item[key]))


def flows(queues: st.SearchStrategy[str]) -> st.SearchStrategy[list[Any]]:
    """Steps that answer, play and end."""
    play = st.lists(prompts.filter(bool).map(lambda sounds: {"play": sounds}), max_size=3)
    line = st.fixed_dictionaries({"id": queues}, optional=DEMAND)
    end = st.just("hang_up") | queues.map(lambda name: {"queue": name}) | line.map(lambda more: {"queue": more})
    return st.tuples(play, end).map(lambda parts: ["answer", *parts[0], parts[1]])


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """What people could write: short forms and long ones, in any order."""
    queues = draw(_distinct(st.fixed_dictionaries({"id": ids}, optional={
        "ring_timeout_s": seconds, "wrapup_s": seconds, "head_start_s": seconds, "service_level_s": seconds,
        "requires": st.dictionaries(ids, st.integers(1, 10), max_size=3), "music": musics,
        "last_agent_for_s": seconds,
    })))  # fmt: skip
    names = [queue["id"] for queue in queues]
    weights = st.integers(1, 9) | st.floats(0.5, 9)
    callers = st.fixed_dictionaries({"numbers": _own_number}, optional={"name": texts, **DEMAND})
    written: dict[str, st.SearchStrategy[Any]] = {
        "whisper": prompts, "music": musics, "weight": weights, "callers": _distinct(callers, "numbers")
    }  # fmt: skip
    if names:
        own = ids.filter(lambda name: name != "main")
        written["flows"] = st.dictionaries(own, flows(st.sampled_from(names)), max_size=2)
    tenants = draw(_distinct(st.fixed_dictionaries({"id": ids, "name": texts}, optional=written)))
    free = draw(st.lists(numbers, unique=True, max_size=6))
    for tenant in tenants:
        known = list(tenant.get("flows", {}))
        if draw(st.sampled_from([bool(names), False])):
            tenant["queue"] = draw(st.sampled_from(names))
            tenant["greeting"] = draw(prompts)
            known.append("main")
        if known and free:
            tenant["numbers"] = [{"number": free.pop(), "flow": draw(st.sampled_from(known))}]
    agents = _distinct(st.fixed_dictionaries({"id": ids, "name": texts}, optional={
        "skills": st.dictionaries(ids, st.integers(0, 10), max_size=3), "supervisor": st.booleans(),
    }))  # fmt: skip
    trunks = _distinct(st.fixed_dictionaries({"id": ids, "password": st.just(True)}))
    desks = _distinct(st.fixed_dictionaries({"id": ids, "name": texts}))
    codes = st.fixed_dictionaries({}, optional={
        "ready": st.just("off"), "extend_wrapup_s": seconds, "supervisor_ring_s": seconds,
        "pause_reasons": st.just([{"digit": 1, "reason": "lunch"}]),
        "voices": st.dictionaries(st.just("de"), st.dictionaries(st.just("paused"), recordings)),
    })  # fmt: skip
    fairness = st.fixed_dictionaries({}, optional={"pace_s": seconds, "at_most_s": seconds})
    offers = st.fixed_dictionaries({}, optional={"missed_limit": st.integers(1, 9), "refused_rest_s": seconds})
    return {
        "trunks": draw(trunks),
        "tenants": tenants,
        "queues": queues,
        "agents": draw(agents),
        "offers": draw(offers),
        **draw(st.fixed_dictionaries({}, optional={"phones": desks, "feature_codes": codes, "fairness": fairness})),
    }


documents = trees().map(Document.model_validate)
