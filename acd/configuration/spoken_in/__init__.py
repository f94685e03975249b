"""What feature codes say, a language a file. Words only; `spoken` says which of them are wanted.

words        what a language must have
languages    all of them, by their codes
"""
