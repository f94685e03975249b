"""Asks other systems, at most so many at once; every ask has exactly one end, and nobody waits for it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from yarl import URL

from acd import logs
from acd.clock import Clock
from acd.domain.commands import AskWeb, Command, Refusal
from acd.domain.errors import CommandRejected
from acd.domain.events import Event
from acd.domain.web_asks import AskFailure, WebAnswered, WebFailed, WebTarget, WebTargetId
from acd.web_asks.address import OwnThreads, PublicResolver, refuse_private
from acd.web_asks.answer import understood
from acd.web_asks.request import NothingToAsk, prepare
from acd.web_asks.secrets import SecretMissing, WebSecrets

log = logs.get("web_asks")

MOST: Final = 64
MOST_OF_ONE: Final = 8
"""Of one other system: a slow one must not keep the others from being asked."""
LARGEST: Final = 65_536
"""Bytes of an answer."""
_CHUNK: Final = 8192

Targets = Callable[[], Mapping[WebTargetId, WebTarget]]
Told = Callable[[WebTargetId, str, float], None]
"""Told of every ask that is over: whom, how (`answered` or why not), and the seconds that it took."""
Spawn = Callable[[Coroutine[Any, Any, None], str], object]


class WebAsks:
    """A `Telephony` for the one command that does not go to the PBX. To be entered before it is used."""

    def __init__(
        self,
        targets: Targets,
        secrets: WebSecrets,
        submit: Callable[[Event], None],
        spawn: Spawn,
        told: Told,
        clock: Clock,
    ) -> None:
        self._targets = targets
        self._secrets = secrets
        self._submit = submit
        self._spawn = spawn
        self._told = told
        self._clock = clock
        self._under_way: Counter[WebTargetId] = Counter()
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        for private in (False, True):
            resolver = OwnThreads() if private else PublicResolver(OwnThreads())
            connector = aiohttp.TCPConnector(resolver=resolver, limit=MOST, limit_per_host=MOST_OF_ONE)
            self._sessions[private] = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=False
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    async def execute(self, command: Command) -> None:
        """Begin to ask; what comes of it is told as an event. Raises CommandRejected for another command."""
        if not isinstance(command, AskWeb):
            raise CommandRejected(Refusal.REFUSED, "only other systems are asked here")
        target = self._targets().get(command.target_id)
        if target is None:  # removed since the call began
            self._fail(command, AskFailure.UNKNOWN_TARGET, "it is not in the configuration any more", 0.0)
        elif self._under_way.total() >= MOST or self._under_way[target.id] >= MOST_OF_ONE:
            self._fail(command, AskFailure.BUSY, "as many asks are under way as may be", 0.0)
        else:
            self._under_way[target.id] += 1
            self._spawn(self._ask(command, target), "ask")

    async def _ask(self, command: AskWeb, target: WebTarget) -> None:
        began = self._clock.now()
        try:
            values, why = await self._values(command, target)
        finally:
            self._under_way[target.id] -= 1
        took_s = self._clock.now() - began
        if isinstance(values, AskFailure):
            self._fail(command, values, why, took_s)
        else:
            self._told(target.id, "answered", took_s)
            self._submit(WebAnswered(command.lane, command.ask_id, values))

    async def _values(self, command: AskWeb, target: WebTarget) -> tuple[Mapping[str, str] | AskFailure, str]:
        try:
            async with asyncio.timeout(target.timeout_s):
                return await self._sent(command, target)
        except TimeoutError:
            return AskFailure.TIMEOUT, f"no answer within {target.timeout_s:g} s"
        except NothingToAsk as error:
            return AskFailure.NOT_FOUND, str(error)
        except SecretMissing as error:
            return AskFailure.NO_SECRET, str(error)
        except (aiohttp.ClientError, OSError, ValueError) as error:  # ValueError: what is no HTTP at all
            return AskFailure.UNREACHABLE, f"{type(error).__name__}: {error}"
        except Exception:  # whatever a stranger's server makes of the library, the caller goes on
            log.exception("a bug in asking another system", action="ask_bug", target=target.id)
            return AskFailure.UNREACHABLE, "a bug; see above"

    async def _sent(self, command: AskWeb, target: WebTarget) -> tuple[Mapping[str, str] | AskFailure, str]:
        bearer = self._secrets.bearer(target.id) if target.bearer else None
        key = self._secrets.key(target.id) if target.signed else None
        at_s = int(self._clock.utc().timestamp())
        made = prepare(target, command.ask_id, command.data, at_s, bearer=bearer, key=key)
        # as it is: nothing is to be decoded, joined or made shorter
        url = URL(made.url, encoded=True)
        if not target.private:
            refuse_private(url.host or "")
        request = self._sessions[target.private].request(
            *(made.method, url),
            headers=made.headers,
            data=made.body,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None),
        )
        async with request as answer:
            if answer.headers.get("Content-Encoding", "identity") != "identity":
                return AskFailure.NOT_UNDERSTOOD, "the answer is compressed, though nobody asked for that"
            body = b""
            async for chunk in answer.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > LARGEST:
                    return AskFailure.TOO_BIG, f"the answer has more than {LARGEST} bytes"
            return understood(answer.status, body, target.answer), f"status {answer.status}"

    def _fail(self, command: AskWeb, why: AskFailure, detail: str, took_s: float) -> None:
        self._told(command.target_id, why.value, took_s)
        log.warning(
            "another system gave no answer that can be used",
            action="ask_failed",
            target=command.target_id,
            call=command.lane,
            why=why.value,
            detail=detail[:200],
        )
        self._submit(WebFailed(command.lane, command.ask_id, why))
