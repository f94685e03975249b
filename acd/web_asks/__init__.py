"""Asks and tells other systems over HTTP, beside the calls: no caller and no other command waits for it.

desk      carries out a command, at most so many at once
request   what is sent: the address with what is known of the call in it, the text, the signature
answer    what is made of an answer
address   which addresses may be connected to
secrets   what proves who we are
"""
