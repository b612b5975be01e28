"""Derivations of users' own: read from files, drawn points for, tried line by line.

source, derivation    the program text as data; its two functions
pickled               functions of a running program, as data
reading               a file's derivations: Python, or the blocks of a Markdown file
shapes, signature     what annotations say; the cost's arguments
drawing, placing      numbers for the arguments; the points, drawn or the user's own
lines                 the lines of gradients
looking               the program run once, and watched
asking                which derivatives are asked for
request, preparing    what is asked; from a program to its cases
blame                 whose line raised, and what it says
sheet                 each line alone, at true values
ruling                how far rounding moves each line
verdicts              a verdict for each line
trying                what runs in the program's own process
parties               all processes, started first
check, checked        all of it in order; what comes of it
calling, kept         `parity.check` in Python: what is given; the processes that stay
custom                `parity.check_function`: the statement of a backward pass as a case
frameworks            value and backward pass of torch's and JAX's functions
check_function        their rows
check_tables, quantity_report                    a check as text; one quantity of it
check_report, check_junit, check_summary         as JSON and Markdown; on CI servers
"""
