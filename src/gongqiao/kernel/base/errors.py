"""The few ways in which a request can fail that the person asking can understand.

The docstring of a class is the Chinese sentence that the person reads; it says what to do. Raise a kernel
kind, or a subclass that stands beside the action which needs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason why something is not possible now, and, where there is one, the page that helps."""

    text: str
    way_out: str = ""
    way_label: str = ""


class GongqiaoError(Exception):
    """现在办不成，请稍后再试，或拨打服务热线。"""

    code = "error"
    status = 400

    def __init__(
        self,
        message: str | None = None,
        *,
        reasons: Sequence[Reason] = (),
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Say ``message``, or else the class's own sentence; ``fields`` are the form's wrong fields."""
        self.message = message or (self.__doc__ or self.code).strip()
        self.reasons = tuple(reasons)
        self.fields = {name: list(texts) for name, texts in (fields or {}).items()}
        super().__init__(self.message)


class Malformed(GongqiaoError):
    """发来的内容格式不对，没有保存。请返回上一页重新填写。"""

    code, status = "malformed", 400


class NotSignedIn(GongqiaoError):
    """请先登录。"""

    code, status = "not_signed_in", 401


class NotAllowed(GongqiaoError):
    """您没有办理这件事的权限。如确需办理，请联系本单位管理员。"""

    code, status = "not_allowed", 403


class NotFound(GongqiaoError):
    """没有找到，或者您看不到它。请核对编号或地址。"""

    code, status = "not_found", 404


class WrongState(GongqiaoError):
    """这一步现在还不能办，请看清楚当前进度。"""

    code, status = "wrong_state", 409


class Stale(GongqiaoError):
    """您打开本页以后，别人又改过这件事。请先看改了什么，再决定。"""

    code, status = "stale", 409


class TooLarge(GongqiaoError):
    """发来的内容太大，没有保存。请缩短文字，或减少、压缩附件。"""

    code, status = "too_large", 413


class Invalid(GongqiaoError):
    """填写有误，请按提示修改后再提交。"""

    code, status = "invalid", 422


class TooOften(GongqiaoError):
    """操作太频繁，请稍后再试。"""

    code, status = "too_often", 429
