"""Asterisk's account of its own queue, as calls."""

from acd.pbx.queue_log import NetCall, net_calls

LOG = """1795305600|NONE|NONE|NONE|QUEUESTART|
1795305601|acd-1.0|safety-net|NONE|ENTERQUEUE|+15550100|+4930111|1
1795305602|acd-1.1|safety-net|NONE|ENTERQUEUE||anonymous|2
1795305604|acd-1.0|safety-net|PJSIP/agent-bob|RINGNOANSWER|1000
1795305605|acd-1.0|safety-net|PJSIP/agent-bob|CONNECT|4|acd-1.2|1
1795305609|acd-1.1|safety-net|NONE|ABANDON|1|2|7
1795305610|acd-9.9|other|NONE|ENTERQUEUE||1|1
1795305611|acd-9.9|other|NONE|ABANDON|1|1|1
1795305665|acd-1.0|safety-net|PJSIP/agent-bob|COMPLETECALLER|4|60|1
1795305666|acd-1.3|safety-net|NONE|ENTERQUEUE||2|1
"""


def test_calls_that_ended() -> None:
    """Who talked to whom from when to when, and who gave up; others' queues and calls in the line are left out."""
    assert net_calls(LOG.splitlines()) == [
        NetCall("acd-1.1", 1795305602, "", "anonymous", ended_s=1795305609),
        NetCall("acd-1.0", 1795305601, "+15550100", "+4930111", 1795305605, "agent-bob", 1795305665),
    ]


def test_what_is_no_line_is_passed_over() -> None:
    """A torn line at the beginning of what was read, an end without a beginning, a caller who writes signs."""
    odd = ["", "|||", "05|acd-1.0|safety-net|NONE", "x|a|safety-net|NONE|ENTERQUEUE", "1|a|safety-net|NONE|ABANDON|1"]
    odd += ["²|a|safety-net|NONE|ENTERQUEUE", "1|b|safety-net|NONE|ENTERQUEUE", "2|b|safety-net|NONE|EXITEMPTY|1|1|1"]
    odd += ["3|c|safety-net|NONE|ENTERQUEUE|+1|a|b|c|1", "4|c|safety-net|NONE|EXITWITHTIMEOUT|1|1|1"]
    assert net_calls(odd) == [NetCall("b", 1, "", "", ended_s=2), NetCall("c", 3, "+1", "a", ended_s=4)]
