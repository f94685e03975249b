"""Call centre on Asterisk: events in, decisions out.

Map of the package (architecture in docs/architecture.md):

domain    the vocabulary: events, commands, records, states; no behaviour
flows     pure interpreter of call flows
engine    pure routing core: handle(event, now) -> commands and records
ports     what the engine's shell needs from outside, as protocols
ari       the only code that knows ARI
pbx       provides, configures and runs an Asterisk of our own
storage   tables, writer, queries; the only code that knows SQL
metrics   Prometheus families; the only code that knows prometheus_client
runtime   inbox -> engine -> dispatch; tasks, drain
web       HTTP API
simulator virtual clock, fake telephony, SIP phones
app       builds every part by hand; cli starts it
"""

__version__ = "0.1.0"
