"""The net of deep.py made fast: a batch is prepared once, for gradients at many parameters.

    prepared = Prepared(X, Y, activations, **parameters)
    J, gradients = prepared(**parameters)                # again and again, at other parameters

The mathematics is that of deep.py. What is done otherwise, and why:

    rooms     What a pass makes goes into arrays that are made once: new memory costs a page fault
              for every 4 KiB, often more than the arithmetic that fills it. They begin with a line
              of the cache. Which array goes where is settled before the first call, too.
    in place  A[l] overwrites Z[l], and dZ[l] overwrites dA[l]: g' is known through a.
    one       With a row of ones below A and Theta = [W b], Z = Theta A1 is one product, and so is
              [dW db] = dZ A1^T. Where W is large, copying it into Theta costs more than it saves.
    1/m       enters once, at dZ[L], the smallest array of the way back, and not at each dW and db:
              here dZ is the derivative of J, not of m J.
    signs     With labels 0 and 1 the loss is log(1 + e) and dZ = (1 - 2y) e / (1 + e) of
              e = e^((1 - 2y) z): seven calls. Other labels, or an e that no float holds, take twice
              as many (output.py).
    blocks    The examples pass in blocks of columns: what one element-wise function has made is
              still in the cache for the next. dW and db are summed over the blocks.
    pieces    BLAS copies the factors of a larger product into an order of its own first. Below a
              hundred units, and over very many features, pieces that it multiplies as they lie are
              faster: some units or features at a time, all in one call.
    tiles     From there to some hundred units such pieces are tiles: some rows of a product, and
              two lines of the cache wide. The rows of the examples' arrays lie apart for it.
    threads   Blocks go through several threads, each with rooms of its own; or, where most of the
              work is in a first layer of few units, its features do, and no dW need be summed.
              The widest layers are left to BLAS's own threads: no dW need be summed there, either.
              Where `plan.threads` is more than one, BLAS should have one thread (with
              threadpoolctl, or OPENBLAS_NUM_THREADS=1); where it is one, BLAS should have them all.

How a batch is cut is its plan; without one, `plan_for` says what was fastest for such sizes.
The gradients of a call lie in the rooms, and the next call overwrites them: copy what must stay.
"""

from reference.prepared.batch import Prepared, cost_and_gradients
from reference.prepared.plan import Plan, plan_for

__all__ = ["Plan", "Prepared", "cost_and_gradients", "plan_for"]
