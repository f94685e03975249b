"""Telephony over ARI: keeps the link, tells what happens as domain events, carries out commands.

Who runs what: the app runs `run()` as one of its tasks; the dispatcher awaits `execute()`. This module starts no
task that outlives a connection, and never decides anything about a call.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from acd import ids, logs
from acd.ari import names
from acd.ari.connection import AriLink, EventSocket
from acd.ari.errors import TakenOver
from acd.ari.from_domain import from_domain, made_by, undo
from acd.ari.messages import UNUSED, ApplicationReplaced, CallBroadcast, FrameCounts, StasisStart, decode
from acd.ari.requests import Request, post, put
from acd.ari.snapshot import PbxInfo, ask_held, ask_info
from acd.ari.starts import Starts
from acd.ari.to_domain import to_domain
from acd.ari.version import check_version
from acd.clock import UtcScale
from acd.domain.commands import Answer, Command
from acd.domain.errors import CommandRejected, TransportError
from acd.domain.events import Event, LegAnswered, LegSeen, PbxConnected, PbxLost

log = logs.get("ari")

FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 2.0
LOSS_WITHIN_S = 0.1
"""After the first connection that broke, of all those to an Asterisk that died."""
EVENT_FILTER = {"disallowed": [{"type": name} for name in UNUSED]}


class AriTelephony:
    """One pool's calls on one Asterisk. Implements `ports.Telephony`."""

    def __init__(
        self,
        link: AriLink,
        pool: str,
        submit: Callable[[Event], None],
        scale: UtcScale,
        recall: Callable[[Sequence[LegSeen]], Awaitable[None]] | None = None,
    ) -> None:
        """Tell events to `submit`: called synchronously and in order, so it must be quick and must not raise.

        `recall` is awaited with what is found at the first connect, before it is told.
        """
        self._link = link
        self._application = names.application(pool)
        self._submit = submit
        self._scale = scale
        self._recall = recall
        self._tape = link.tape
        self._connected = False
        self._lost = asyncio.Event()
        """Set while there is no link."""
        self._lost.set()
        self._pbx: PbxInfo | None = None
        """Which Asterisk was there at the last connect."""
        self._held_back: list[bytes] | None = None
        """Frames that came while the snapshot was asked for; None when live."""
        self._starts = Starts()
        self._claims: asyncio.TaskGroup | None = None
        """Ends with the connection; None outside of one."""
        self.counts = FrameCounts()
        self.connects = 0

    @property
    def connected(self) -> bool:
        """Events flow, and commands are carried out."""
        return self._connected

    @property
    def pbx_version(self) -> str | None:
        """Version of the Asterisk of the last connect; None before the first."""
        return None if self._pbx is None else self._pbx.system.version

    @property
    def pbx_started_s(self) -> float | None:
        """When that Asterisk started, in seconds since 1970."""
        return None if self._pbx is None else self._pbx.status.started_s

    async def execute(self, command: Command) -> None:
        """Carry out one command. Raises CommandRejected, or TransportError when nobody knows."""
        requests = from_domain(command, self._application, self._scale)
        made = made_by(command)
        try:
            if made is not None:
                with self._starts.expect(made):
                    await self._carry_out(command, requests)
            else:
                await self._carry_out(command, requests)
        except TransportError:
            await self._loss()
            raise
        if isinstance(command, Answer):
            # ChannelStateChange would say the same; it is filtered out for its share of the traffic
            self._submit(LegAnswered(command.lane))

    async def _loss(self) -> None:
        """An Asterisk that dies breaks its connections in some order: let the loss be told first, if it is one."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOSS_WITHIN_S):
                await self._lost.wait()

    async def _carry_out(self, command: Command, requests: tuple[Request, ...]) -> None:
        done = 0
        try:
            for request in requests:
                await self._ask(request)
                done += 1
        except (CommandRejected, TransportError) as error:
            # what was refused at the first request left nothing behind
            if done or isinstance(error, TransportError):
                await self._clean_up(undo(command))
            raise

    async def _ask(self, request: Request) -> None:
        if request.after_start_of is not None:
            await self._starts.wait(request.after_start_of)
        # also after another controller took over: what it does must not be disturbed
        if not self._connected:
            raise TransportError("The link to Asterisk is down.")
        reply = await self._link.send(request)
        refusal = request.refusal(reply)
        if refusal is not None:
            raise refusal

    async def _clean_up(self, request: Request | None) -> None:
        if request is None or not self._connected:
            return
        try:
            await self._link.send(request)
        except TransportError:
            log.warning("a leg that failed could not be removed; its ring timeout will", action="leg_left")

    async def run(self) -> None:
        """Connect, read, and connect again, until cancelled. Raises PbxTooOld and TakenOver, which are final."""
        retry_s, told = FIRST_RETRY_S, ""
        while True:
            connects = self.connects
            try:
                await self._serve()
            except TransportError as error:
                # the same trouble every two seconds is said once
                if str(error) != told:
                    told = str(error)
                    log.warning("no link to Asterisk", action="no_link", error=told)
            finally:
                self._lose()
            if self.connects > connects:
                retry_s = FIRST_RETRY_S
            # spread, so that several controllers do not come back at one moment
            await asyncio.sleep(retry_s * (0.5 + ids.jitter() / 2))
            retry_s = min(retry_s * 2, LONGEST_RETRY_S)

    async def _serve(self) -> None:
        """Live through one connection, from the first question to the loss. Always raises."""
        info = await ask_info(self._link)
        check_version(info.system.version)
        async with self._link.events(self._application) as socket:
            # from here on every event reaches us; they wait until it is known what they meet
            self._held_back = []
            try:
                async with asyncio.TaskGroup() as group:
                    self._claims = group
                    group.create_task(self._read(socket), name="ari-events")
                    group.create_task(self._take_stock(info), name="ari-stock")
            except ExceptionGroup as group:
                # not `except*`: Python 3.11.2, that of Debian 12, wraps what is raised in there into a group again
                raise _cause(group) from group
            finally:
                self._claims = None

    async def _read(self, socket: EventSocket) -> None:
        async for frame in socket.frames():
            if self._held_back is None:
                self._take(frame)
            else:
                self._held_back.append(frame)

    async def _take_stock(self, info: PbxInfo) -> None:
        # Asterisk forgets the filter with the last channel of the application, so it is sent on every connect
        await self._link.ask(put("applications", self._application, "eventFilter", body=EVENT_FILTER))
        held = await ask_held(self._link, self._application, self._scale)
        if self._recall is not None and self.connects == 0:
            await self._recall(held.legs)
        held_back, self._held_back = self._held_back or [], None
        # a leg whose start is still to be told is none of the time before
        starting = {start.channel.id for start in map(_start_in, held_back) if start is not None}
        restarted = self._pbx is not None and self._pbx.status != info.status
        self._pbx = info
        self._connected = True
        self._lost.clear()
        self.connects += 1
        legs = tuple(leg for leg in held.legs if leg.leg_id not in starting)
        log.info("the link to Asterisk is up", action="link_up", legs=len(legs), restarted=restarted)
        self._submit(PbxConnected(legs, restarted, held.empty_bridges))
        for frame in held_back:
            self._take(frame)

    def _take(self, frame: bytes) -> None:
        """One event of Asterisk, carried through to its last consequence."""
        if self._tape is not None:
            self._tape.inbound(frame)
        message = decode(frame, self.counts)
        if message is None:
            return
        if isinstance(message, CallBroadcast):
            # before anything else, and nothing is decided: whoever can do this is alive, and that is the point
            if self._claims is not None:
                self._claims.create_task(self._claim(message.channel.id), name="ari-claim")
            return
        if isinstance(message, ApplicationReplaced):
            # at once, so that no command goes out any more
            self._lose()
            raise TakenOver
        self._starts.tell(message)
        for event in to_domain(message):
            self._submit(event)

    async def _claim(self, channel_id: str) -> None:
        claim = post("events", "claim", channelId=channel_id, application=self._application)
        try:
            reply = await self._link.send(claim)
        except TransportError:
            log.warning("a caller could not be claimed; the safety net takes the call", action="claim_lost")
            return
        if not reply.ok and reply.status not in (404, 409):  # the caller left, or somebody else was quicker
            log.warning("Asterisk refuses the claim of a caller", action="claim_refused", status=reply.status)

    def _lose(self) -> None:
        self._held_back = None
        if not self._connected:
            return
        self._connected = False
        log.warning("the link to Asterisk is down", action="link_down")
        self._starts.lose()
        self._submit(PbxLost())
        self._lost.set()


def _start_in(frame: bytes) -> StasisStart | None:
    message = decode(frame, FrameCounts())
    return message if isinstance(message, StasisStart) else None


def _cause(group: ExceptionGroup[Exception]) -> Exception:
    """Return what ended a connection: being replaced before a loss, and a fault of ours, if any, as it is."""
    for kind in (TakenOver, TransportError):
        found = [error for error in group.exceptions if isinstance(error, kind)]
        if found and all(isinstance(error, TakenOver | TransportError) for error in group.exceptions):
            return found[0]
    return group
