"""Measures speed: `acd bench engine` without Asterisk, `acd bench calls` on a real one beside its own app_queue,
`acd bench recording` on one beside itself.

engine           the engine alone: decisions, growth, memory; rush_hour its events
calls            the runs on Asterisk, in turn, and their tables
instance         `acd run` in a process and a folder of its own
recording        what recording costs calls that talk
load             phones with exact clocks, in this process; traffic what is laid on a system
report           runs as tables
processes        CPU and memory of other processes
figures          quantiles and medians
"""
