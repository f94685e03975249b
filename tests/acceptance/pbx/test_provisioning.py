"""Phones and trunks are pushed over ARI, work at once, and are still there after a restart of Asterisk."""

from pathlib import Path

import pytest

from acd.pbx.endpoints import phone, trunk
from acd.pbx.process import AsteriskProcess
from tests.acceptance.pbx.ari_probe import ask, push, stored
from tests.acceptance.pbx.sip_probe import SipProbe
from tests.fixtures.pbx import asterisk, running_pbx

pytestmark = pytest.mark.live


async def test_a_pushed_phone_registers_with_its_password_only(tmp_path: Path) -> None:
    """Asterisk holds a digest, never the password; a wrong password and an unknown name are refused alike."""
    async with running_pbx(tmp_path) as pbx:
        objects = phone(pbx.plan, "agent-anna", "right-password")
        push(pbx.plan, objects)
        with SipProbe("agent-anna", pbx.plan.sip_port) as anna:
            assert anna.register("right-password") == 200
            assert anna.register("wrong-password") == 401
        with SipProbe("agent-nobody", pbx.plan.sip_port) as nobody:
            assert nobody.register("right-password") == 401
        assert b"right-password" not in database(pbx.plan.state)


async def test_a_new_password_replaces_the_old_one(tmp_path: Path) -> None:
    """A second PUT changes a living phone; no reload is needed."""
    async with running_pbx(tmp_path) as pbx:
        push(pbx.plan, phone(pbx.plan, "agent-anna", "old-password"))
        push(pbx.plan, phone(pbx.plan, "agent-anna", "new-password"))
        with SipProbe("agent-anna", pbx.plan.sip_port) as anna:
            assert anna.register("old-password") == 401
            assert anna.register("new-password") == 200


async def test_a_deleted_phone_is_gone(tmp_path: Path) -> None:
    """The endpoint last, so that a removal that was cut off is seen; it lets nobody in and breaks nothing."""
    async with running_pbx(tmp_path) as pbx:
        objects = phone(pbx.plan, "agent-anna", "right-password")
        push(pbx.plan, objects)
        answers = []
        with SipProbe("agent-anna", pbx.plan.sip_port) as anna:
            # auth, aor, endpoint
            for each in objects:
                assert [found["resource"] for found in ask(pbx.plan, "GET", "endpoints/PJSIP")[1]] == ["agent-anna"]
                assert ask(pbx.plan, "DELETE", each.path)[0] == 204
                assert stored(pbx.plan, each) == {}
                answers.append(anna.register("right-password"))
        assert answers == [500, 500, 401]
        assert ask(pbx.plan, "GET", "endpoints/PJSIP")[1] == []
        log = (pbx.plan.log / "messages.log").read_text()
        assert [line for line in log.splitlines() if "ERROR" in line and "ccss" not in line] == []


async def test_everything_pushed_survives_a_restart(tmp_path: Path) -> None:
    """Every attribute that was set is what Asterisk holds, before and after; its log complains of nothing else."""
    async with running_pbx(tmp_path) as pbx:
        objects = [
            *phone(pbx.plan, "agent-anna", "p" * 20),
            *trunk(pbx.plan, "carrier", ["127.0.0.2", "10.1.0.0/16"]),
        ]
        push(pbx.plan, objects)
        before = [stored(pbx.plan, each) for each in objects]
        await pbx.process.stop()
        again = await AsteriskProcess.start(pbx.plan, asterisk())
        try:
            await again.wait_ready(30)
            assert [stored(pbx.plan, each) for each in objects] == before
            for each, held in zip(objects, before, strict=True):
                assert {key for key, _ in each.fields} <= held.keys()
            log = (pbx.plan.log / "messages.log").read_text()
            assert "unknown format" not in log and "Error parsing" not in log
        finally:
            await again.stop()


async def test_callers_keep_their_numbers_after_a_restart(tmp_path: Path) -> None:
    """An endpoint without a callerid comes back with the number "unknown", and so do all its callers."""
    async with running_pbx(tmp_path) as pbx:
        push(pbx.plan, trunk(pbx.plan, "carrier", ["127.0.0.2"]))
        await pbx.process.stop()
        again = await AsteriskProcess.start(pbx.plan, asterisk())
        try:
            await again.wait_ready(30)
            with SipProbe("4930111", pbx.plan.sip_port, "127.0.0.2") as caller:
                answer = caller.invite("4930222")
                numbers = [channel["caller"]["number"] for channel in ask(pbx.plan, "GET", "channels")[1]]
                assert numbers == ["4930111"]
                caller.hang_up(answer)
        finally:
            await again.stop()


def database(state: Path) -> bytes:
    """All bytes of Asterisk's own database."""
    return b"".join(path.read_bytes() for path in (state / "lib").glob("astdb*"))
