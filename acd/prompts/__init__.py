"""Sounds that callers and agents hear: made when a configuration is applied, never during a call.

sources     what is asked for: a text to be spoken, or a recording
speech      text -> samples (the voice), loaded only when something must be spoken
audio       samples -> telephone sound: 8 kHz, one channel, even loudness
recordings  checks and reads sound files of the user, whatever their format
store       keeps every sound once, by its content
"""
