"""A quarter's last hour: 300 people and a few scripts; then five times what the site can serve."""

import argparse
import asyncio
import sys
from pathlib import Path

from benchmarks.servers import set_up


def main() -> int:
    """Run it and write; 1 where a promise was broken, since these are no matter of speed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="how many tasks, a multiple of 50")
    parser.add_argument("--seconds", type=float, default=60, help="how long people work")
    parser.add_argument("--results", type=Path, help="a file that gets what was found")
    arguments = parser.parse_args()

    # This process asks over HTTP alone; it knows Duban's words to read what its worker finds.
    set_up("sqlite:///:memory:")
    from benchmarks.load.hour import play, told

    hour = asyncio.run(play(arguments.size, arguments.seconds))
    text = told(hour, f"make load SIZE={arguments.size}")
    print(text)
    if arguments.results:
        arguments.results.parent.mkdir(parents=True, exist_ok=True)
        arguments.results.write_text(text, encoding="utf-8")
    return 0 if all(line.met for line in hour.lines) else 1


if __name__ == "__main__":
    sys.exit(main())
