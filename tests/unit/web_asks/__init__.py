"""Asks of other systems, held against real servers."""
