"""Do solved problems find the like ones? ``python -m bench.knowledge --problems FILE`` (JSON lines: title, description,
skill_labels, optionally industry), beside a plain BM25 over pairs of characters that shares no code with ours.

Each problem is asked against all others. One is right when it shares a skill label; labels are answers and are read by
the judge alone. ``--ticks`` gives both sides the domain of the first label, as the order form does.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.tables import show
from gongqiao.cores.matching.like import Rarity, Writing, by_likeness, gist

SKILLS = Path(__file__).parents[1] / "src/gongqiao/services/talent/data/skill_labels.csv"
SHOWN = 3
MANY = 20_000

Scores = list[tuple[float, int]]
Ranker = Callable[[int], Scores]


class Problems:
    """The problems of the file, their labels for the judge, and the domain that would have been ticked."""

    def __init__(self, path: Path) -> None:
        self.rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        with SKILLS.open(encoding="utf-8") as lines:
            domains = {row["label"]: row["domain"] for row in csv.DictReader(lines)}
        self.domains = [domains.get(row["skill_labels"][0], "") for row in self.rows]
        self.labels = [frozenset(row["skill_labels"]) for row in self.rows]

    def is_right(self, asked: int, found: int) -> bool:
        return bool(self.labels[asked] & self.labels[found])

    def fellows(self, asked: int) -> int:
        return sum(self.is_right(asked, other) for other in range(len(self.rows)) if other != asked)


def plain_bm25(problems: Problems) -> Ranker:
    """Okapi BM25 over every pair of characters of title and description; it never abstains."""
    texts = [row["title"] + row["description"] for row in problems.rows]
    counts = [Counter(text[n : n + 2] for n in range(len(text) - 1)) for text in texts]
    held = Counter(pair for one in counts for pair in one)
    idf = {pair: math.log(1 + (len(counts) - n + 0.5) / (n + 0.5)) for pair, n in held.items()}
    mean = sum(sum(one.values()) for one in counts) / len(counts)

    def score(asked: Counter[str], one: Counter[str]) -> float:
        norm = 1.2 * (0.25 + 0.75 * sum(one.values()) / mean)
        return sum(idf[pair] * one[pair] * 2.2 / (one[pair] + norm) for pair in asked if pair in one)

    def rank(number: int) -> Scores:
        scored = [(score(counts[number], one), n) for n, one in enumerate(counts) if n != number]
        return sorted(scored, reverse=True)

    return rank


def ours(problems: Problems, *, ticks: bool, abstain: bool) -> Ranker:
    """What the product does, with the asked problem taken out of the collection."""
    gists = [gist(row["title"], row["description"]) for row in problems.rows]
    held = Counter(key for one in gists for key in one.keys)

    def rank(number: int) -> Scores:
        own = gists[number]
        rarity = Rarity(total=len(gists) - 1, held_by={key: held[key] - 1 for key in own.keys})
        papers = [
            Writing(id=n, gist=one, domain=problems.domains[n] if ticks else "")
            for n, one in enumerate(gists)
            if n != number
        ]
        domain = problems.domains[number] if ticks else ""
        found = by_likeness(own, papers, rarity, domain=domain, abstain=abstain)
        return [(one.share, one.id) for one in found]

    return rank


def measured(problems: Problems, rank: Ranker, name: str) -> Sequence[object]:
    """Return precision of the first and of the first three, and how often anything was shown at all."""
    firsts, right, shown, asked, wrongly = 0, 0, 0, 0, 0
    for number in range(len(problems.rows)):
        top = rank(number)[:SHOWN]
        good = sum(problems.is_right(number, found) for _, found in top)
        if not problems.fellows(number):
            wrongly += bool(top)
            continue
        asked += bool(top)
        firsts += bool(top) and problems.is_right(number, top[0][1])
        right, shown = right + good, shown + len(top)
    lonely = sum(not problems.fellows(number) for number in range(len(problems.rows)))
    most = len(problems.rows) - lonely
    return (
        name, f"{right / shown:.2f}" if shown else "–", f"{firsts / asked:.2f}" if asked else "–",
        f"{asked} / {most}", f"{wrongly} / {lonely}",
    )  # fmt: skip


def speed(problems: Problems) -> Sequence[object]:
    """Rank candidates as the product does it for one order page among many articles; return milliseconds."""
    chance = random.Random(1)
    gists = [gist(row["title"], row["description"]) for row in problems.rows]
    held = Counter(key for one in gists for key in one.keys)
    papers = [Writing(id=n, gist=chance.choice(gists)) for n in range(400)]
    rarity = Rarity(total=MANY, held_by={key: n * MANY // len(gists) for key, n in held.items()})
    begun = time.perf_counter()
    for one in gists:
        by_likeness(one, papers, rarity)
    return ("rank 400 candidates", f"{1000 * (time.perf_counter() - begun) / len(gists):.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=Path)
    given, _ = parser.parse_known_args()
    if given.problems is None:
        print("bench.knowledge needs --problems FILE (JSON lines with title, description, skill_labels).")
        return
    problems = Problems(given.problems)
    show(
        f"Like problems, {len(problems.rows)} asked against all others",
        ("method", "right among those shown (at most 3)", "first is right", "shown something", "shown though alone"),
        [
            measured(problems, plain_bm25(problems), "plain BM25, pairs of characters"),
            measured(problems, ours(problems, ticks=False, abstain=False), "ours, always three"),
            measured(problems, ours(problems, ticks=False, abstain=True), "ours"),
            measured(problems, ours(problems, ticks=True, abstain=False), "ours with domain, always three"),
            measured(problems, ours(problems, ticks=True, abstain=True), "ours with domain"),
        ],
    )
    show("Speed", ("what", "time"), [speed(problems)])


if __name__ == "__main__":
    main()
