"""The formats that `--format` knows."""

FORMATS = ("github", "plain", "latex", "html", "csv", "json")
