"""How well and how fast like needs are grouped.

    python -m bench.grouping [--problems FILE]

Quality, on problems with ``title``, ``description``, ``industry`` and labels (``labels`` or ``skill_labels``; the answers
are not shown to the grouping): each problem is told by several enterprises in words of their own (a shop before it,
clauses dropped and turned round, other words for the same), and the groups are compared with who told what. Then the
problems as they are, one enterprise each: which share of the pairs that a group puts together share a label. Last the time
for many needs, alike and mixed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from bench.tables import show
from gongqiao.cores.grouping import Group, Need, group_needs

SHIPPED = Path(__file__).resolve().parent.parent / "src/gongqiao/services/enterprise_service/data/problems.jsonl"
SHOPS = ("一号线", "老厂区", "东车间", "夜班", "三工段", "新设备", "出口订单", "二期")
OTHER_WORDS = {
    "裂纹": "开裂", "温度": "温控", "不稳": "波动", "频繁": "老是", "返修": "返工", "电机": "马达", "检测": "检验",
    "堵塞": "堵", "粉尘": "灰尘", "焊接": "焊", "噪声": "噪音", "效率": "产量", "更换": "换", "偏差": "误差",
}  # fmt: skip
TELLERS = (2, 3, 5)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--problems", type=Path, default=SHIPPED)
    problems = [json.loads(line) for line in arguments.parse_args().problems.read_text(encoding="utf-8").splitlines()]
    rows = []
    for tellers in TELLERS:
        needs = list(told(problems, tellers, Random(tellers)))
        rows.append([f"{tellers} 家各说一遍", len(needs), *judged(group_needs(needs), len(problems), tellers)])
    show("Grouping: the same problem told by several", ["set", "needs", "groups", "precision", "recall", "F1"], rows)
    found = as_labelled(problems, group_needs(list(as_they_are(problems))))
    show("Grouping: different problems", ["problems", "groups", "pairs", "pairs that share a label"], [found])
    times = []
    for name, count in (("alike", 2_000), ("alike", 20_000), ("mixed", 2_000), ("mixed", 20_000)):
        needs = list(many(problems, count, Random(count), is_mixed=name == "mixed"))
        start = perf_counter()
        groups = group_needs(needs)
        times.append([f"{count:,} {name}", len(groups), f"{perf_counter() - start:.2f} s"])
    show("Grouping: time", ["needs", "groups", "time"], times)


def told(problems: Sequence[dict[str, Any]], tellers: int, chance: Random) -> Iterator[Need]:
    """Let several enterprises tell each problem; ``id // 100`` is the problem."""
    for number, problem in enumerate(problems):
        for teller in range(tellers):
            title, description = in_own_words(problem, chance)
            yield Need(
                id=number * 100 + teller, enterprise_id=number * 7 + teller * 1013, title=title, description=description
            )


def in_own_words(problem: dict[str, Any], chance: Random) -> tuple[str, str]:
    clauses = re.split(r"[,，。；]", problem["description"])
    kept = [clause for clause in clauses if clause and chance.random() < 0.6] or clauses[:1]
    chance.shuffle(kept)
    title = f"{chance.choice(SHOPS)}{problem['title']}" if chance.random() < 0.5 else chance.choice(clauses[:2])[:40]
    return (reworded(title, chance), reworded("，".join(kept), chance))


def reworded(text: str, chance: Random) -> str:
    for word, other in OTHER_WORDS.items():
        if chance.random() < 0.5:
            text = text.replace(word, other)
    return text


def judged(groups: Sequence[Group], problems: int, tellers: int) -> list[str]:
    """Return how many groups, and precision, recall and F1 over the pairs of needs."""
    pairs = [pair for group in groups for pair in combinations(group.need_ids, 2)]
    right = sum(one // 100 == other // 100 for one, other in pairs)
    every = problems * tellers * (tellers - 1) // 2
    precision, recall = right / (len(pairs) or 1), right / every
    f1 = 2 * precision * recall / ((precision + recall) or 1)
    return [str(len(groups)), f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}"]


def as_they_are(problems: Sequence[dict[str, Any]]) -> Iterator[Need]:
    for number, problem in enumerate(problems):
        yield Need(
            id=number, enterprise_id=number, title=problem["title"], description=problem["description"],
            industry=problem["industry"],
        )  # fmt: skip


def as_labelled(problems: Sequence[dict[str, Any]], groups: Sequence[Group]) -> list[object]:
    labels = [set(problem.get("labels") or problem["skill_labels"]) for problem in problems]
    pairs = [pair for group in groups for pair in combinations(group.need_ids, 2)]
    return [len(problems), len(groups), len(pairs), sum(bool(labels[a] & labels[b]) for a, b in pairs)]


def many(problems: Sequence[dict[str, Any]], count: int, chance: Random, *, is_mixed: bool) -> Iterator[Need]:
    """Yield many needs: of few matters in many words, or with halves of several problems put together."""
    for number in range(count):
        problem = chance.choice(problems)
        title, description = in_own_words(problem, chance)
        if is_mixed:
            other = chance.choice(problems)
            title = title[: len(title) // 2] + other["title"][len(other["title"]) // 2 :]
            description = in_own_words(other, chance)[1]
        yield Need(
            id=number, enterprise_id=number % 3_000, title=title, description=description, industry=problem["industry"]
        )


if __name__ == "__main__":
    main()
