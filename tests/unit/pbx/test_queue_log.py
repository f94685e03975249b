"""Asterisk's account of the safety net, as calls."""

from acd.pbx.queue_log import NetCall, account_of

START = 1795305600
"""2026-11-22 00:00:00 UTC."""
SERVED = """1795305601|acd-1.0|safety-net|NONE|NETENTER|20261122000001250|+15550100|+4930111
1795305601|acd-1.0|safety-net|NONE|ENTERQUEUE||+4930111|1
1795305604|acd-1.0|safety-net|PJSIP/agent-bob|RINGNOANSWER|1000
1795305605|acd-1.0|safety-net|PJSIP/agent-bob|CONNECT|4|acd-1.2|1
1795305665|acd-1.0|safety-net|PJSIP/agent-bob|COMPLETECALLER|4|60|1
1795305665|acd-1.0|safety-net|NONE|NETEXIT|20261122000105900
"""
LEFT_A_MESSAGE = """1795305701|acd-1.5|safety-net|NONE|NETENTER|20261122000141000|+4711|
1795305702|acd-1.5|safety-net|NONE|NETMESSAGE|20261122000142000
1795305709|acd-1.5|safety-net|NONE|NETEXIT|20261122000149001
"""
CUT_OFF = """1795305801|acd-1.7|safety-net|NONE|NETENTER|20261122000321500|+15550100|1
1795305803|acd-1.7|safety-net|PJSIP/agent-bob|RINGNOANSWER|1000
"""


def ms(seconds: float) -> int:
    """Return a moment."""
    return round((START + seconds) * 1000)


def test_calls_that_ended() -> None:
    """Who talked to whom from when to when, and who was asked for a message; others' queues are left out."""
    others = f"{START}|acd-9.9|other|NONE|NETENTER|20261122000000000|1|1\n"
    account = account_of((others + SERVED + LEFT_A_MESSAGE).splitlines())
    assert account.ended == [
        NetCall("acd-1.0", ms(1.25), "+15550100", "+4930111", ms(5), "agent-bob", ended_ms=ms(65.9)),
        NetCall("acd-1.5", ms(101), "+4711", "", asked_ms=ms(102), ended_ms=ms(109.001)),
    ]
    assert account.going_on == {} and set(account.all()) == {"acd-1.0", "acd-1.5"}


def test_an_answer_is_known_to_the_millisecond() -> None:
    """The dialplan notes it right before the queue, which has whole seconds; without its line nobody talks."""
    noted = "1795305605|acd-1.0|safety-net|NONE|NETANSWER|20261122000005730"
    lines = SERVED.splitlines()
    (call,) = account_of([*lines[:3], noted, *lines[3:]]).ended
    assert (call.connected_ms, call.endpoint) == (ms(5.73), "agent-bob")
    (call,) = account_of([*lines[:3], noted, lines[5]]).ended
    assert (call.connected_ms, call.endpoint, call.ended_ms) == (None, None, ms(65.9))


def test_a_call_that_goes_on() -> None:
    """It has no end, and is there all the same for whoever knows its id."""
    account = account_of(CUT_OFF.splitlines())
    assert account.ended == [] and account.all()["acd-1.7"].number == "+15550100"


def test_an_asterisk_that_was_killed() -> None:
    """The next one says that it started: who was in the net had gone by then, and was there until the last sign."""
    account = account_of(f"{CUT_OFF}1795305900|NONE|NONE|NONE|QUEUESTART|\n".splitlines())
    (call,) = account.ended
    assert (call.call_id, call.ended_ms) == ("acd-1.7", ms(203)) and account.going_on == {}


def test_seconds_never_go_back() -> None:
    """The queue cuts its moments off: an agent who answers at once answered not before the caller came."""
    lines = ["1795305601|a|safety-net|NONE|NETENTER|20261122000001900|+1|2"]
    lines += ["1795305601|a|safety-net|PJSIP/x|CONNECT|0|b|1", "1795305602|a|safety-net|NONE|NETEXIT|20261122000002000"]
    (call,) = account_of(lines).ended
    assert call.entered_ms == call.connected_ms == ms(1.9)


def test_what_is_no_line_is_passed_over() -> None:
    """A torn line at the beginning of what was read, an end without a beginning, a moment that is none."""
    odd = ["", "|||", "05|acd-1.0|safety-net|NONE", "x|a|safety-net|NONE|NETENTER|20261122000001900|1|1"]
    odd += ["²|a|safety-net|NONE|NETENTER|20261122000001900", "1|a|safety-net|NONE|NETEXIT|20261122000001900"]
    odd += [f"1|b|safety-net|NONE|NETENTER|{bad}|1|1" for bad in ("", "2026", "2026112200000190x", "20261322000001900")]
    odd += ["1|c|safety-net|NONE|NETENTER", "1|d|NONE|NONE|CONFIGRELOAD|"]
    account = account_of(odd)
    assert account.ended == [] and account.going_on == {}


def test_who_enters_twice_is_one_call() -> None:
    """The first time counts, and a beginning without more is enough."""
    lines = ["1795305601|a|safety-net|NONE|NETENTER|20261122000001900"]
    lines += ["1795305602|a|safety-net|NONE|NETENTER|20261122000002900|+1|2"]
    assert account_of(lines).going_on["a"] == NetCall("a", ms(1.9), "", "")
