"""What checking costs.

nets       one check of a net of a hundred to a million parameters, part by part, beside gradcheck
own        the same net as a derivation of a user's own, line by line
start_up   the seven-line example from the start of a process to its end, and its floor
checking   all of it, kept if interrupted
page       tables and text
screen     what the command prints
"""
