"""What repair says of the notes' misprints, without being told what is right."""

import pytest

from parity.audit import audit, select
from parity.audit_repair import repaired, suggest

EXPECTED = {
    "S0-30": "dg_dz = a * (1 - a) (it is dg_dz, not g_z)",
    "S0-43": "dW1 = 1 / m * dZ1 @ X.T (dZ2 stands where dZ1 belongs)",
    "S0-44": "db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True) (axis=1, keepdims=True is missing)",
    "S1-31": "dW2 = dz2 @ a1.T (a transpose is missing)",
    "S1-34": "dW1 = dz1 @ x.T (a1 stands where x.T belongs)",
    "S2-28": "db_after = db_before + dz_i (the term db_before is missing)",
    "S3-20": "db1 = dz1 (the factor a1.T is too much)",
    "S3-22": "dz2 = a2 - y (* stands where - belongs)",
    "S3-30": "dz1 = W2.T @ dz2 * g1_prime(z1) (+ stands where * belongs)",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_corrected_line_is_found(name: str) -> None:
    (found,) = audit(select([name]), suggest)
    assert found.suggestion == EXPECTED[name]


def test_what_holds_or_cannot_be_read_gets_no_suggestion() -> None:
    for found in audit(select(["S0-19", "S0-10", "S0-16"]), suggest):
        assert found.suggestion == ""


def test_a_replaced_right_hand_side_is_no_correction() -> None:
    (found,) = audit(select(["S3-04"]), suggest)
    assert found.suggestion == ""


def test_gradients_and_updates_are_counted() -> None:
    names = ["S3-30", "S0-15", "S0-12", "S1-09", "S0-19"]
    assert repaired(audit(select(names), suggest)) == (3, 2)
