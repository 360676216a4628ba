"""Measure Duban beside its yardsticks, on generated data in a private PostgreSQL, and print the table."""

import argparse
import sys
from pathlib import Path

from benchmarks.keeping import OtherDirectoryError
from benchmarks.servers import kept_directory, set_up

SECONDS = {10_000: 1.0, 100_000: 20.0, 1_000_000: 30.0}
"""How long each group of requests is repeated."""


def main() -> int:
    """Measure and write; fails only where measuring itself fails, whatever the goals say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", type=int, choices=list(SECONDS), default=10_000, help="how many tasks")
    parser.add_argument("--seconds", type=float, help="how long each group of requests is repeated")
    parser.add_argument("--results", type=Path, help="a file that gets the results of this size")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the databases there, or use those kept"
    )
    parser.add_argument(
        "--only-make", action="store_true", help="with --keep: make them, and measure nothing"
    )
    arguments = parser.parse_args()
    if arguments.only_make and not arguments.keep:
        parser.error("--only-make needs --keep")

    # This process asks nothing; it knows Duban's words to read what the others found.
    set_up("sqlite:///:memory:")
    from benchmarks.report import written
    from benchmarks.results import kept
    from benchmarks.run import make, measure

    try:
        directory = kept_directory(arguments.keep, arguments.size) if arguments.keep else None
    except OtherDirectoryError as error:
        parser.error(str(error))
    if directory and arguments.only_make:
        print(make(arguments.size, directory))
        return 0
    seconds = arguments.seconds or SECONDS[arguments.size]
    results = measure(arguments.size, seconds, directory)
    text = written(results, f"make bench SIZE={arguments.size}", seconds)
    print(text)
    if arguments.results:
        arguments.results.parent.mkdir(parents=True, exist_ok=True)
        arguments.results.write_text(kept(arguments.results, arguments.size, text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
