"""What feature codes say, and what callers are told of their wait, a language a file.

Words only; `spoken` and `figures` say which of them are wanted.

words        what a language must have
languages    all of them, by their codes
"""
