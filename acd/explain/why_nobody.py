"""Why a caller in line was offered to nobody, in sentences."""

from acd.explain.answer import Group, WhyNot
from acd.explain.words import many


def why_nobody(
    others: tuple[Group, ...], asks: str, meant_for: str, before: int, *, pbx_connected: bool
) -> tuple[str, ...]:
    """Return the sentences; `others` are all agents by reason, `before` how many callers came first.

    `meant_for` names those for whom the caller waits, if it is not for anybody who has what is asked for.
    """
    told = []
    if not pbx_connected:
        told.append("Asterisk is not connected: nobody is rung before it is back.")
    able = [group for group in others if group.reason != WhyNot.LACKS_SKILLS]
    number = sum(group.count for group in able)
    if meant_for:
        told.append(f"For now the caller waits for {meant_for}, and for nobody else.")
    elif not number:
        told.append(f"The caller asks for {asks}, which no agent of the configuration has.")
        return tuple(told)
    else:
        parts = ", ".join(f"{group.count} {group.text}" for group in able)
        who = many(number, "agent has", "agents have")
        told.append(f"The caller asks for {asks}, which {who}: {parts}.")
    if before:
        told.append(f"{many(before, 'caller comes', 'callers come')} first in the order of callers.")
    return tuple(told)
