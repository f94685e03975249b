"""What messages mean."""

from typing import Any

import pytest

from acd.ari.messages import FrameCounts, decode
from acd.ari.to_domain import to_domain
from acd.domain.calls import CallerId, CallId, LegEndCause, LegId, PlaybackId
from acd.domain.events import (
    CallArrived,
    DigitPressed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegRinging,
    LegUnheld,
    PlaybackEnded,
)
from acd.domain.tenants import Number
from tests.unit.ari.frames import (
    AGENT,
    CALLER,
    EAR,
    SUPERVISOR,
    agent,
    agent_start,
    arrival,
    bridge,
    caller,
    ear,
    frame,
)

A, C = LegId(AGENT), LegId(CALLER)


def meaning(data: bytes) -> list[Event]:
    """The events of one frame."""
    message = decode(data, FrameCounts())
    assert message is not None
    return list(to_domain(message))


def test_a_caller_arrives() -> None:
    """The call is named by the channel's unique id, as CDR and CEL name it."""
    assert meaning(arrival()) == [
        CallArrived(CallId(CALLER), C, Number("+498912345"), CallerId("+4930123", "Ann")),
    ]


def test_what_a_caller_writes_is_cleaned() -> None:
    """Before anybody sees it."""
    [event] = meaning(arrival(caller={"name": "A\u202e\nB", "number": "1\x00"}))
    assert isinstance(event, CallArrived)
    assert event.caller == CallerId("1", "A B")


def test_a_leg_of_ours_begins_silently() -> None:
    """The engine asked for it and knows."""
    assert meaning(agent_start()) == []


def test_a_channel_that_runs_through_stasis_while_it_hangs_up_is_no_call() -> None:
    """Seen with an entry pattern that also matches the extension `h`."""
    again = {"exten": "h", "app_name": "Stasis", "app_data": "acd-main,caller"}
    assert meaning(arrival(dialplan=again)) == []


@pytest.mark.parametrize(
    ("status", "events"),
    [
        ("", []),
        ("RINGING", [LegRinging(A)]),
        ("PROGRESS", [LegRinging(A)]),
        ("ANSWER", [LegAnswered(A)]),
        ("BUSY", []),
        ("NOANSWER", []),
        ("CANCEL", []),
    ],
)
def test_dialling(status: str, events: list[Event]) -> None:
    """A refusal shows itself when the channel is gone, with its cause; telling it twice would lose the cause."""
    assert meaning(frame("Dial", dialstatus=status, peer=agent("Ringing"))) == events


@pytest.mark.parametrize(
    ("fields", "events"),
    [
        ({"channel": agent(), "bridge": bridge(CALLER, AGENT)}, [LegConnected(A)]),
        ({"channel": caller(), "bridge": bridge(CALLER, AGENT)}, [LegConnected(A)]),
        ({"channel": caller(), "bridge": bridge(CALLER)}, []),
        ({"channel": agent(), "bridge": bridge(AGENT)}, []),
        ({"channel": caller(), "bridge": bridge(CALLER, kind="holding")}, []),
        ({"channel": caller(), "bridge": bridge(CALLER, "other", kind="holding")}, []),
    ],
)
def test_connected_means_that_both_are_in(fields: dict[str, Any], events: list[Event]) -> None:
    """Whoever enters second; a waiting room connects nobody."""
    assert meaning(frame("ChannelEnteredBridge", **fields)) == events


def test_an_ear_is_nobody_and_connects_nobody() -> None:
    """It begins silently, and is no second party, whoever enters first; its end is told like that of any leg."""
    assert meaning(frame("StasisStart", args=[], channel=ear())) == []
    entered = {"bridge": bridge(SUPERVISOR, EAR)}
    assert meaning(frame("ChannelEnteredBridge", channel=ear(), **entered)) == []
    both = meaning(frame("ChannelEnteredBridge", channel=agent(id=SUPERVISOR), **entered))
    assert both == [LegConnected(LegId(SUPERVISOR))]
    assert meaning(frame("StasisEnd", channel=ear())) == [LegEnded(LegId(EAR))]


@pytest.mark.parametrize("state", ["Up", "Ring"])
def test_a_caller_who_leaves_without_a_hang_up_goes_on_in_the_dialplan(state: str) -> None:
    """The lease ran out. After a hang-up the same sign is late, and nobody looks at it."""
    assert meaning(frame("ChannelHangupRequest", channel=caller(state))) == [LegEnded(C)]
    assert meaning(frame("StasisEnd", channel=caller(state))) == [LegEnded(C, LegEndCause.LEFT)]


@pytest.mark.parametrize("kind", ["ChannelHangupRequest", "StasisEnd"])
@pytest.mark.parametrize(
    ("channel", "events"),
    [
        (agent("Up"), [LegEnded(A)]),
        (agent("Ringing"), []),
        (agent("Down"), []),
    ],
)
def test_the_first_sign_of_the_end(kind: str, channel: dict[str, Any], events: list[Event]) -> None:
    """It counts for conversations; an agent's leg that nobody answered still owes its cause."""
    assert meaning(frame(kind, channel=channel)) == events


@pytest.mark.parametrize(
    ("channel", "codes", "events"),
    [
        (agent("Ringing"), {"cause": 21, "tech_cause": 603}, [LegEnded(A, LegEndCause.REFUSED)]),
        (agent("Down"), {"cause": 19, "tech_cause": 480}, [LegEnded(A, LegEndCause.NO_ANSWER)]),
        # removed by us before it was dialled: Asterisk says 603, nobody did
        (agent("Down"), {"cause": 16, "tech_cause": 603}, [LegEnded(A, LegEndCause.NORMAL)]),
        # ours, or Asterisk's time-out: the cause is a flag of Asterisk's and no cause
        (agent("Ringing"), {"cause": 32, "soft": True}, []),
        (agent("Ringing"), {"cause": 32, "soft": True, "tech_cause": 480}, []),
        (caller("Ring"), {"cause": 127, "tech_cause": 487}, [LegEnded(C)]),
        (caller("Up"), {"cause": 32, "soft": True}, [LegEnded(C)]),
    ],
)
def test_a_phone_that_refuses_is_heard_at_once(
    channel: dict[str, Any], codes: dict[str, Any], events: list[Event]
) -> None:
    """The request to hang up carries the phone's status; the offer need not wait for the channel's end."""
    assert meaning(frame("ChannelHangupRequest", channel=channel, **codes)) == events


@pytest.mark.parametrize(
    ("channel", "codes", "cause"),
    [
        (agent("Down"), {"cause": 19, "tech_cause": 480}, LegEndCause.UNREACHABLE),
        (agent("Up"), {"cause": 16}, LegEndCause.NORMAL),
        (agent("Up"), {"cause": 44, "tech_cause": 503}, LegEndCause.NORMAL),
        (agent("Down"), {"cause": 17, "tech_cause": 486}, LegEndCause.BUSY),
        (agent("Ringing"), {"cause": 21, "tech_cause": 603}, LegEndCause.REFUSED),
        (agent("Ringing"), {"cause": 19, "tech_cause": 480}, LegEndCause.NO_ANSWER),
        (agent("Ringing"), {"cause": 3, "tech_cause": 408}, LegEndCause.NO_ANSWER),
        (agent("Down"), {"cause": 3, "tech_cause": 408}, LegEndCause.UNREACHABLE),
        (agent("Ringing"), {"cause": 26}, LegEndCause.NORMAL),
    ],
)
def test_the_end_of_a_leg_of_ours(channel: dict[str, Any], codes: dict[str, int], cause: LegEndCause) -> None:
    """The channel's last state says whether it was answered and whether it rang."""
    assert meaning(frame("ChannelDestroyed", channel=channel, **codes)) == [LegEnded(A, cause)]


@pytest.mark.parametrize("digit", "0123456789*#ABCD")
def test_a_key(digit: str) -> None:
    """Of whoever it is; who waits for it is not asked here."""
    pressed = {"digit": digit, "duration_ms": 100}
    assert meaning(frame("ChannelDtmfReceived", channel=caller(), **pressed)) == [DigitPressed(C, digit)]
    assert meaning(frame("ChannelDtmfReceived", channel=agent(), **pressed)) == [DigitPressed(A, digit)]


@pytest.mark.parametrize("digit", ["", "12", "X", "e", "\u0661"])
def test_what_is_no_key_is_not_told(digit: str) -> None:
    """A fax tone, or whatever Asterisk may call a digit one day."""
    assert meaning(frame("ChannelDtmfReceived", channel=caller(), digit=digit)) == []


def test_hold() -> None:
    """Of the leg whose phone did it."""
    assert meaning(frame("ChannelHold", channel=agent(), musicclass="default")) == [LegHeld(A)]
    assert meaning(frame("ChannelUnhold", channel=agent())) == [LegUnheld(A)]


def test_a_playback_ends() -> None:
    """On a channel; those of bridges are not ours."""
    done = {"id": "p1", "target_uri": f"channel:{CALLER}", "state": "done"}
    assert meaning(frame("PlaybackFinished", playback=done)) == [PlaybackEnded(C, PlaybackId("p1"))]
    failed = meaning(frame("PlaybackFinished", playback={**done, "state": "failed"}))
    assert failed == [PlaybackEnded(C, PlaybackId("p1"), failed=True)]
    assert meaning(frame("PlaybackFinished", playback={**done, "target_uri": "bridge:x"})) == []


def test_what_is_no_event_of_a_call_means_nothing() -> None:
    """The adapter itself deals with being replaced."""
    assert meaning(frame("ApplicationReplaced")) == []
