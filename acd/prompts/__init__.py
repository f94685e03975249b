"""Sounds that callers and agents hear: made when a configuration is applied, never during a call.

sources     what is asked for: a text to be spoken, or a recording
speech      text -> samples (a voice; that of English), loaded only when something must be spoken
command     a voice that is a program of the operator
espeak      the voices of other languages; they speak in a process of their own (`espeak_process`)
voices      which voice speaks which language
audio       samples -> telephone sound: 8 kHz, one channel, even loudness
recordings  checks and reads sound files of the user, whatever their format
store       keeps every sound once, by its content
"""
