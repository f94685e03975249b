"""The only code that knows AMI, Asterisk's manager interface, and the only one that knows panoramisk.

Reading order: messages (what may be written, what was read), connection (panoramisk for as long as one connection
lives), link (kept up and watched), to_domain and quality (what it means), watch (all of it together), recorder.
Knows the words of the domain, never its decisions.
"""
