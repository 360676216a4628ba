"""`python -m benchmarks.links`: measure suggested links and write `benchmarks/LINKS.md`."""

from __future__ import annotations

from pathlib import Path

from benchmarks.servers import set_up

FILE = Path(__file__).parents[1] / "LINKS.md"
SIZES = (100, 2_000)


def main() -> None:
    """Print what is found and write it down."""
    # Nothing is stored: the tasks come from the fixtures, and who came after whom is Duban's to say.
    set_up("sqlite:///:memory:")
    from benchmarks.links.cost import cost
    from benchmarks.links.judged import plan_pairs
    from benchmarks.links.report import written

    text = written(plan_pairs(), [cost(size) for size in SIZES])
    FILE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
