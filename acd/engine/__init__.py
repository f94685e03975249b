"""Pure routing core: `handle(event, now)` gives commands and records. No clock, chance, I/O or await inside."""
