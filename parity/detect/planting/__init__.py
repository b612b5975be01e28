"""Every mistake that can be planted into a function, from its syntax tree.

sites       the places in a function, and what its names hold there
arithmetic  operators, signs, constants, factors, dropped terms
names       another name
shapes      transposes, axes, keepdims, what broadcasts
slices      off by one
calculus    activations' derivatives, accumulations, stale values, L2, masks
rooms       calls that write where they are told, as np.add(Z, b, out=Z)
small       one component among many, relative errors
planting    all of them, each once
"""
