"""Random correct derivations: how often is the verdict wrong?

draw      case i of a seed, the same on every machine
lines     what is kept of a case: one line of JSON, written, and read back strictly
trying    one case with all its witnesses in one process
second    what had no power, tried in float64 and in ball arithmetic
plan      who tries what is missing; throughput
pool      processes of this machine
cluster   a dask.distributed cluster
journal   the file that lines are appended to, and that a sweep resumes from
tally     roundoffs by party, dtype and size, counted line by line
ways      the second look, counted, beside other ways to have less inconclusive
report    false-alarms.md and .json
screen    what the command prints
"""
