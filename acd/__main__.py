"""`python -m acd` is the same as the command `acd`."""

from acd.cli import main

if __name__ == "__main__":
    main()
