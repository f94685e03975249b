"""The vocabulary: words of the call centre as types. No behaviour beyond validation, no I/O, no clock."""
