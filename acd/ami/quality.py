"""The quality of a leg, from the variable that Asterisk sets when the leg ends.

Why this way: RTPAUDIOQOS comes by itself, whoever hung up, as one event for each leg; a question before the end
misses every call that the other side ends, and RTCP events come every five seconds for each leg.
Names in it are from the reports' point of view: "tx" is what we tell the party (its sound, as it reached us),
"rx" is what the party tells us (our sound, as it got there); only the counts are as one would think.
"""

import re

from acd.ami.messages import AmiMessage
from acd.domain.calls import LegId
from acd.domain.events import LegMeasured
from acd.domain.quality import StreamQuality

VARIABLE = "RTPAUDIOQOS"

_VALUE = re.compile(r"([a-z]+)=(\d{1,12}(?:\.\d{1,9})?)", re.ASCII)
_MES_PER_MOS = 20.0
"""Asterisk's score of 0 to 100 is the opinion score of 0 to 5, stretched (res_rtp_asterisk.c); 0 is "not measured"."""


def leg_quality(message: AmiMessage) -> LegMeasured | None:
    """Return what is told by a VarSet event; None when it is about something else, or a leg without sound."""
    if message["variable"] != VARIABLE:
        return None
    found = {name: float(value) for name, value in _VALUE.findall(message["value"])}
    if not found.keys() >= {"lp", "rxcount", "txjitter", "txmes", "rlp", "txcount", "rxjitter", "rxmes", "rtt"}:
        return None
    return LegMeasured(
        leg_id=LegId(message["uniqueid"]),
        from_party=_stream(found["rxcount"], found["lp"], found["txjitter"], found["txmes"]),
        to_party=_stream(found["txcount"], found["rlp"], found["rxjitter"], found["rxmes"]),
        rtt_s=found["rtt"] or None,
    )


def _stream(packets: float, lost: float, jitter_s: float, mes: float) -> StreamQuality:
    return StreamQuality(int(packets), int(lost), jitter_s, round(mes / _MES_PER_MOS, 3) or None)
