"""Certified test vectors: inputs, cost and derivatives of a case, for any language."""
