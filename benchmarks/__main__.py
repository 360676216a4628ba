"""Measure Duban beside its yardsticks, on generated data in a private PostgreSQL, and print the table."""

import argparse
import sys
from pathlib import Path

from benchmarks.servers import set_up

SECONDS = {10_000: 2.0, 100_000: 20.0, 1_000_000: 30.0}
"""How long each group of requests is repeated."""


def main() -> int:
    """Measure and write; fails only where measuring itself fails, whatever the goals say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", type=int, choices=list(SECONDS), default=10_000, help="how many tasks")
    parser.add_argument("--seconds", type=float, help="how long each group of requests is repeated")
    parser.add_argument("--results", type=Path, help="a file that gets the results of this size")
    arguments = parser.parse_args()

    # This process asks nothing; it knows Duban's words to read what the others found.
    set_up("sqlite:///:memory:")
    from benchmarks.report import written
    from benchmarks.results import kept
    from benchmarks.run import measure

    seconds = arguments.seconds or SECONDS[arguments.size]
    results = measure(arguments.size, seconds)
    text = written(results, f"make bench SIZE={arguments.size}", seconds)
    print(text)
    if arguments.results:
        arguments.results.parent.mkdir(parents=True, exist_ok=True)
        arguments.results.write_text(kept(arguments.results, arguments.size, text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
