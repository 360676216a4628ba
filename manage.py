#!/usr/bin/env python
"""Duban's command line."""

import os
import sys


def main() -> None:
    """Run a management command, by default with the development settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
