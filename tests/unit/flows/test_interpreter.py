"""Walks through flows."""
