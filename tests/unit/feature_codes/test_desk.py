"""Which phones may use codes, what is no code, and what is left when somebody hangs up."""

import pytest

from acd.domain.agents import AgentState
from acd.domain.feature_codes import FeatureCodes, Sentence
from tests.unit.engine.scenes import ALICE, BOB
from tests.unit.feature_codes.stage import DESK, Stage, asks, opening, says

OPENING = opening()


@pytest.mark.parametrize(
    "code", ["*99", "45", "*45*1", "*4", "*46*1", "*4612", "*47*", "*47x", "*47*1x", "*\u0664\u0665", ""]
)
async def test_what_is_no_code(code: str) -> None:
    """Is not even answered; the dialplan says no."""
    stage = Stage().signed_in(ALICE)
    await stage.play(code)
    assert stage.counted == [("none", "unknown")]


@pytest.mark.parametrize(
    ("phone", "context"),
    [
        ("agent-alice", "from-trunk"),
        ("trunk-carrier", "from-agent"),
        ("agent-nobody", "from-agent"),
        ("", "from-agent"),
    ],
)
async def test_who_is_no_phone_of_ours(phone: str, context: str) -> None:
    """Whatever the dialplan lets through."""
    stage = Stage().signed_in(ALICE)
    await stage.play("*45", phone=phone, context=context)
    assert stage.counted == [("none", "unknown")]
    assert stage.state(ALICE) is AgentState.AVAILABLE


async def test_nothing_is_configured() -> None:
    """No codes, no answer."""
    stage = Stage(settings=FeatureCodes()).signed_in(ALICE)
    await stage.play("*45")
    assert stage.counted == [("none", "unknown")]


@pytest.mark.parametrize("kept", range(len(OPENING) + 2))
async def test_a_phone_that_hangs_up_at_any_step_of_a_sign_in(kept: int) -> None:
    """Nobody is signed in before the PIN, and the code is counted."""
    talk = (*OPENING, asks(Sentence.ENTER_NUMBER, "7001"), asks(Sentence.ENTER_PIN, "111111"))
    stage = Stage()
    hung_up = (talk[kept][0], "HANGUP")
    await stage.play("*11", *talk[:kept], hung_up, phone=DESK)
    assert stage.counted == [("sign_in", "hung_up")]
    assert stage.state(ALICE) is AgentState.OFFLINE


async def test_who_hangs_up_before_the_confirmation_was_granted_it() -> None:
    """The request is one step of the engine."""
    stage = Stage()
    await stage.play("*45", *OPENING, (says(Sentence.SIGNED_IN)[0], "HANGUP"))
    assert stage.state(ALICE) is AgentState.AVAILABLE
    assert stage.counted == [("toggle_sign_in", "hung_up")]


async def test_a_key_with_a_lamp_dials_what_the_lamp_watches() -> None:
    """One's own works like the code; nobody pauses a colleague, nor signs one in."""
    stage = Stage()
    await stage.dial("*45*alice", says(Sentence.SIGNED_IN))
    await stage.dial("*46*alice", says(Sentence.PAUSED))
    for code in ("*45*bob", "*46*bob"):
        await stage.dial(code, says(Sentence.NOT_POSSIBLE))
    assert (stage.state(ALICE), stage.state(BOB)) == (AgentState.PAUSED, AgentState.OFFLINE)
    await stage.dial("*46*alice", says(Sentence.NOT_POSSIBLE), phone=DESK)
    assert [outcome for _, outcome in stage.counted] == ["done", "done", "refused", "refused", "refused"]
