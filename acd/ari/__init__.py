"""The only code that knows ARI, Asterisk's control interface.

Reading order: names and messages (what Asterisk says), to_domain (what it means), from_domain and requests
(what we ask for), connection and http (bytes), snapshot (what is there after a gap), adapter (all of it together).
Beside the road: provision (accounts of phones and trunks), tape (what was said, for replay), version (the floor).
Knows the words of the domain, never its decisions.
"""
