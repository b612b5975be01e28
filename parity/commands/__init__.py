"""One file per command, imported when it is asked for; the list is in parity/cli.py."""
