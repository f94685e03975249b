"""The pictures: what is asked for becomes tables of rich. Every text passes `plain`; nothing is read as markup."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from acd.client.plain import plain
from acd.client.shapes import Agent, Applied, Call, Callback, Fault, Queue, Status, Trunk, Version, Voicemail

_STYLES: Final = {
    "available": "green",
    "talking": "cyan",
    "connected": "cyan",
    "holding": "cyan",
    "held": "cyan",
    "ringing": "yellow",
    "offered": "yellow",
    "waiting": "yellow",
    "trying": "yellow",
    "transferring": "yellow",
    "outside": "cyan",
    "paused": "magenta",
    "offline": "dim",
    "reachable": "green",
    "unknown": "dim",
}
NOTHING: Final = "-"


def duration(seconds: float) -> str:
    """Return whole seconds as 0:07, 12:05 or 1:02:05."""
    whole = max(0, int(seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def status(now: Status) -> RenderableType:
    """Draw everything."""
    return Group(headline(now), queues(now.queues), agents(now.agents), trunks(now.trunks), calls(now))


def headline(now: Status) -> Text:
    """Draw the line on top: is the PBX there, are calls taken."""
    line = Text()
    if now.pbx_connected:
        line.append("PBX connected", "green")
    else:
        line.append("PBX NOT CONNECTED", "bold red")
    if now.draining:
        line.append("   draining: no new calls", "bold yellow")
    waiting = sum(queue.waiting for queue in now.queues)
    line.append(f"   {len(now.calls)} calls, {waiting} waiting")
    return line


def queues(items: Iterable[Queue]) -> Table:
    """Draw the queues."""
    table = _table("Queue", "Waiting>", "Longest wait>", "Expected wait>", "Agents who could answer")
    for queue in items:
        free = queue.agents.get("available", 0)
        alarm = "bold red" if queue.waiting and not free else "yellow" if queue.waiting else ""
        table.add_row(
            _text(queue.id),
            Text(str(queue.waiting), alarm),
            Text(duration(queue.longest_wait_s) if queue.waiting else NOTHING, alarm),
            _expected(queue.expected_wait_s),
            _states(queue.agents),
        )
    return table


def _help(agent: Agent) -> str:
    """Tell who helps the agent, and whom the agent helps."""
    helpers = ", ".join(agent.helped_by)
    told = (("helped by", helpers), ("rung for", agent.rung_for), ("helps", agent.helps))
    return "".join(f", {how} {plain(who)}" for how, who in told if who)


def _rings(agent: Agent) -> str:
    names = ", ".join(agent.supervisors_rung)
    return f", rings at {plain(names)}" if names else ""


def agents(items: Iterable[Agent]) -> Table:
    """Draw the agents."""
    table = _table("Agent", "Name", "State", "Phone", "Reason", "Since>", "Call")
    for agent in items:
        state = _state(agent.state)
        if agent.wish:
            state.append(f", then {plain(agent.wish)}", "dim")
        if agent.assistance_since:
            state.append(f", CALLS FOR A SUPERVISOR{_rings(agent)}", "bold red")
        state.append(_help(agent), "green")
        table.add_row(
            _text(agent.id),
            _text(agent.name),
            state,
            _phone(agent),
            _text(agent.reason),
            Text(duration(agent.in_state_s)),
            _text(agent.call),
        )
    return table


def trunks(items: Iterable[Trunk]) -> Table:
    """Draw the trunks."""
    table = _table("Trunk", "Answers", "Registered at the carrier")
    for trunk in items:
        lost = trunk.registered is False
        held = Text(plain(trunk.registration, 40) or NOTHING, "bold red" if lost else "")
        table.add_row(_text(trunk.id), _reach(trunk.reach, alarm=True), held)
    return table


def calls(now: Status) -> Table:
    """Draw the calls in progress."""
    table = _table("Call", "State", "Queue", "Place>", "Caller", "Dialled", "Agent", "Waited>", "Expected>", "Age>")
    for call in now.calls:
        table.add_row(
            _text(call.id),
            _state(call.state).append("" if call.direction == "inbound" else f" ({plain(call.direction)})"),
            _text(call.queue),
            _text(None if call.position is None else str(call.position)),
            caller(call),
            _text(call.number, 20),
            _text(call.agent),
            Text(NOTHING if call.wait_s is None else duration(call.wait_s)),
            _expected(call.expected_wait_s),
            Text(duration((now.at - call.started_at).total_seconds())),
        )
    return table


def caller(call: Call) -> Text:
    """Draw who calls: number and name as the network gave them."""
    number, name = plain(call.caller.number, 24), plain(call.caller.name, 32)
    line = Text(" ".join(part for part in (number, name) if part.strip()) or "unknown")
    if call.context.get("caller.calls", "0") != "0":
        line.append(f", called before: {plain(call.context['caller.calls'], 6)}", "dim")
    return line


def place(one: Call) -> Text:
    """Draw where a call waits, as a sentence."""
    line = Text(f"{plain(one.id)} is ").append(_state(one.state))
    if one.position is not None:
        line.append(f" in {plain(one.queue or NOTHING)}, place {one.position}")
    if one.priority_s:
        line.append(f", {duration(abs(one.priority_s))} {'forward' if one.priority_s > 0 else 'back'}")
    return line


def agent(one: Agent) -> Text:
    """Draw what became of an agent's request, as a sentence."""
    line = Text(f"{plain(one.id)} is ").append(_state(one.state))
    if one.reason:
        line.append(f" ({plain(one.reason)})")
    if one.wish:
        line.append(f", and {plain(one.wish)} when the call is over")
    if one.assistance_since:
        line.append(f", and calls for a supervisor{_rings(one)}", "bold red")
    line.append(_help(one))
    if one.reach == "unreachable" and one.state != "offline":
        what = "trunk to the number outside" if one.outside else "phone"
        line.append(
            f"\nThe {what} is not registered, or does not answer: no call is offered until it does.", "bold red"
        )
    return line


def applied(result: Applied) -> RenderableType:
    """Draw what applying a configuration changed."""
    if result.dry_run:
        head = "would change:" if result.changes else "would change nothing"
    else:
        head = f"version {result.version} is in force" + (":" if result.changes else "; nothing changed")
    return Group(Text(head), *(Text(f"  {plain(change, 200)}") for change in result.changes))


def versions(items: Iterable[Version]) -> Table:
    """Draw what was applied; the first one is in force."""
    table = _table("Version>", "Applied (UTC)", "File", "Changes>", "")
    for place, one in enumerate(items):
        notes = ["in force"] if place == 0 else []
        notes += [] if one.restores is None else [f"brings back {one.restores}"]
        table.add_row(
            Text(str(one.version)),
            Text(f"{one.applied_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"),
            _text(one.file),
            Text(NOTHING if one.changes is None else str(one.changes)),
            Text(", ".join(notes), "green" if place == 0 else ""),
        )
    return table


def voicemails(items: Iterable[Voicemail]) -> RenderableType:
    """Draw messages that callers left."""
    table = _table("Message", "Left (UTC)", "Length>", "Tenant", "Dialled", "Caller", "Queue", "Agent", "")
    for one in items:
        table.add_row(
            _text(one.id),
            Text(f"{one.left_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"),
            Text(duration(one.duration_s)),
            _text(one.tenant),
            _text(one.number or None, 20),
            _text(one.caller_number or None, 24),
            _text(one.queue),
            _text(one.agent),
            _heard(one),
        )
    return table if table.row_count else Text("no messages")


def _heard(one: Voicemail) -> Text:
    """Draw what somebody must do about a message, if anything; in line is what agents are to hear."""
    if one.heard_at is not None:
        return Text("heard" if one.state != "callback" else "to be called back", "dim")
    return Text({"open": "in line", "offered": "offered"}.get(one.state or "", "new"), "yellow")


def callbacks(items: Iterable[Callback]) -> RenderableType:
    """Draw customers who are called back."""
    when = "Asked (UTC)", "Attempts>", "Next (UTC)", "Until (UTC)"
    table = _table("Callback", "State", "Queue", "Tenant", "Number", *when)
    for one in items:
        table.add_row(
            _text(one.id),
            Text("quiet hours", "dim") if one.quiet else _state(one.state),
            _text(one.queue),
            _text(one.tenant),
            _text(one.number, 24),
            _moment(one.asked_at),
            Text(str(one.attempts)),
            Text("in line", "dim") if one.retry_at is None else _moment(one.retry_at),
            _moment(one.deadline),
        )
    return table if table.row_count else Text("no callbacks")


def _moment(at: datetime) -> Text:
    return Text(f"{at.astimezone(UTC):%m-%d %H:%M:%S}")


def faults(name: str, found: Iterable[Fault]) -> Text:
    """Return what is wrong with a configuration file, one line each, in the form that editors jump to.

    Print it with `soft_wrap=True`: a line that is wrapped at the terminal's edge cannot be jumped to.
    """
    lines = []
    for fault in found:
        place = plain(name, 200) + (f":{fault.line}" if fault.line is not None else "")
        field = f"{plain(fault.field, 200)}: " if fault.field else ""
        lines.append(f"{place}: {field}{plain(fault.message, 500)}")
    return Text("\n".join(lines))


def _table(*columns: str) -> Table:
    """A column that ends in > is set to the right."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(Text(column.rstrip(">")), justify="right" if column.endswith(">") else "left")
    return table


def _text(text: str | None, length: int = 40) -> Text:
    return Text(NOTHING, "dim") if text is None else Text(plain(text, length))


def _state(state: str) -> Text:
    return Text(plain(state), _STYLES.get(state, ""))


def _phone(agent: Agent) -> Text:
    reach = _reach(agent.reach, alarm=agent.state not in ("offline", "paused"))
    return Text("outside, ").append(reach) if agent.outside else reach


def _reach(reach: str, *, alarm: bool) -> Text:
    return Text(plain(reach), "bold red" if alarm and reach == "unreachable" else _STYLES.get(reach, "dim"))


def _expected(seconds: float | None) -> Text:
    return Text(NOTHING, "dim") if seconds is None else Text(duration(seconds))


def _states(counts: dict[str, int]) -> Text:
    parts = [Text(f"{count} ").append(_state(state)) for state, count in counts.items() if count]
    return Text(", ").join(parts) if parts else Text("nobody", "bold red")
