"""What a controller could answer."""

from datetime import UTC, datetime, timedelta

from acd.client.shapes import Agent, Call, Caller, Queue, Status, Trunk

NOON = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def agent(state: str = "available", reason: str | None = None, wish: str | None = None, name: str = "Alice") -> Agent:
    """An agent."""
    return Agent("alice", name, state, reason, wish, NOON, 65.0, None, reach="reachable")


def call(
    number: str = "+15550123", name: str = "Carol", dialled: str = "+15550100", priority_s: float | None = 0.0
) -> Call:
    """A call in line."""
    return Call(
        id="1.18",
        state="waiting",
        tenant="florist",
        number=dialled,
        caller=Caller(number, name),
        queue="support",
        agent=None,
        started_at=NOON - timedelta(seconds=3725),
        ended_at=None,
        wait_s=12.3,
        talk_s=None,
        position=1,
        priority_s=priority_s,
        outcome=None,
        reason=None,
        expected_wait_s=44.4,
    )


def status(*, connected: bool = True, draining: bool = False, calls: tuple[Call, ...] = ()) -> Status:
    """Everything at one moment."""
    queues = (Queue("support", 1, 12.3, {"available": 2, "talking": 1}, 56.7), Queue("sales", 0, 0.0, {}))
    trunks = (Trunk("carrier", "reachable", True, "Registered"), Trunk("plain", "unknown", None, ""))
    return Status(NOON, connected, draining, queues, (agent(),), calls or (call(),), trunks)
