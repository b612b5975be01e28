"""Fair timing of one cost and all its gradients: by hand, in frameworks, and the products alone.

pyperf isolates and calibrates as well, but times one contender after the other; here their samples
are interleaved, so that ratios are taken between neighbours in time.

cases       what is timed: nets, examples, dtype, threads; the sweeps
work        the matrix products of a net, and their floating-point operations
threads     the same number of threads for everybody: asked for, and read back
contenders  who competes; by_numpy, by_torch*, by_jax make them
child       the life of one contender in a process of its own
training_*  the same for whole trainings
agreement*  gradients, and ends of trainings, compared before any time counts
race        one case: contenders in turn, round by round
spread      medians, quartiles, intervals, exponents
timing      one row of the result
run         many cases; what is done is kept in memory, and by
journal     in a file while it runs
standings   by hand against the fastest framework
bounded     rows that miss a bar: what bounds them, and what was tried
growing     exponents, and why one is the largest
bars        what the rows come to, in sentences
plots, page the pictures and the text of the report
screen      what the command prints
"""
