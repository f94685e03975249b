"""What is known of a caller from before this call: flows can route by it, and agents see it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from acd.engine.call import LiveCall
from acd.engine.recent_callers import who_calls

if TYPE_CHECKING:
    from acd.engine.call_desk import CallDesk


def caller_context(desk: "CallDesk", call: LiveCall, now: float) -> Mapping[str, str]:
    """Return it by the names that flows use; nothing of who withholds the number."""
    who = who_calls(call.tenant_id, call.caller)
    if who is None:
        return {}
    context = {
        "caller.calls": str(desk.callers.calls(who, call.id, now)),
        "caller.open_callbacks": "1" if desk.callbacks.open_of(call.tenant_id, call.caller.number) else "0",
        "caller.open_messages": str(desk.messages.count(who)),
    }
    outcome = desk.callers.last_outcome(who)
    if outcome is not None:
        context["caller.last_outcome"] = outcome.value
    last = desk.last_agents.of(call.tenant_id, call.caller)
    if last is not None:
        context["caller.last_agent"] = last
    if call.profile is not None and call.profile.name:
        context["caller.known"] = call.profile.name
    return context
