"""Keeps records and settings. The only code that knows SQL; it knows the words and never the decisions."""
