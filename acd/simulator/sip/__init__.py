"""A small SIP phone with exact clocks, for the demo, the benchmarks and the acceptance tests.

phone           the entry point: register, call, be called
call            a call in progress; outgoing_call and incoming_call its two beginnings; call_state how far it is
policy          what a phone does by itself with a call; auto_answer whether the caller asks it to pick up
registration    REGISTER and its refresh
subscription    a key with a busy lamp: SUBSCRIBE and its NOTIFYs
endpoint        transaction tables of one port; transaction the retransmissions; dialog the numbering
exchange        a request through to its final answer, digest included; reinvite the one that holds
message         SIP text; address, digest, sdp its parts
media_session   offer and answer; rtp the stream, rtp_sender and reception its halves, telephone_event the digits
tone            sines to send and to find; g711 the companding
udp_socket      the socket; tokens the names

Nothing else of the project is imported here.
"""

from acd.simulator.sip.call import PhoneCall
from acd.simulator.sip.call_state import CallEnded, CallState, EndedBy, RequestRefused
from acd.simulator.sip.incoming_call import IncomingCall
from acd.simulator.sip.outgoing_call import OutgoingCall
from acd.simulator.sip.phone import Phone
from acd.simulator.sip.policy import Answer, Manual, Policy, Refuse, RingForever, Silent
from acd.simulator.sip.rtp import RtpStream
from acd.simulator.sip.subscription import Subscription
from acd.simulator.sip.transaction import Timing

__all__ = [
    "Answer",
    "CallEnded",
    "CallState",
    "EndedBy",
    "IncomingCall",
    "Manual",
    "OutgoingCall",
    "Phone",
    "PhoneCall",
    "Policy",
    "Refuse",
    "RequestRefused",
    "RingForever",
    "RtpStream",
    "Silent",
    "Subscription",
    "Timing",
]
