"""Pure interpreter of call flows: a position in, what to do and what to wait for out."""
