"""The steps from like needs to a framework agreement, each as one person takes it in the browser."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from docx import Document

from tests.journeys.actors import Actor

LIKE = {"水温": "洗毛水温不稳", "除尘": "羽绒除尘机滤袋堵塞", "绒子含量": "绒子含量分拣不准"}
"""What binds three groups of like needs of down firms, and what an officer calls each."""
PILLARS = (
    ("专家库", "洗毛工艺专家（演示）"),
    ("创新工作室联盟", "羽绒技艺创新工作室（演示）"),
    ("实训基地", "羽绒实训基地（演示）"),
)
SCHOOL = "市技工学校（演示）"


def looks_for_groups(city: Actor) -> None:
    """Let the needs of the whole city be grouped now."""
    city.opens("/desk/innovation/proposals")
    city.presses("现在找一遍")
    city.reads("找过了")


def opens_the_group(officer: Actor, words: str, *, about: str = "绒") -> None:
    """Open a group of like needs by one of the words that bind it; the words are marked in the needs."""
    officer.opens("/desk/innovation/proposals")
    officer.presses("看一看、认定", beside=(about, words))
    assert officer.page.locator("mark").count() > 2, "the binding words are marked in the needs"


def takes_the_group_for_a_problem(officer: Actor, title: str, *, industry: str, work: str = "") -> str:
    """Say that the group in front of one is a common problem, of a new joint work or a known one; return its number."""
    officer.fills("共性问题，一句话说清", title)
    officer.fills("行业", industry)
    if work:
        officer.page.get_by_label("放到哪项联合攻关").select_option(label=work)
    officer.presses("认定为共性问题")
    officer.reads("已认定为共性问题")
    return officer.at.rsplit("/", 1)[1]


def finds_common_problems(city: Actor, officer: Actor, *, titles: Mapping[str, str], industry: str) -> str:
    """Have the needs grouped, and take each group for a common problem of one joint work; return its number."""
    looks_for_groups(city)
    number, first = "", next(iter(titles.values()))
    for words, title in titles.items():
        opens_the_group(officer, words)
        work = f"{first}（{number}）" if number else ""
        number = takes_the_group_for_a_problem(officer, title, industry=industry, work=work)
    return number


def talks_with_the_parties(officer: Actor, *, parties: int) -> None:
    """Begin the talks with the firms and the union, and let a school join them."""
    officer.asks_to("开始协商")
    officer.presses("开始协商")
    officer.reads("已开始协商，参加方都收到了消息。")
    officer.reads(f"{parties} 个", within="参加方")
    opens_edit(officer, "加参加方")
    officer.fills("其他单位（部门、院校、协会）", SCHOOL)
    officer.fills("负责什么", "派教师到厂")
    officer.presses("加上")
    officer.reads("已加上。")
    officer.reads(f"{parties + 1} 个", within="参加方")


def pools_what_helps(officer: Actor) -> None:
    """Put an expert, a studio and a base behind the joint work."""
    for kind, name in PILLARS:
        opens_edit(officer, "加专家、工作室或基地")
        officer.picks(kind, of="哪一类")
        officer.fills("名称", name)
        officer.presses("加上")
        officer.reads(name, within="技术服务支柱")


def drafts_the_agreement(officer: Actor) -> None:
    """Draft the framework agreement."""
    officer.asks_to("草拟框架协议")
    officer.presses("草拟一稿")
    officer.reads("已草拟，可以在“框架协议”里下载 Word。")


def takes_the_word(officer: Actor, draft: str = "第 1 稿") -> str:
    """Open a draft of the agreement, download its Word and return everything that stands in it."""
    officer.presses(draft)
    officer.reads("框架协议")
    with officer.page.expect_download() as coming:
        officer.page.get_by_role("link", name="Word").first.click()
    return words_of(coming.value.path().read_bytes())


def words_of(word: bytes) -> str:
    """Return the text of a Word document, paragraphs and tables."""
    document = Document(io.BytesIO(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def says_everything(text: str, said: Sequence[str]) -> None:
    """See that an agreement names all this, and that no placeholder of its template is left open or empty."""
    for words in said:
        assert words in text, words
    for left in ("{", "}", "None", "：。", "：；", "、、"):
        assert left not in text, left


def opens_edit(officer: Actor, title: str) -> None:
    """Open one of the dialogs behind the three points."""
    officer.page.get_by_label("更多").click()
    officer.asks_to(title)
