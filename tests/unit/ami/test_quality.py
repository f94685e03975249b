"""The quality of a leg, from texts of a real Asterisk."""

from hypothesis import given
from hypothesis import strategies as st

from acd.ami.messages import AmiMessage
from acd.ami.quality import leg_quality
from acd.domain.calls import LegId
from acd.domain.events import LegMeasured
from acd.domain.quality import StreamQuality

REAL = (
    "ssrc=1849872154;themssrc=3844538480;lp=3;rxjitter=0.002000;rxcount=431;txjitter=0.000250;txcount=390;"
    "rlp=7;rtt=0.041500;rxmes=81.200000;txmes=88.087887"
)


def told(value: str, variable: str = "RTPAUDIOQOS") -> LegMeasured | None:
    """What a leg's end tells."""
    fields = {"uniqueid": "acd-1.0-a1", "linkedid": "acd-1.0", "variable": variable, "value": value}
    return leg_quality(AmiMessage("VarSet", fields))


def test_a_leg_whose_phone_tells() -> None:
    """The names are from the point of view of the reports: tx is what came in, rx what arrived there."""
    assert told(REAL) == LegMeasured(
        leg_id=LegId("acd-1.0-a1"),
        from_party=StreamQuality(packets=431, lost=3, jitter_s=0.00025, mos=4.404),
        to_party=StreamQuality(packets=390, lost=7, jitter_s=0.002, mos=4.06),
        rtt_s=0.0415,
    )


def test_what_was_not_measured_is_not_told_as_zero() -> None:
    """A call below five seconds, and a phone that sends no reports."""
    quality = told(
        REAL.replace("81.200000", "0.000000").replace("88.087887", "0.000000").replace("0.041500", "0.000000")
    )
    assert quality is not None
    assert (quality.from_party.mos, quality.to_party.mos, quality.rtt_s) == (None, None, None)


def test_other_variables_are_passed_over() -> None:
    """Also those that begin alike."""
    assert told(REAL, "RTPAUDIOQOSBRIDGED") is None
    assert told("") is None


@given(st.text())
def test_no_text_raises(value: str) -> None:
    """It is read, or it is not."""
    told(value)
    told(REAL.replace("390", value))
