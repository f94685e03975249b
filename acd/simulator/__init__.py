"""People and machines that behave, for the demo, the tests and the benchmarks.

telephony        a PBX in the words of the domain, stepped by hand; live_telephony runs it in real time
centre           a call centre of your own, simulated: `acd simulate`; erlang says what theory says
pbx_state        what that PBX holds; scripted_phones what its phones do
sip              real SIP phones
"""
