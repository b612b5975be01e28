"""A witness whose framework is not installed."""

import framework_that_is_not_installed  # noqa: F401
