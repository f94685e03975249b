"""Lamps over ARI: only ours are listed, each is switched by its name, and a refusal is not taken for success."""

import pytest

from acd.ari.connection import AriLink
from acd.ari.errors import ProvisioningFailed
from acd.ari.lamps import LampBoard
from acd.domain.errors import TransportError
from tests.unit.ari.peer import running, says

LAMP = "Stasis:acd-main.pause.alice"
PATH = "deviceStates/Stasis%3Aacd-main.pause.alice"


async def test_lamps_of_this_pool_are_listed() -> None:
    """Devices of others are not ours to switch off."""
    states = {
        LAMP: "INUSE",
        "Stasis:acd-main.in.bob": "NOT_INUSE",
        "Stasis:acd-main2.in.bob": "INUSE",
        "Stasis:x": "BUSY",
    }
    async with running() as peer:
        peer.answers["GET deviceStates"] = says(200, [{"name": name, "state": states[name]} for name in states])
        async with AriLink(peer.settings()) as link:
            assert await LampBoard(link).held("Stasis:acd-main.") == {LAMP: True, "Stasis:acd-main.in.bob": False}
        peer.answers["GET deviceStates"] = says(500)
        async with AriLink(peer.settings()) as link:
            with pytest.raises(TransportError):
                await LampBoard(link).held("Stasis:")


async def test_a_lamp_is_switched_and_forgotten() -> None:
    """By name; one that is gone already is forgotten too."""
    async with running() as peer, AriLink(peer.settings()) as link:
        board = LampBoard(link)
        await board.show(LAMP, True)
        await board.show(LAMP, False)
        peer.answers[f"DELETE {PATH}"] = says(404)
        await board.forget(LAMP)
        await board.reload_hints()
        assert peer.commands() == [
            f"PUT {PATH}?deviceState=INUSE",
            f"PUT {PATH}?deviceState=NOT_INUSE",
            f"DELETE {PATH}",
            "PUT asterisk/modules/pbx_config.so",
        ]


async def test_a_refusal_is_told() -> None:
    """With what was asked for."""
    async with running() as peer, AriLink(peer.settings()) as link:
        peer.answers["PUT asterisk/modules/pbx_config.so"] = says(409, {"message": "in progress"})
        with pytest.raises(ProvisioningFailed, match=r"pbx_config\.so.*409"):
            await LampBoard(link).reload_hints()


async def test_many_lamps_may_take_asterisk_longer_than_a_command_of_a_call() -> None:
    """A reload is waited for; anything else is not."""
    async with running() as peer, AriLink(peer.settings(request_timeout_s=0.1)) as link:
        peer.answers["PUT asterisk/modules/pbx_config.so"] = says(204, delay_s=0.3)
        await LampBoard(link).reload_hints()
        peer.answers[f"PUT {PATH}"] = says(204, delay_s=0.3)
        with pytest.raises(TransportError):
            await LampBoard(link).show(LAMP, True)
