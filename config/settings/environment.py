"""What the environment says."""

import os


def from_environment(name: str, default: str = "") -> str:
    """The environment variable `name`, or `default` where it is not set or empty."""
    return os.environ.get(name) or default


def list_from_environment(name: str, default: str = "") -> list[str]:
    """A comma-separated environment variable as a list without empty items."""
    return [item.strip() for item in from_environment(name, default).split(",") if item.strip()]
