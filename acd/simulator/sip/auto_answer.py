"""The wish of a caller that a phone picks up by itself, as phones of several makers know it."""

from __future__ import annotations

import re

from acd.simulator.sip.incoming_call import IncomingCall
from acd.simulator.sip.policy import Answer, Behaviour, RingForever

_CALL_INFO = re.compile(r";\s*answer-after\s*=\s*0\s*(;|$)", re.IGNORECASE)
_ALERT_INFO = re.compile(r";\s*info\s*=\s*alert-autoanswer\s*(;|$)", re.IGNORECASE)


def by_call_info(call: IncomingCall) -> Behaviour:
    """Pick up if `Call-Info: <...>;answer-after=0` asks for it, else ring; as Snom, Grandstream and Polycom do."""
    return _if_asked(any(map(_CALL_INFO.search, call.invite.values("Call-Info"))))


def by_alert_info(call: IncomingCall) -> Behaviour:
    """Pick up if `Alert-Info: <...>;info=alert-autoanswer` asks for it, else ring; as Yealink and Mitel do."""
    return _if_asked(any(map(_ALERT_INFO.search, call.invite.values("Alert-Info"))))


def _if_asked(asked: bool) -> Behaviour:
    return Answer(ring=False) if asked else RingForever()
