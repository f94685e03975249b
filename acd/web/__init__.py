"""HTTP API. Given plain callables by app.py; decides nothing, keeps nothing, knows no engine and no database.

api            builds the application from the callables
sources        what the callables take and return
models         JSON shapes of the API
from_domain    views become shapes
problems       every error as RFC 9457 problem details
shield         what a request passes before any route: host, token, size; headers on the way out
gate           the token, and patience with wrong ones
hosts          which Host headers are ours
text           what strangers wrote, fit for JSON
live_routes    queues, agents, all of it at once
agent_routes   what agents ask for
call_routes    calls in progress and calls that are over
configuration_routes  read and apply the configuration
health_routes  for probes and Prometheus
openapi        the schema, completed
server         uvicorn inside our own loop
"""
