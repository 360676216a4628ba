"""`LINKS.md`: how good suggested links are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.links.cost import ASKED, Cost
from benchmarks.links.figures import FIRST, Outcome, at_worst, figures, not_judged, outcomes
from benchmarks.links.judged import JudgedPlans
from tasks.linking.nearness import DEFAULT_THRESHOLD, MOST_COMPARED, Near

SHOWN = 34
HEAD = f"""# How good suggested links between plans are

Written by `make links`. `fixtures/task_links/` says of pairs of tasks, chosen by reading both plans whole
before anything suggested links, whether they are the same work; there are about as many near misses as true
pairs, so precision is judged on what is hardest to tell apart. Weights, subjects and threshold
(`tasks/linking/`) were chosen with one half of the later tasks in sight (by a hash of their reference). The
other half was measured once they stood, and is again whenever this file is written: it decides nothing.

- *recall@{FIRST}*: of the pairs of the same work, how many are among the first {FIRST} suggestions of their
  later task.
- *precision*: of the judged pairs with a score of {DEFAULT_THRESHOLD} (the default threshold) or more, how
  many are the same work. A suggestion that nobody judged counts neither way; these are named below.
- *found*: of the pairs of the same work, how many have that score. The others show with a lower threshold.
- *without doubtful*: without the pairs of which the reader noted that careful readers may differ.

"""
TRIED = f"""## What did not help

Tried since, on the half tuned on and no other: rarity over all plans instead of the two, and other powers of
it; pairs of characters alone; titles of sections; clauses aligned with one another, or each with the whole
other task; a discount for tasks that are near to everything; each weight at none, half, twice and three times
of what it is. Nothing gained on all counts. Subjects that count six times as much as a gram, not twice, bring
104 of 107 among the first {FIRST} instead of 100, but put 73 first instead of 76 and find 47 instead of 55 at
the score from which 0.82 are right; and the subjects themselves were chosen on that half. The weights stayed.

Nor did these, on the same half, with at most 101 of 107 among the first {FIRST}: triples of characters; BM25;
vectors of fewer dimensions over all plans; a task of a third plan that is near to both; how near to its best
the earlier task is; ranks by several signs added up. Logistic regressions of the signs and of these, each
tenth of the later tasks ranked by what the rest taught, bring 95 to 103. A sixth sign of subjects alone, its
weight chosen the same way, brings 102 to 104, but puts 73 or 74 first, and no score that finds as many has
more of them right. The words it leans on were chosen on that half, so leaving tasks out does not show how it
does on others.

## What is missed

Of the half tuned on, 7 of 107 pairs are not among the first {FIRST}; of 5 of them careful readers may differ.
They are work named by its campaign in one plan and by its field in the other (2016-18 and 66-17, 2020-46 and
2016-19); a task of several pieces of work of which one is carried on (2016-53 and 2014-34, 2016-72 and
66-68, 2016-82 and 66-104); and publicity or regional work in words that stand everywhere (2016-85 and
66-106, 2016-92 and 2014-75).
"""
HALVES: tuple[tuple[str, Callable[[Outcome], bool]], ...] = (
    ("The half not tuned on", lambda one: not one.judged.tuned_on),
    ("The half tuned on", lambda one: one.judged.tuned_on),
)


def written(pairs: Sequence[JudgedPlans], costs: Sequence[Cost]) -> str:
    """The whole file."""
    found = {pair.name: outcomes(pair) for pair in pairs}
    parts = [HEAD, _reached(found)]
    parts += [f"## {title}\n\n{_table(found, chosen)}" for title, chosen in HALVES]
    parts.append(_unjudged(pairs))
    parts += [TRIED, _costs(costs)]
    return "\n".join(parts)


def _reached(found: dict[str, list[Outcome]]) -> str:
    kept = [one for results in found.values() for one in results if not one.judged.tuned_on]
    of, sure = figures(kept), figures(one for one in kept if not one.judged.doubtful)
    return (
        f"Aimed at, on the half not tuned on: recall@{FIRST} of 0.95 and precision of 0.8. Reached: "
        f"recall@{FIRST} of {of.recall} and precision of {of.precision}; without doubtful pairs "
        f"{sure.recall} and {sure.precision}.\n"
    )


def _table(found: dict[str, list[Outcome]], chosen: Callable[[Outcome], bool]) -> str:
    rows = [*found.items(), ("all", [one for results in found.values() for one in results])]
    lines = [
        f"| plans | pairs | recall@{FIRST} | precision | found |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, results in rows:
        half = [one for one in results if chosen(one)]
        sure = [one for one in half if not one.judged.doubtful]
        for which, kept in ((name, half), (f"{name}, without doubtful", sure)):
            of = figures(kept)
            lines.append(f"| {which} | {len(kept)} | {of.recall} | {of.precision} | {of.found} |")
    return "\n".join(lines) + "\n"


def _unjudged(pairs: Sequence[JudgedPlans]) -> str:
    found = {pair.name: not_judged(pair) for pair in pairs}
    counts = ", ".join(f"{name} {len(nears)}" for name, nears in found.items())
    worst = f"Were all of them wrong, precision on the half not tuned on would be {at_worst(pairs)}."
    lines = [
        "## Suggested at the default threshold and never judged\n",
        f"{counts}. {worst}\n",
        "| later | earlier | score | later text | earlier text |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [_line(near) for nears in found.values() for near in nears]
    return "\n".join(lines) + "\n"


def _line(near: Near) -> str:
    later, earlier = near.later, near.earlier
    texts = " | ".join(wording.text[:SHOWN] for wording in (later, earlier))
    return f"| {later.reference} | {earlier.reference} | {near.score:.2f} | {texts} |"


def _costs(costs: Sequence[Cost]) -> str:
    lines = [
        "## What it costs\n",
        f"Processor time, two plans of so many tasks, {ASKED} of them asked for; each is compared in full "
        f"with at most {MOST_COMPARED}.\n",
        "| tasks a plan | index | one task | memory at most |",
        "| --- | --- | --- | --- |",
    ]
    for one in costs:
        times = f"{one.index_seconds:.2f} s | {one.task_milliseconds:.1f} ms"
        lines.append(f"| {one.size:,} | {times} | {one.megabytes:.0f} MB |")
    return "\n".join(lines) + "\n"
