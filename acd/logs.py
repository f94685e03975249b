"""Structured logs: a sentence for people, an `action` for machines, and the same keys everywhere.

Keys: action, call_id, agent_id, queue. Numbers and names of callers are never logged above debug level.
Text from outside is cut and its control characters are escaped, so that no caller can write a log line.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Literal, cast

import structlog

LONGEST_VALUE = 2000
"""Characters of a value in a log line; a caller's text is cut far earlier, by the ARI adapter."""


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a part."""
    return cast(structlog.stdlib.BoundLogger, structlog.get_logger(part=name))


def configure(level: str, style: Literal["auto", "console", "json"]) -> None:
    """Set up logging of the process, to standard error."""
    console = style == "console" or (style == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if console else "iso", utc=not console),
        _tame,
    ]
    if console:
        final: list[Any] = [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                pad_event_to=48,
                # the drawn kind shows local variables, which hold tokens and callers, and blocks for a second
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    else:
        final = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[*shared, *final],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        # looked up at each line: whoever redirects standard error later gets the lines
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        )
    )
    # libraries speak in our form too: whoever collects the log reads one kind of line
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)


def _tame(logger: object, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Make every text safe to print: no control characters, no endless values."""
    del logger, method
    for key, value in line.items():
        if isinstance(value, str) and key != "exc_info":
            line[key] = escape(value)
    return line


def escape(text: str) -> str:
    """Return text with control and direction characters written out, cut to `LONGEST_VALUE`."""
    cut = text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut)
