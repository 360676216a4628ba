from functools import partial
from pathlib import Path

from benchmarks.results import kept
from benchmarks.table import at_least, at_most, goals
from benchmarks.timing import Times, take_turns


def test_a_run_replaces_the_section_of_its_size_and_leaves_the_others(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    for size, said in ((1_000_000, "slow"), (100_000, "old"), (100_000, "new")):
        file.write_text(kept(file, size, f"## {size:,} tasks\n\n{said}"), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    assert text.count("# How fast Duban is") == 1
    assert "old" not in text
    assert text.index("## 100,000 tasks\n\nnew") < text.index("## 1,000,000 tasks\n\nslow")


def test_a_goal_is_met_at_its_bound_and_not_beyond_it() -> None:
    lines = [
        at_most("a", 2, 2, "×"),
        at_most("b", 2.01, 2, "×"),
        at_least("c", 2, 2, "×"),
        at_least("d", 1.99, 2, "×"),
    ]
    assert [line.met for line in lines] == [True, False, True, False]
    assert goals(lines).splitlines()[3] == "| b | ≤ 2 × | 2.01 × | **no** |"


def test_subjects_are_timed_in_turns_whose_order_changes_the_same_way_in_every_run() -> None:
    def turns() -> list[list[str]]:
        called: list[str] = []
        subjects = {name: partial(called.append, name) for name in "abc"}
        found = take_turns(subjects, rounds=9, seconds=60)
        assert {name: len(times.seconds) for name, times in found.items()} == dict.fromkeys("abc", 9)
        return [called[start : start + 3] for start in range(0, 27, 3)]

    assert all(sorted(turn) == [*"abc"] for turn in turns())
    assert {turn[0] for turn in turns()} == {*"abc"}
    assert turns() == turns()


def test_one_round_is_made_however_little_time_there_is() -> None:
    assert len(take_turns({"a": lambda: None}, rounds=9, seconds=0)["a"].seconds) == 1


def test_of_a_hundred_times_one_is_longer_than_p99() -> None:
    times = Times(tuple(float(number) for number in range(200)))
    assert (times.median, times.p99) == (99.5, 198.0)
