"""What a controller asks of Asterisk is there: the entry, and each kind of request, with the modules loaded."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from acd.pbx.endpoints import trunk
from tests.acceptance.pbx.ari_probe import ask, push
from tests.acceptance.pbx.sip_probe import SipProbe, status
from tests.acceptance.pbx.test_boot import complaints
from tests.fixtures.pbx import RunningPbx, running_pbx

pytestmark = pytest.mark.live

CARRIER = "127.0.0.2"


@asynccontextmanager
async def events(pbx: RunningPbx) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """The events of the pool's application."""
    url = f"http://127.0.0.1:{pbx.plan.ari_port}/ari/events?app={pbx.plan.app}"
    headers = {"Authorization": aiohttp.encode_basic_auth(pbx.plan.ari_user, pbx.plan.ari_password)}
    async with aiohttp.ClientSession(headers=headers) as session, session.ws_connect(url) as socket:
        yield socket


async def next_event(pbx: RunningPbx, socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next event of a kind; callers are claimed."""
    while True:
        event: dict[str, Any] = await socket.receive_json(timeout=10)
        if event["type"] == "CallBroadcast":
            claim = f"events/claim?channelId={event['channel']['id']}&application={pbx.plan.app}"
            assert ask(pbx.plan, "POST", claim)[0] == 204
        if event["type"] == kind:
            return event


async def test_a_caller_arrives_with_the_number_dialled(tmp_path: Path) -> None:
    """The number is in the event, not in an argument; when the controller lets go, the call ends."""
    async with running_pbx(tmp_path) as pbx, events(pbx) as socket:
        push(pbx.plan, trunk(pbx.plan, "carrier", [CARRIER]))
        with SipProbe("4930111", pbx.plan.sip_port, CARRIER) as caller:
            caller.call("+4930222")
            channel = (start := await next_event(pbx, socket, "StasisStart"))["channel"]
            assert start["args"] == ["caller"]
            assert channel["dialplan"]["exten"] == "+4930222"
            assert channel["caller"]["number"] == "4930111"
            assert channel["id"].startswith(f"{pbx.plan.system_name}-")
            assert ask(pbx.plan, "POST", f"channels/{channel['id']}/answer")[0] == 204
            assert status(caller.final()) == 200
            assert ask(pbx.plan, "POST", f"channels/{channel['id']}/continue")[0] == 204
            assert caller.wait_for(lambda text: text.startswith("BYE "))


async def test_each_kind_of_request_works(tmp_path: Path) -> None:
    """Music, prompts, waiting room, mixing, recording, listening in: no module is missing, and none complains."""
    async with running_pbx(tmp_path) as pbx, events(pbx) as socket:
        push(pbx.plan, trunk(pbx.plan, "carrier", [CARRIER]))
        with SipProbe("4930111", pbx.plan.sip_port, CARRIER) as caller:
            caller.call("4930222")
            channel = (await next_event(pbx, socket, "StasisStart"))["channel"]["id"]
            for method, path, expected in (
                ("POST", f"channels/{channel}/answer", 204),
                ("POST", f"channels/{channel}/variable?variable=CHANNEL(musicclass)&value=default", 204),
                ("POST", f"channels/{channel}/variable?variable=TIMEOUT(absolute)&value=60", 204),
                ("POST", f"channels/{channel}/moh?mohClass=default", 204),
                ("DELETE", f"channels/{channel}/moh", 204),
                ("POST", "bridges/room?type=holding", 200),
                ("POST", f"bridges/room/addChannel?channel={channel}&role=holding_participant", 204),
                ("POST", f"bridges/room/removeChannel?channel={channel}", 204),
                ("POST", "bridges/mix?type=mixing", 200),
                ("POST", f"bridges/mix/addChannel?channel={channel}", 204),
                ("POST", "bridges/mix/record?name=whole&format=wav", 201),
                ("POST", "bridges/mix/play?media=sound:beep&playbackId=to-all", 201),
                ("WAIT", "to-all", 0),
                ("POST", "recordings/live/whole/stop", 204),
                ("POST", f"bridges/mix/removeChannel?channel={channel}", 204),
                ("POST", f"channels/{channel}/snoop?app={pbx.plan.app}&spy=both&whisper=out&snoopId=ear", 200),
                ("DELETE", "channels/ear", 204),
                ("POST", f"channels/{channel}/play?media=sound:beep&playbackId=to-one", 201),
                ("WAIT", "to-one", 0),
            ):
                if method == "WAIT":
                    finished = (await next_event(pbx, socket, "PlaybackFinished"))["playback"]
                    assert (finished["id"], finished["state"]) == (path, "done")
                else:
                    assert ask(pbx.plan, method, path)[0] == expected, path
            assert ask(pbx.plan, "GET", "recordings/stored/whole")[0] == 200
            assert ask(pbx.plan, "DELETE", f"channels/{channel}")[0] == 204
        assert complaints(pbx.plan.log) == []


async def test_whoever_has_the_password_has_no_shell(tmp_path: Path) -> None:
    """Functions that read files or run programs give nothing: their modules are not there."""
    async with running_pbx(tmp_path) as pbx:
        for function in ("SHELL(id)", "FILE(/etc/passwd)", "CURL(http://127.0.0.1)"):
            assert ask(pbx.plan, "GET", f"asterisk/variable?variable={function}") == (200, {"value": ""})
