"""Derivations on trial: checked, and reported as tables."""
