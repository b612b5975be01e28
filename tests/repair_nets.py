"""Right derivations of small nets, and every small mistake that can be planted into a line."""

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parity.repair import Demand

SIZES = ((4, 3, 2, 5), (5, 2, 3, 7), (3, 6, 4, 5), (6, 5, 2, 4), (2, 4, 5, 3))


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


@dataclass(frozen=True)
class Net:
    """Forward lines and gradient lines, run in order; quantities drawn with these shapes."""

    name: str
    shapes: Mapping[str, str]
    forward: str
    backward: str
    outputs: int | None = None  # n2, where it is always the same

    @property
    def lines(self) -> dict[str, str]:
        """The gradient lines by target."""
        lines = [line.strip() for line in self.backward.strip().splitlines()]
        return {line.split(" = ")[0]: line for line in lines}

    def scope(self, seed: int) -> dict[str, Any]:
        """Everything that the derivation has, at one point; each dimension has its own size."""
        n0, n1, n2, m = SIZES[seed]
        sizes = {"n0": n0, "n1": n1, "n2": self.outputs or n2, "n3": 2 if n2 != 2 else 3, "m": m}
        rng = np.random.default_rng(seed)
        scope: dict[str, Any] = {"np": np, "m": m, "lam": float(rng.uniform(0.3, 1.2))}
        for name, shape in self.shapes.items():
            scope[name] = rng.normal(size=[sizes.get(n) or int(n) for n in shape.split()])
        hidden = {"sigmoid": sigmoid, "keep": 0.8, "n": n0, **sizes}
        for line in self.forward.strip().splitlines():
            exec(line.strip(), hidden, scope)
        for line in self.lines.values():
            exec(line, hidden, scope)
        return scope

    def demand(self, target: str, seed: int) -> Demand:
        """The point, with what the target should be."""
        scope = self.scope(seed)
        truth = np.asarray(scope[target])
        return Demand(scope, truth, np.full(truth.shape, 1e-9 * np.max(np.abs(truth))))


LABELS = "Y = (Y > 0) * 1.0"
SHALLOW = {"W1": "n1 n0", "b1": "n1 1", "W2": "n2 n1", "b2": "n2 1", "X": "n0 m", "Y": "n2 m"}
ACTIVATIONS = {
    "tanh": ("np.tanh(Z1)", "(1 - A1**2)"),
    "relu": ("np.maximum(0, Z1)", "(Z1 > 0)"),
    "sigmoid": ("sigmoid(Z1)", "A1 * (1 - A1)"),
    "leaky relu": ("np.where(Z1 > 0, Z1, 0.01 * Z1)", "np.where(Z1 > 0, 1, 0.01)"),
}


def shallow(activation: str, outputs: int | None) -> Net:
    value, slope = ACTIVATIONS[activation]
    return Net(
        f"one hidden layer, {activation}, n2 = {outputs or 'any'}, L2",
        SHALLOW,
        f"""{LABELS}
        Z1 = W1 @ X + b1
        A1 = {value}
        Z2 = W2 @ A1 + b2
        A2 = sigmoid(Z2)""",
        f"""dZ2 = A2 - Y
        dW2 = dZ2 @ A1.T / m + lam / m * W2
        db2 = np.sum(dZ2, axis=1, keepdims=True) / m
        dZ1 = W2.T @ dZ2 * {slope}
        dW1 = dZ1 @ X.T / m + lam / m * W1
        db1 = np.sum(dZ1, axis=1, keepdims=True) / m""",
        outputs,
    )


LOGISTIC = Net(
    "logistic regression, L2",
    {"w": "n0 1", "b": "1 1", "X": "n0 m", "Y": "1 m"},
    f"""{LABELS}
    Z = w.T @ X + b
    A = sigmoid(Z)""",
    """dZ = A - Y
    dw = X @ dZ.T / m + lam / m * w
    db = np.sum(dZ) / m""",
)
DEEP = Net(
    "three layers",
    {**SHALLOW, "W3": "n3 n2", "b3": "n3 1", "Y": "n3 m"},
    f"""{LABELS}
    Z1 = W1 @ X + b1
    A1 = np.maximum(0, Z1)
    Z2 = W2 @ A1 + b2
    A2 = np.tanh(Z2)
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)""",
    """dZ3 = A3 - Y
    dW3 = 1 / m * dZ3 @ A2.T
    db3 = 1 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (1 - A2**2)
    dW2 = 1 / m * np.dot(dZ2, A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, Z1 > 0)
    dW1 = 1 / m * dZ1 @ X.T
    db1 = dZ1.sum(axis=1, keepdims=True) / m""",
)
DROPOUT = Net(
    "dropout",
    SHALLOW,
    f"""{LABELS}
    keep = 0.4 + 0.1 * m
    Z1 = W1 @ X + b1
    D1 = (np.cos(7 * Z1) > -0.6) * 1.0
    A1 = np.tanh(Z1)
    H1 = A1 * D1 / keep
    Z2 = W2 @ H1 + b2
    A2 = sigmoid(Z2)""",
    """dZ2 = A2 - Y
    dW2 = dZ2 @ H1.T / m
    dA1 = W2.T @ dZ2 * D1 / keep
    dZ1 = dA1 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m""",
)
SQUARES = Net(
    "half squared error, a skip path, derivatives of J",
    {**SHALLOW, "V": "n2 n0"},
    """Z1 = W1 @ X + b1
    A1 = sigmoid(Z1)
    Z2 = W2 @ A1 + V @ X + b2""",
    """dZ2 = (Z2 - Y) / m
    dW2 = dZ2 @ A1.T
    dV = dZ2 @ X.T + lam * V
    db2 = dZ2.sum(axis=1, keepdims=True)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * A1 * (1 - A1)
    dX = W1.T @ dZ1 + V.T @ dZ2""",
)
ROWS = Net(
    "examples as rows, bias absorbed",
    {"X": "m n0", "Theta": "n1 n0", "beta": "n1", "theta0": "n1 1", "y": "m"},
    """y = (y > 0) * 1.0
    X = np.hstack([np.ones((m, 1)), X])
    Theta = np.hstack([theta0, Theta])
    beta = np.append(beta, 0.7)
    Z = X @ Theta.T
    A = np.hstack([np.ones((m, 1)), np.tanh(Z)])
    w = A @ beta
    p = sigmoid(w)""",
    """dw = p - y
    dbeta = A.T @ dw / m
    dZ = np.outer(dw, beta[1:]) * (1 - A[:, 1:]**2)
    dTheta = dZ.T @ X / m""",
)
NETS = (
    LOGISTIC,
    *(shallow(activation, outputs) for activation in ACTIVATIONS for outputs in (1, 3)),
    DEEP,
    DROPOUT,
    SQUARES,
    ROWS,
)


def planted(line: str, scope: Mapping[str, Any]) -> list[str]:
    """The line with one mistake, in every way that the table knows, each once."""
    tree = ast.parse(line).body[0]
    assert isinstance(tree, ast.Assign)
    wrong: dict[str, None] = {}
    for path in paths(tree.value):
        for new in Mistakes(scope, line).of(at(tree.value, path)):
            changed = copy.deepcopy(tree)
            put(changed, ("value", *path), copy.deepcopy(new))
            wrong[ast.unparse(changed)] = None
    return [source for source in wrong if source != ast.unparse(tree)]


Path = tuple[str | int, ...]


def paths(node: ast.AST, path: Path = ()) -> Iterator[Path]:
    """The way to each expression but the functions called and the numbers of axes."""
    yield path
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.expr) and name not in ("func", "slice"):
            yield from paths(value, (*path, name))
        elif name == "args":
            for i, argument in enumerate(value):
                yield from paths(argument, (*path, name, i))


def at(node: Any, path: Path) -> Any:
    for step in path:
        node = node[step] if isinstance(step, int) else getattr(node, step)
    return node


def put(node: Any, path: Path, new: ast.expr) -> None:
    owner = at(node, path[:-1])
    if isinstance(path[-1], int):
        owner[path[-1]] = new
    else:
        setattr(owner, path[-1], new)


@dataclass
class Mistakes:
    """The mistakes that can be made at one node."""

    scope: Mapping[str, Any]
    line: str
    arrays: list[str] = field(init=False)

    def __post_init__(self) -> None:
        target = self.line.split(" = ")[0]
        self.arrays = [
            name for name, v in self.scope.items() if isinstance(v, np.ndarray) and name != target
        ]

    def of(self, node: ast.expr) -> Iterator[ast.expr]:
        match node:
            case ast.BinOp(op=ast.Pow(), left=base):
                yield base
                yield ast.BinOp(base, ast.Pow(), ast.Constant(3))
            case ast.BinOp():
                yield from self.of_operation(node)
            case ast.Attribute(value=value, attr="T"):
                yield value
            case ast.Name(id=name) if name in self.arrays:
                yield from self.of_name(node)
            case ast.Call():
                yield from self.of_call(node)
            case ast.Subscript(value=value):
                yield value
        if not isinstance(node, (ast.Constant, ast.Compare)) and self.is_array(node):
            yield from around(node)

    def is_array(self, node: ast.expr) -> bool:
        """Whether a factor or sign there is a mistake of its own: not in np or in 1 / m."""
        return not (isinstance(node, ast.Name) and node.id not in self.arrays)

    def of_operation(self, node: ast.BinOp) -> Iterator[ast.expr]:
        """Another operator, or without an operand."""
        for op in (ast.Add(), ast.Sub(), ast.Mult(), ast.Div(), ast.MatMult()):
            if type(op) is not type(node.op):
                yield ast.BinOp(node.left, op, node.right)
        yield ast.BinOp(node.right, node.op, node.left)
        yield node.left
        if not isinstance(node.op, ast.Div):
            yield node.right

    def of_name(self, node: ast.Name) -> Iterator[ast.expr]:
        """Another name (three of them, those that sound alike first), or its transpose."""
        alike = sorted(self.arrays, key=lambda other: (other[:-1] != node.id[:-1], other))
        yield from (ast.Name(other) for other in alike[:4] if other != node.id)
        yield ast.Attribute(node, "T")

    def of_call(self, node: ast.Call) -> Iterator[ast.expr]:
        """A sum over another axis, without keepdims, or a mean."""
        assert isinstance(node.func, ast.Attribute)
        if node.func.attr == "sum":
            yield ast.Call(ast.Attribute(node.func.value, "mean"), node.args, node.keywords)
            yield ast.Call(node.func, node.args, [])
            yield node.args[0] if node.args else node.func.value
            for drop in node.keywords:
                yield ast.Call(node.func, node.args, [k for k in node.keywords if k is not drop])
            other = ast.keyword("axis", ast.Constant(0))
            yield ast.Call(node.func, node.args, [other, *node.keywords[1:]])
        elif node.func.attr in ("dot", "multiply"):
            other_name = "multiply" if node.func.attr == "dot" else "dot"
            yield ast.Call(ast.Attribute(node.func.value, other_name), node.args, [])
            yield from node.args
        elif node.func.attr == "outer":
            yield ast.Call(node.func, node.args[::-1], [])


def around(node: ast.expr) -> Iterator[ast.expr]:
    """A sign, a factor, or another slope where it does not belong."""
    m, two = ast.Name("m"), ast.Constant(2)
    yield ast.UnaryOp(ast.USub(), node)
    for factor in (m, two):
        yield ast.BinOp(factor, ast.Mult(), node)
        yield ast.BinOp(node, ast.Div(), factor)
    if isinstance(node, ast.BinOp) and ast.unparse(node).startswith("1 - "):
        base = node.right.left if isinstance(node.right, ast.BinOp) else node.right
        yield ast.BinOp(base, ast.Mult(), ast.BinOp(ast.Constant(1), ast.Sub(), base))
        yield ast.Compare(base, [ast.Gt()], [ast.Constant(0)])
