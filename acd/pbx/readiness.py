"""Can the started Asterisk take calls? A small HTTP question, since the real ARI client is above this package."""

import asyncio
import base64

from acd.pbx.plan import PbxPlan

_ANSWER_LIMIT_S = 2.0
_TRANSPORTS = ("transport-udp", "transport-tcp")


async def booted(plan: PbxPlan) -> bool:
    """True when ARI answers 200; while Asterisk boots it refuses, or answers 404 or 503."""
    return await _status(plan, "asterisk/info?only=status") == 200


async def missing_transports(plan: PbxPlan) -> list[str]:
    """SIP transports that could not be opened: Asterisk drops such an object and goes on without it."""
    path = "asterisk/config/dynamic/res_pjsip/transport"
    return [name for name in _TRANSPORTS if await _status(plan, f"{path}/{name}") != 200]


async def _status(plan: PbxPlan, path: str) -> int:
    """HTTP status of a GET; 0 when nobody answers in time."""
    try:
        async with asyncio.timeout(_ANSWER_LIMIT_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", plan.ari_port)
            try:
                writer.write(_request(plan, path))
                return _parsed(await reader.readline())
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return 0


def _request(plan: PbxPlan, path: str) -> bytes:
    credentials = base64.b64encode(f"{plan.ari_user}:{plan.ari_password}".encode()).decode()
    lines = [
        f"GET /ari/{path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Basic {credentials}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _parsed(line: bytes) -> int:
    """Status of "HTTP/1.1 200 OK"; 0 for anything else."""
    words = line.split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
