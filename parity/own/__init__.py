"""Derivations of users' own: read from files, drawn points for, tried line by line."""
