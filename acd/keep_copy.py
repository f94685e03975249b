"""Keeps a local copy of what a start needs of the database: the configuration in force, and where agents are.

A controller that starts while the database is away goes on with it, so that callers are served; see docs/restart.md.
"""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from acd import logs
from acd.clock import UtcScale
from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.callbacks import attempt_of
from acd.domain.caller_events import Conversation, ConversationsRecalled
from acd.domain.callers import CallerKey
from acd.domain.calls import CallId, SegmentKind
from acd.domain.events import LegSeen
from acd.domain.stored import AgentRestored, CallStored
from acd.domain.tenants import TenantId

log = logs.get("copy")

SETTLE_S = 0.5
"""Changes within this time are written once."""
PARTS_UNKNOWN = 100_000
"""More than any call has stretches, offers or recordings."""


class _Agent(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    state: str
    since_ms: int
    reason: str | None = None
    endpoint: str | None = None
    pause_wish: str | None = None
    sign_out_wish: bool = False
    until_ms: int | None = None


class Copy(msgspec.Struct, frozen=True):
    """What was in force when it was written."""

    version: int
    document: str
    """As it is stored."""
    agents: tuple[_Agent, ...] = ()
    talks: tuple[tuple[str, str, str], ...] = ()
    """Tenant, digits of the caller's number, and the agent who talked to them last; the newest last."""

    def recalled(self) -> ConversationsRecalled:
        """Return who talked last to whom as the engine is told of it."""
        talks = (Conversation(TenantId(tenant), CallerKey(key), AgentId(agent)) for tenant, key, agent in self.talks)
        return ConversationsRecalled(tuple(talks))

    def restored(self, scale: UtcScale) -> tuple[AgentRestored, ...]:
        """Return the agents as the engine is told of them; a state of another release is an absence."""
        return tuple(_restored(agent, scale) for agent in self.agents)


_decoder = msgspec.json.Decoder(Copy)


class CopyKeeper:
    """Writes the copy when something changed; never on the way of a call."""

    def __init__(
        self,
        path: Path,
        configuration: Callable[[], tuple[int, str] | None],
        agents: Callable[[], Iterable[AgentRestored]],
        conversations: Callable[[], Iterable[Conversation]],
        scale: UtcScale,
    ) -> None:
        """`configuration` returns version and document; None before the first."""
        self._path = path
        self._configuration, self._scale = configuration, scale
        self._agents, self._conversations = agents, conversations
        self._due = asyncio.Event()

    def check(self) -> None:
        """Something may have changed. Cheap: it may be called at every event."""
        self._due.set()

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            await self.write()
            await asyncio.sleep(SETTLE_S)

    async def write(self) -> None:
        """Bring the copy up to date; a disk that fails is told and tried again with the next change."""
        configuration = self._configuration()
        if configuration is None:
            return
        agents = tuple(_agent(one, self._scale) for one in self._agents())
        talks = tuple((one.tenant_id, one.caller, one.agent_id) for one in self._conversations())
        text = msgspec.json.encode(Copy(*configuration, agents, talks))
        try:
            await asyncio.to_thread(_write_synced, self._path, text)
        except OSError as error:
            log.warning("the local copy of the configuration cannot be written", action="copy", error=str(error))


def read(path: Path) -> Copy | None:
    """Return the copy; None when there is none that can be read."""
    try:
        return _decoder.decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("the local copy of the configuration cannot be read", action="copy", error=str(error))
        return None


def told_by_pbx(legs: Iterable[LegSeen], now: float) -> Iterator[CallStored]:
    """Yield what the PBX alone says of calls of an earlier controller: whose they are, and since when.

    How many parts their accounts have is not known, so those to come are numbered from far above; the time since the
    last one that is stored, at most that without a controller and of the stretch before it, is nobody's.
    """
    for leg in legs:
        memo = leg.memo
        if memo is None or not (leg.is_caller or attempt_of(leg.leg_id)):
            continue
        call_id, talks = CallId(leg.leg_id), leg.peer is not None
        if memo.queue_id is None:  # in the first stretch of all
            yield CallStored(call_id, memo.tenant_id, memo.arrived)
            continue
        yield CallStored(
            call_id,
            memo.tenant_id,
            memo.arrived,
            queue_id=memo.queue_id,
            queued_at=memo.queued_at,
            connected_at=leg.bridged if talks else None,
            agent_id=memo.agent_id if talks else None,
            segments=PARTS_UNKNOWN,
            last_kind=SegmentKind.RING if talks else SegmentKind.FLOW,
            last_end=now,
            offers=PARTS_UNKNOWN,
            recordings=PARTS_UNKNOWN,
            moves=memo.moves,
        )


def _agent(told: AgentRestored, scale: UtcScale) -> _Agent:
    def utc_ms(moment: float | None) -> int | None:
        return None if moment is None else scale.utc_ms(int(moment * 1000))

    return _Agent(
        id=told.agent_id,
        state=told.state.value,
        since_ms=utc_ms(told.since) or 0,
        reason=told.reason,
        endpoint=told.endpoint,
        pause_wish=told.pause_wish,
        sign_out_wish=told.sign_out_wish,
        until_ms=utc_ms(told.until),
    )


def _restored(agent: _Agent, scale: UtcScale) -> AgentRestored:
    return AgentRestored(
        agent_id=AgentId(agent.id),
        state=AgentState(agent.state) if agent.state in set(AgentState) else AgentState.OFFLINE,
        reason=agent.reason,
        since=scale.moment(agent.since_ms),
        endpoint=None if agent.endpoint is None else Endpoint(agent.endpoint),
        pause_wish=agent.pause_wish,
        sign_out_wish=agent.sign_out_wish,
        until=None if agent.until_ms is None else scale.moment(agent.until_ms),
    )


def _write_synced(path: Path, text: bytes) -> None:
    """Write a file whole, and wait until the disk has it."""
    new = path.with_suffix(".new")
    # phones and names are in it
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
