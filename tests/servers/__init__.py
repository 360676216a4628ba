"""PostgreSQL, Redis and Chromium of the tests' own, started where their programs are installed.

Nothing that already runs on the machine is used or touched, and nothing is left behind.
"""
