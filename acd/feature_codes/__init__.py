"""What a code does that an agent dials: one behaviour a file. Talks to phones over `acd.agi`.

desk         takes a phone that dialled, finds the behaviour, counts what came of it
phone_line   what may be said to a phone and asked of it
centre       what a behaviour may know and ask of the call centre, in words of the domain
guesses      how many wrong PINs are allowed
outcome      what came of a code; how refusals are spoken
sign_in, sign_out, toggle_sign_in, pause, waiting, wrapup, recording, supervisor    the behaviours

A behaviour asks the engine once, and speaks afterwards: whoever hangs up leaves nothing half done.
"""
