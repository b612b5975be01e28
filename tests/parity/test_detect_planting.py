"""Mistakes are planted where they say, once each, and what is proved to be none is none."""

import ast
import random

import numpy as np
import pytest

from parity.detect.court import courts_of
from parity.detect.judging import judged
from parity.detect.mutant import Mutant, definition, planted
from parity.detect.planting.planting import changes, mutants
from parity.detect.planting.proving import reason_of
from parity.detect.planting.sites import scope_of, sites
from parity.detect.slips import one_component, swapped
from parity.detect.targets import TARGETS
from reference import shallow

ENOUGH = 1000
KINDS = {
    "operator", "transpose", "sign", "constant", "factor", "name", "dropped term", "axis",
    "keepdims", "activation derivative missing", "derivative of another activation",
    "accumulation forgotten", "stale value", "off-by-one slice", "L2 on a bias",
    "mask or its scale forgotten", "shape that broadcasts", "one component of many",
    "relative error 0.001", "relative error 1e-06", "relative error 1e-09",
}  # fmt: skip


def test_there_are_enough_of_every_kind_and_in_every_target() -> None:
    texts = {(mutant.target_name, mutant.text) for mutant in mutants()}
    assert len(texts) == len(mutants()) > ENOUGH
    assert {mutant.kind for mutant in mutants()} == KINDS
    assert {mutant.target_name for mutant in mutants()} == set(TARGETS)


def test_no_mutant_is_the_function_itself() -> None:
    for name, target in TARGETS.items():
        itself = ast.dump(ast.parse(ast.unparse(definition(target))))
        texts = [mutant.text for mutant in changes() if mutant.target_name == name]
        assert all(ast.dump(ast.parse(text)) != itself for text in texts)


def of(name: str, after: str) -> Mutant:
    """The mutant of shallow.vectorised with that in it."""
    return next(m for m in changes() if m.target_name == name and m.after == after)


def test_a_planted_mistake_is_there_inside_and_gone_afterwards() -> None:
    formula = shallow.vectorised.cross_entropy_dz
    A, Y = np.array([[0.25]]), np.array([[1.0]])
    names = set(formula.__globals__)
    with planted(of("losses.cross_entropy_dz", "(a) + (y)")):
        assert shallow.vectorised.cross_entropy_dz(A, Y) == 1.25
    with planted(of("losses.cross_entropy_dz", "one_component(a - y, 2.0)")):
        assert shallow.vectorised.cross_entropy_dz(A, Y) == -1.5
    assert shallow.vectorised.cross_entropy_dz(A, Y) == -0.75
    assert set(formula.__globals__) == names


def test_a_mistake_is_gone_when_what_it_was_planted_for_raises() -> None:
    mutant = of("losses.cross_entropy_dz", "(a) + (y)")
    with pytest.raises(ZeroDivisionError), planted(mutant):
        raise ZeroDivisionError
    assert shallow.vectorised.cross_entropy_dz(np.array([0.25]), np.array([1.0])) == -0.75


def test_slips_change_what_they_say_whatever_the_memory_order() -> None:
    value = np.arange(1.0, 13.0).reshape(3, 4).T
    assert np.sum(one_component(value, 2.0) != value) == 1
    exchanged = swapped(value)
    assert (exchanged[0, 0], exchanged[-1, -1]) == (12.0, 1.0)
    assert np.sum(exchanged != value) == 2
    assert value[0, 0] == 1.0
    assert one_component(np.float32(3), 2.0).dtype == np.float32


def test_a_mistake_that_writes_into_what_is_given_leaves_nothing_behind() -> None:
    of_loss = [m for m in changes() if m.target_name == "prepared.Output.any_loss"]
    into_labels = next(m for m in of_loss if "np.copyto(Y, " in m.text)
    courts = courts_of(into_labels.target)
    with planted(into_labels):
        assert "disagrees" in {judged(court).verdict for court in courts}
    assert {judged(court).verdict for court in courts} == {"agrees"}


def test_what_is_proved_to_be_no_mistake_is_none_at_any_point() -> None:
    proved = [mutant for mutant in changes() if mutant.reason]
    assert proved
    for mutant in proved:
        with planted(mutant):
            found = [judged(court) for court in courts_of(mutant.target)]
        assert {judgement.verdict for judgement in found} == {"agrees"}, mutant.name


NEAR = [  # what looks like a proof and is none
    ("shallow.vectorised.backward", "dZ2", "dZ2.T"),
    ("shallow.vectorised.backward", "dZ2 @ A1.T", "(dZ2) * (A1.T)"),
    ("shallow.vectorised.backward", "dZ2 @ A1.T", "(A1.T) @ (dZ2)"),
    ("shallow.vectorised.backward", "X", "W2"),
    ("shallow.vectorised.backward", "dZ2", "(dZ2) / m"),
    ("shallow.vectorised.backward", "W2.T @ dZ2 * slope(A1)", "(W2.T @ dZ2) * slope(A1)[:, :1]"),
    ("shallow.one.backward", "W2.T @ dz2 * slope(a1)", "(W2.T @ dz2) * slope(a1)[:1]"),
    ("shallow.one.backward", "dz2", "dz1"),
    ("rows.tiled.backward", "T_l * X1", "(T_l) * X1[:, :1]"),
    ("rows.tiled.backward", "T_l * X1", "T_l[:1] * (X1)"),
    ("deep.recursion", "kept.H", "kept.A"),
    ("logistic.loop.cost_and_gradients", "np.zeros_like(w)", "np.ones_like(w)"),
    ("prepared.step_back", "np.multiply(dA, 0, out=dA)", "np.divide(dA, 0, out=dA)"),
    ("prepared.relu", "np.maximum(Z, zeros, out=Z)", "np.maximum(Z[:, :1], zeros, out=Z)"),
    ("prepared.Output.cross_entropy", "np.exp(e, out=e)",
     "np.copyto(e, swapped(np.exp(e, out=e)))"),
    ("prepared.Output.of_signs", "np.multiply(Z, self.slopes, out=Z)",
     "np.divide(Z, self.slopes, out=Z)"),
    ("activations.leaky_relu_slope_z", "LEAK * np.ones_like(z)", "(LEAK) + (np.ones_like(z))"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after"), NEAR)
def test_what_only_looks_like_a_proof_proves_nothing(name: str, before: str, after: str) -> None:
    target = TARGETS[name]
    tree, scope = definition(target), scope_of(target)
    places = [site for site in sites(tree) if ast.unparse(site.node) == before]
    assert places
    for site in places:
        assert reason_of(tree, site, scope, after) == ""


def test_parity_catches_a_sample_in_float64_and_knows_its_limits_in_float32() -> None:
    for mutant in random.Random(1).sample(mutants(), 60):
        with np.errstate(all="ignore"), planted(mutant):
            found = [(court.case.dtype, judged(court)) for court in courts_of(mutant.target)]
        assert any(j.verdict == "disagrees" for dtype, j in found if dtype == "float64")
        if max(j.effect for dtype, j in found if dtype == "float32") > 1e-3:
            assert any(j.verdict == "disagrees" for dtype, j in found if dtype == "float32")
