"""The only code that knows FastAGI: Asterisk's dialplan asks us what to do with a code that an agent dialled.

result    a line of Asterisk's, read
session   one channel: what may be asked for, each with a deadline
headers   what Asterisk tells at the beginning
server    accepts, reads the headers, runs the route

Not panoramisk's: its server spins for ever on a connection that closes early, and its parser takes the value of a
variable for a hang-up. Loopback only, since the protocol has neither password nor encryption. Everything that comes
in is hostile: in it is what a phone sent.
"""
