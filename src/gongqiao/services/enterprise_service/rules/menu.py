"""The menu that a new programme starts with: five dishes, each with its questions and promised days."""

from __future__ import annotations

from dataclasses import dataclass

from gongqiao.services.enterprise_service.rules.questions import Question


@dataclass(frozen=True, kw_only=True)
class DishForm:
    """What a menu item is made of; versioned as one."""

    dish: str
    intro: str
    match_days: int = 2
    answer_days: int = 1
    schedule_days: int = 3
    report_days: int = 3
    confirm_days: int = 7
    review_days: int = 5
    revisit_days: int = 30
    order_form: tuple[Question, ...] = ()
    visit_form: tuple[Question, ...] = ()
    rating_form: tuple[Question, ...] = ()


_PUNCTUAL = Question(key="punctual", label="是否按约定时间到场", kind="yes_no")
_CLEAR = Question(key="clear", label="讲得明白吗", kind="choice", options=("很明白", "大致明白", "没听懂"))

STANDARD_MENU = (
    DishForm(
        dish="guidance",
        intro="宣讲政策，办一堂车间课",
        order_form=(
            Question(key="audience", label="听讲对象", kind="choice", options=("一线职工", "班组长", "管理人员")),
            Question(key="people", label="大约多少人", kind="number", is_required=True),
        ),
        visit_form=(Question(key="questions", label="职工提了哪些问题", kind="long"),),
        rating_form=(_CLEAR,),
    ),
    DishForm(
        dish="management",
        intro="班组管理、精益改善、安全隐患排查",
        order_form=(Question(key="scope", label="涉及哪些班组或工段"),),
        visit_form=(Question(key="hazards", label="当场整改的隐患", kind="number"),),
        rating_form=(_PUNCTUAL,),
    ),
    DishForm(
        dish="training",
        intro="按工种开课，可扫码签到",
        order_form=(
            Question(key="people", label="大约多少人", kind="number", is_required=True),
            Question(key="base", label="学员基础", kind="choice", options=("刚入职", "会基本操作", "有几年经验")),
        ),
        visit_form=(Question(key="practice", label="有没有实操", kind="yes_no"),),
        rating_form=(_CLEAR, _PUNCTUAL),
    ),
    DishForm(
        dish="breakthrough",
        intro="请劳模工匠上门解决技术难题",
        order_form=(
            Question(key="machine", label="设备名称、型号", hint="铭牌上有，拍照也行"),
            Question(key="tried", label="已经试过什么办法", kind="long"),
        ),
        visit_form=(Question(key="parts", label="更换了哪些零件"),),
        rating_form=(_PUNCTUAL,),
    ),
    DishForm(
        dish="apprenticeship",
        intro="请师傅带徒弟，签协议，有出师标准",
        order_form=(
            Question(key="people", label="几名徒弟", kind="number", is_required=True),
            Question(key="months", label="打算带多久（月）", kind="number"),
        ),
        visit_form=(Question(key="standard", label="商定的出师标准", kind="long"),),
        rating_form=(_PUNCTUAL,),
    ),
)
