"""One hidden layer with examples as rows and absorbed biases: the settings of S4.

theta_l^(i) is `theta(l, i)`: units count from 1 to q, variables from 0 (the ones) to n. The unit
in question is l (or j), the variable v (the notes write n for it), the example k.
"""

from functools import partial
from typing import Any

import numpy as np

from parity.settings import Quantities, Setting
from parity.settings_logistic import both_labels, counted_from_1, cross_entropy
from reference.activations import ACTIVATIONS, sigmoid
from reference.arrays import Array

H = 2  # the unit that S4-36 to S4-38 mean


def draw(
    n: int, q: int, m: int, hidden: str, indices: tuple[int, int, int], rng: np.random.Generator
) -> dict[str, Any]:
    k, l, v = indices
    return {
        "n": n,
        "q": q,
        "m": m,
        "k": k,
        "l": l,
        "j": l % q + 1,  # another unit than l
        "v": v,
        "hidden": hidden,
        "Theta": rng.normal(size=(q, n + 1)),
        "beta": rng.normal(size=q + 1),
        "X": rng.normal(size=(m, n)),
        "y": both_labels(rng, (m,)),
    }


def cost(Theta: Any, beta: Any, X: Any, y: Any, m: int, hidden: str) -> Any:
    ones = np.ones((m, 1))
    X1 = np.concatenate([ones, X], axis=1)  # (m, n+1)
    Theta_each = Theta * np.ones((m, 1, 1))  # (m, q, n+1)
    Z = np.sum(Theta_each * X1[:, np.newaxis, :], axis=2)  # (m, q)
    A = ACTIVATIONS[hidden].g(Z)  # (m, q)
    A1 = np.concatenate([ones, A], axis=1)  # (m, q+1)
    beta_each = beta * ones  # (m, q+1)
    w = np.sum(beta_each * A1, axis=1)  # (m,)
    p = sigmoid(w)  # (m,)
    losses = cross_entropy(p, y)  # (m,)
    return np.sum(losses) / m


def follows(q: Quantities) -> dict[str, Any]:
    """One unit, one variable, one example; derivatives of single links of the chain."""
    k, l, v = q.k - 1, q.l - 1, q.v
    dp_dw, dw_dz = q.dw / q.dp, q.dZ / q.dw[:, np.newaxis]
    temp = q.dZ[:, l]
    return {
        "a_0": q.A1[:, 0], "x_0": q.X1[:, 0],
        "x_v": q.X1[:, v], "x_k": q.X[k], "x_i": q.X[:, v - 1],
        "a_j": q.A1[:, q.j], "z_j": q.Z[:, q.j - 1], "a_l": q.A[:, l], "a_h": q.A[:, H - 1],
        "z_2": q.Z[:, H - 1], "z_11": q.Z[0, 0], "a_11": q.A[0, 0],
        "a_jk": q.A1[k, q.j], "z_lk": q.Z[k, l], "a_lk": q.A[k, l], "slope": q.dZ / q.dA,
        "slope_lk": q.dZ[k, l] / q.dA[k, l], "slope_l": q.dZ[:, l] / q.dA[:, l],
        "p_k": q.p[k], "y_k": q.y[k], "w_k": q.w[k], "loss_k": q.losses[k],
        "dl_dp": q.dp, "dl_dp_k": q.dp[k], "dp_dw": dp_dw, "dp_dw_k": dp_dw[k],
        "dw_dz": dw_dz, "dw_dz_lk": dw_dz[k, l], "dw_da_lk": q.dA[k, l] / q.dw[k],
        "dw_dbeta_jk": q.dbeta_each[k, q.j] / q.dw[k],
        "dz_dTheta_lvk": q.dTheta_each[k, l, v] / q.dZ[k, l],
        "dp_dbeta_jk": q.dbeta_each[k, q.j] / q.dp[k],
        "dbeta_j": q.dbeta[q.j], "dbeta_jk": q.dbeta_each[k, q.j],
        "dbeta_j_each": q.dbeta_each[:, q.j],
        "dTheta_lv": q.dTheta[l, v], "dTheta_lvk": q.dTheta_each[k, l, v],
        "dTheta_lv_each": q.dTheta_each[:, l, v], "dTheta_l_each": q.dTheta_each[:, l],
        "temp": temp, "T_l": np.tile(temp[:, np.newaxis], (1, q.n)),
        "elements": q.dTheta_each.size,
    }  # fmt: skip


def functions(q: Quantities) -> dict[str, Any]:
    return {
        "tanh": np.tanh,
        "sigma": sigmoid,
        "sigma1": ACTIVATIONS[q.hidden].g,
        "sigma2": sigmoid,
        "sigma2_prime": ACTIVATIONS["sigmoid"].slope_z,
        "theta": lambda l, i: counted_from_1(q.Theta, l)[i],
        "x": lambda i: q.X1[:, i],
        "a": lambda j: q.A1[:, j],
        "L": cross_entropy,
        "cost": lambda Theta, beta: cost(Theta, beta, q.X, q.y, q.m, q.hidden),
        "gathered": lambda units, variables: gathered(q.dTheta, units, variables),
    }


def gathered(dTheta: Array, units: range, variables: range) -> Array:
    """The derivatives by these components of Theta, 0 for those that are left out."""
    kept = np.zeros_like(dTheta)
    for l in units:
        for i in variables:
            kept[l - 1, i] = dTheta[l - 1, i]
    return kept


def rows(name: str, *hidden: str) -> Setting:
    """More variables than examples, and fewer."""
    sizes = ((4, 2, 7, (2, 1, 3)), (6, 3, 5, (3, 2, 4)), (3, 5, 7, (2, 4, 3)), (5, 2, 4, (1, 2, 3)))
    draws = tuple(
        partial(draw, n, q, m, hidden[i % len(hidden)], indices)
        for i, (n, q, m, indices) in enumerate(sizes)
    )
    return Setting(name, cost, ("Theta", "beta"), draws, follows, functions)


A_HUNDRED = Setting(
    "rows: 100 examples, 3 units of sigmoids",
    cost,
    ("Theta", "beta"),
    (partial(draw, 4, 3, 100, "sigmoid", (3, 2, 2)),),
    follows,
    functions,
)

SETTINGS = (
    rows("rows, absorbed biases", "tanh", "sigmoid"),
    rows("rows, absorbed biases, sigmoids", "sigmoid"),
    A_HUNDRED,
)
