"""In and out at one's own phone."""

from acd.domain.agents import AgentState
from acd.domain.events import SignInRequested
from acd.domain.feature_codes import Sentence
from tests.unit.engine.scenes import ALICE, BOB
from tests.unit.feature_codes.stage import DESK, Stage, says


async def test_in_and_out() -> None:
    """Without a PIN."""
    stage = Stage()
    await stage.dial("*45", says(Sentence.SIGNED_IN))
    assert stage.state(ALICE) is AgentState.AVAILABLE
    await stage.dial("*45", says(Sentence.SIGNED_OUT))
    assert stage.state(ALICE) is AgentState.OFFLINE


async def test_who_sits_elsewhere_comes_home() -> None:
    """Signed in here, and not out there."""
    stage = Stage()
    stage.tell(SignInRequested(ALICE, DESK))
    await stage.dial("*45", says(Sentence.SIGNED_IN))
    assert stage.engine.agents.agents[ALICE].phone == "agent-alice"


async def test_a_guest_gives_way_unless_they_talk() -> None:
    """The phone is its owner's."""
    stage = Stage()
    stage.tell(SignInRequested(BOB, stage.engine.agents.agents[ALICE].spec.endpoint))
    # spoken to the guest until the owner is known to be here
    await stage.dial("*45", ('STREAM FILE "de/signed-in" ""', "200 result=0"), language="de")
    assert (stage.state(ALICE), stage.state(BOB)) == (AgentState.AVAILABLE, AgentState.OFFLINE)


async def test_a_wish_to_go_is_taken_back() -> None:
    """By the same code."""
    stage = Stage().talking()
    await stage.dial("*45", says(Sentence.SIGN_OUT_LATER))
    await stage.dial("*45", says(Sentence.SIGNED_IN))
    assert stage.engine.agents.agents[ALICE].wish is None


async def test_in_a_call_elsewhere() -> None:
    """The call is not torn away."""
    stage = Stage()
    stage.tell(SignInRequested(ALICE, DESK))
    stage.talking()
    await stage.dial("*45", says(Sentence.IN_CALL_ELSEWHERE))
    assert stage.counted == [("toggle_sign_in", "refused")]


async def test_a_desk_is_nobodys() -> None:
    """There is no owner who could do without a PIN."""
    stage = Stage()
    await stage.dial("*45", says(Sentence.NO_OWNER), phone=DESK)
    assert stage.counted == [("toggle_sign_in", "refused")]
