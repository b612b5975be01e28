"""Planted mistakes: how many are caught, by whom?

targets       the functions in which mistakes are planted, and the points where they are tried
fast_targets  the same for the prepared form
pieces        derivations of pieces that no derivation of `parity run` uses
planting      every mistake, from the syntax tree, and proofs for changes that are none
mutant        one mistake, put in its place and taken away again; slips are what it may call
court         what is known of a case before any mutant: its truth, and kappa by its cost
judging       one mutant before parity
peers         other checkers on it, with peer_torch and peer_jax, which ask for cotangents
locating      whether the right line is named; programs are derivations as users write them
plan          the order of mutants, and blocks of them
trying        one mutant before everybody, in one process
lines         what is kept of it, written and read back strictly; form is that for the journal
tally         counts, and the bars
report        the command's text, detection.json; page is detection.md, plots its picture; writing
              puts all three into a folder
screen        what the command prints
"""
