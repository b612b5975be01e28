"""What hypothesis draws: nets of any shape, activations, dtypes, masks, strengths of L2."""

import numpy as np
from hypothesis import strategies as st

from reference.activations import ACTIVATIONS

from .closeness import ball
from .nets import Arrays, Net, draw_net

hidden_activations = st.sampled_from(sorted(ACTIVATIONS))
seeds = st.integers(0, 2**32 - 1)
# As balls, since a plain float over m would be rounded to a float again.
lams = (st.just(0.0) | st.floats(1e-3, 10)).map(ball)
alphas = st.floats(1e-3, 2).map(ball)
keeps = st.sampled_from([0.5, 0.75, 0.8, 1.0])  # smaller ones saturate a net of many layers
dtypes = st.sampled_from([np.float32, np.float64, np.longdouble])


@st.composite
def nets(
    draw: st.DrawFn,
    min_layers: int = 1,
    max_layers: int = 1,
    one_output: bool = False,
    one_example: bool = False,
    largest: int = 6,
) -> Net:
    """No two dimensions alike, for equal ones hide errors; or some of them 1, the smallest size."""
    layers = draw(st.integers(min_layers, max_layers))
    dimensions = layers + 2  # n0, ..., nL, and m
    different = st.lists(
        st.integers(1, largest), min_size=dimensions, max_size=dimensions, unique=True
    )
    ones = draw(st.sets(st.integers(0, dimensions - 1), max_size=2))
    sizes = [1 if i in ones else size for i, size in enumerate(draw(different))]
    *sizes, m = sizes
    if one_output:
        sizes[-1] = 1
    return draw_net(sizes, 1 if one_example else m, draw(seeds), soft=draw(st.booleans()))


@st.composite
def masks_for(draw: st.DrawFn, net: Net) -> Arrays:
    """D1, ..., for a choice of hidden layers of that net, often for all of them."""
    rng = np.random.default_rng(draw(seeds))
    hidden = range(1, net.layers)
    masked = draw(st.just(set(hidden)) | st.sets(st.sampled_from(hidden))) if hidden else set()
    shapes = {l: (len(net.parameters[f"b{l}"]), net.m) for l in sorted(masked)}
    return {f"D{l}": np.round(rng.random(shape)) for l, shape in shapes.items()}
