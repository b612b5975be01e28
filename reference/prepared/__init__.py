"""The net of deep.py made fast: a batch is prepared once, for gradients at many parameters.

    prepared = Prepared(X, Y, activations, **parameters)
    J, gradients = prepared(**parameters)                # again and again, at other parameters

The mathematics is that of deep.py. What is done otherwise, and why:

    rooms     What a pass makes goes into arrays that are made once: new memory costs a page fault
              for every 4 KiB, often more than the arithmetic that fills it.
    in place  A[l] overwrites Z[l], and dZ[l] overwrites dA[l]: g' is known through a.
    1/m       enters once, at dZ[L], the smallest array of the way back, and not at each dW and db:
              here dZ is the derivative of J, not of m J.
    one e     With e = e^-|z| the loss is max(z, 0) - y z + log(1 + e), the output
              a = e^min(z, 0) / (1 + e), and nothing overflows.
    blocks    The examples pass in blocks of columns: what one element-wise function has made is
              still in the cache for the next. dW and db are summed over the blocks.
    pieces    BLAS copies the factors of a larger product into an order of its own first. Below a
              hundred units, and over very many features, pieces that it multiplies as they lie are
              faster: some examples, units or features at a time, all in one call. Such layers lie
              in memory example by example.
    threads   Blocks go through several threads, each with rooms of its own. Where `plan.threads`
              is more than one, BLAS should have one thread (with threadpoolctl, or
              OPENBLAS_NUM_THREADS=1); where it is one, BLAS should have them all.

How a batch is cut is its plan; without one, `plan_for` says what was fastest for such sizes.
The gradients of a call lie in the rooms, and the next call overwrites them: copy what must stay.
"""

from reference.prepared.batch import Prepared, cost_and_gradients
from reference.prepared.plan import Plan, plan_for

__all__ = ["Plan", "Prepared", "cost_and_gradients", "plan_for"]
