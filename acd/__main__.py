"""The command `acd`, also as `python -m acd`."""

from typing import NoReturn

from acd import gc_pause


def main() -> NoReturn:
    """Load the command line and run it."""
    with gc_pause.loading():
        from acd import cli
    cli.main()


if __name__ == "__main__":
    main()
