"""Written opening hours -> periods of UTC time: everything that knows time zones, holidays and their grammar."""
