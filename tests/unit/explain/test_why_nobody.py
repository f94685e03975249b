"""Why a caller was offered to nobody."""

from acd.explain.answer import Group, WhyNot
from acd.explain.why_nobody import why_nobody


def group(reason: WhyNot, text: str, count: int) -> Group:
    """Return a group without names."""
    return Group(reason, text, count, ())


LACKING = group(WhyNot.LACKS_SKILLS, "lack it", 7)


def test_who_could_and_why_they_do_not() -> None:
    """By reason; those who lack the skills are not among them; and callers who come first."""
    others = (LACKING, group(WhyNot.OFFLINE, "not signed in", 2), group(WhyNot.TALKING, "in a conversation", 1))
    assert why_nobody(others, "german 3", "", 2, pbx_connected=True) == (
        "The caller asks for german 3, which 3 agents have: 2 not signed in, 1 in a conversation.",
        "2 callers come first in the order of callers.",
    )
    (one,) = why_nobody(others[2:], "german 3", "", 0, pbx_connected=True)
    assert one == "The caller asks for german 3, which 1 agent has: 1 in a conversation."


def test_nobody_has_what_is_asked_for() -> None:
    """Then it does not matter who comes first."""
    (sentence,) = why_nobody((LACKING,), "german 3", "", 2, pbx_connected=True)
    assert sentence == "The caller asks for german 3, which no agent of the configuration has."


def test_the_pbx_is_away() -> None:
    """That comes before everything else."""
    first, *_ = why_nobody((LACKING,), "german 3", "", 0, pbx_connected=False)
    assert first == "Asterisk is not connected: nobody is rung before it is back."


def test_the_caller_waits_for_somebody() -> None:
    """Whoever else could is not asked meanwhile."""
    others = (group(WhyNot.TALKING, "in a conversation", 1),)
    assert why_nobody(others, "", "Alice, Bob", 1, pbx_connected=True) == (
        "For now the caller waits for Alice, Bob, and for nobody else.",
        "1 caller comes first in the order of callers.",
    )
