"""The terminal's side of the HTTP API: what `acd status`, `acd agent` and `acd apply` stand on.

controller  one method per thing that can be asked of a running controller
shapes      what the API answers
errors      what can go wrong, in words that say what to do
plain       strangers' text made harmless for a terminal
render      the pictures: queues, agents, calls, changes, faults
watch       the picture of `acd status --watch`, kept fresh

Knows the API by its documentation only: imports nothing of `acd.web`.
"""
