"""The life of an article, and the powers of the service.

``rules.kinds`` says whom the words for audiences mean: officer = the officers of the county where the matter was solved;
reviewer = the city's officers, or the county's when all of the city's wrote it; leader = who solved it.
"""

from __future__ import annotations

from gongqiao.kernel.access.powers import offer_scopes, power
from gongqiao.kernel.cases.flow import Duty, Flow, Move, State, Tell

SERVICE = "knowledge"
offer_scopes(SERVICE, "经验库")

READ = power("knowledge.read", "查看经验库", "self", "post:officer", "post:auditor", "post:head")
READ_AT_DESK = power("knowledge.read_at_desk", "在工作台查看经验库", "post:officer", "post:auditor", "post:head")
DRAFT = power("knowledge.draft", "从办结的事项起草经验", "job:knowledge", "job:seeds")
SUGGEST = power("knowledge.suggest", "为新的点菜单找相近的经验", "job:knowledge", "job:seeds")
WRITE = power("knowledge.write", "整理经验", "post:officer")
REVIEW = power("knowledge.review", "审核、撤下经验", "post:officer")
THANK = power("knowledge.thank", "说一条经验有用", "self")

EDIT = Duty(name="edit", label="整理成经验", who="officer", days=10)
MEND = Duty(name="mend", label="按意见修改经验", who="officer", days=5)
CHECK = Duty(name="check", label="审核经验", who="reviewer", days=3)

ARTICLE_FLOW = Flow(
    name="article",
    label="经验",
    service=SERVICE,
    prefix="JY",
    version=1,
    start="draft",
    open_power=DRAFT,
    open_done="从办结的事项起草了经验",
    open_tells=(Tell(who="officer", text="请整理成经验：{title}"),),
    audiences=(("officer", "经办干部"), ("reviewer", "审核人"), ("leader", "队长")),
    states=(
        State(name="draft", label="待整理", shape="todo", pier="整理", duties=(EDIT,)),
        State(name="submitted", label="待审核", shape="run", pier="审核", duties=(CHECK,)),
        State(name="published", label="已发布", shape="done", pier="发布"),
        State(name="returned", label="退回修改", shape="hold", duties=(MEND,)),
        State(name="retired", label="已撤下", shape="stop"),
        State(name="unused", label="未采用", shape="stop"),
    ),
    moves=(
        Move(
            name="submit", label="提交审核", done="提交审核", frm=("draft", "returned"), to="submitted", power=WRITE,
            guard="may_be_read_by_all", is_main=True, tells=(Tell(who="reviewer", text="请审核经验：{title}"),),
        ),
        Move(
            name="publish", label="审核通过，发布", done="审核通过，发布第 {edition} 版", frm=("submitted",), to="published",
            power=REVIEW, guard="is_a_second_person", is_main=True,
            tells=(
                Tell(who="leader", text="谢谢您：您解决的难题成了经验“{title}”"),
                Tell(who="officer", text="经验已发布：{title}"),
            ),
        ),
        Move(
            name="send_back", label="退回修改", done="退回修改", frm=("submitted",), to="returned", power=REVIEW,
            needs_reason=True, reason_label="要改什么", tells=(Tell(who="officer", text="经验要修改：{reason}"),),
        ),
        Move(
            name="set_aside", label="不采用", done="没有采用这一稿", frm=("draft", "returned"), to="unused",
            or_to=("published",), power=WRITE, needs_reason=True, reason_label="为什么不采用",
        ),
        Move(
            name="revise", label="出新版", done="开始写新版", frm=("published",), to="draft", power=WRITE,
            needs_reason=True, reason_label="为什么要出新版",
        ),
        Move(
            name="retire", label="撤下", done="撤下了", frm=("published",), to="retired", power=REVIEW,
            needs_reason=True, reason_label="为什么撤下", tells=(Tell(who="officer", text="经验已撤下：{title}（{reason}）"),),
        ),
    ),
)  # fmt: skip
