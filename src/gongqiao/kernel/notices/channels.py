"""Channels out of the product. Every SMS channel refuses the phone numbers of demo data.

``file`` writes messages to a folder, for development. ``aliyun`` speaks the SendSms call of Alibaba Cloud's
Short Message Service; nothing here reaches it in tests, where a local double checks the signature on its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlencode

from django.conf import settings

from gongqiao.kernel.base.ids import secret
from gongqiao.kernel.base.masking import is_demo_phone

TIMEOUT_S = 10


class ChannelFailed(Exception):
    """The message did not go out. ``is_final``: trying again will not help."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


class SmsChannel(Protocol):
    """Something that sends short messages."""

    def send(self, phone: str, kind: str, values: Mapping[str, str]) -> str:
        """Send a message of a kind (``code`` or ``notice``); return a receipt. Raises ChannelFailed."""


def sms() -> SmsChannel:
    """Return the configured channel, behind the refusal of demo numbers."""
    return _NoDemoNumbers(AliyunSms(**settings.SMS_OPTIONS) if settings.SMS_CHANNEL == "aliyun" else FileSms())


class _NoDemoNumbers:
    def __init__(self, inner: SmsChannel) -> None:
        self._inner = inner

    def send(self, phone: str, kind: str, values: Mapping[str, str]) -> str:
        if is_demo_phone(phone):
            raise ChannelFailed("demo numbers get no message", is_final=True)
        return self._inner.send(phone, kind, values)


class FileSms:
    """Write each message as one line of JSON into ``var/outgoing``, readable by the owner alone."""

    def send(self, phone: str, kind: str, values: Mapping[str, str]) -> str:
        """Append the message to the day's file."""
        folder = Path(settings.OUTGOING)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = folder / f"sms-{time.strftime('%Y-%m-%d')}.jsonl"
        target.touch(mode=0o600)
        with target.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"phone": phone, "kind": kind, **values}, ensure_ascii=False) + "\n")
        return "file"


class AliyunSms:
    """SendSms, version 2017-05-25, RPC style, signed with HMAC-SHA1.

    Source: Alibaba Cloud documentation, "RPC signature mechanism" and "SendSms".
    """

    # What the service says about the message or the account will not change by trying again at once.
    _PASSING = frozenset(
        {
            "isp.SYSTEM_ERROR",
            "isv.BUSINESS_LIMIT_CONTROL",
            "Throttling.User",
            "ServiceUnavailable",
            "InternalError",
        }
    )

    def __init__(
        self,
        *,
        endpoint: str,
        access_key_id: str,
        access_key_secret: str,
        sign_name: str,
        code_template: str,
        notice_template: str,
    ) -> None:
        self._endpoint = endpoint
        self._key_id, self._key_secret = access_key_id, access_key_secret
        self._sign_name = sign_name
        self._templates = {"code": code_template, "notice": notice_template}

    def send(self, phone: str, kind: str, values: Mapping[str, str]) -> str:
        """Send one message and return the service's BizId."""
        parameters = {
            "AccessKeyId": self._key_id,
            "Action": "SendSms",
            "Format": "JSON",
            "PhoneNumbers": phone,
            "RegionId": "cn-hangzhou",
            "SignName": self._sign_name,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureNonce": uuid.uuid4().hex + secret(4),
            "SignatureVersion": "1.0",
            "TemplateCode": self._templates[kind],
            "TemplateParam": json.dumps(dict(values), ensure_ascii=False),
            "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Version": "2017-05-25",
        }
        parameters["Signature"] = signature("POST", parameters, self._key_secret)
        answer = self._post(urlencode(parameters).encode())
        if answer.get("Code") == "OK":
            return str(answer.get("BizId", ""))
        code = str(answer.get("Code", "no code"))
        raise ChannelFailed(code, is_final=code not in self._PASSING)

    def _post(self, body: bytes) -> dict[str, object]:
        request = urllib.request.Request(self._endpoint, data=body, method="POST")  # noqa: S310
        request.add_header("Content-Type", "application/x-www-form-urlencoded")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310
                answer = json.loads(response.read(65536))
        except urllib.error.HTTPError as refused:
            answer = _json_or_empty(refused.read(65536))
        except (OSError, ValueError) as unreachable:
            raise ChannelFailed(type(unreachable).__name__, is_final=False) from unreachable
        if not isinstance(answer, dict):
            raise ChannelFailed("the answer is not an object", is_final=False)
        return answer


def signature(method: str, parameters: Mapping[str, str], key_secret: str) -> str:
    """Sign RPC parameters: sorted, percent-encoded by RFC 3986, HMAC-SHA1 with the secret and an ampersand."""
    pairs = "&".join(f"{_escape(name)}={_escape(parameters[name])}" for name in sorted(parameters))
    text = f"{method}&{_escape('/')}&{_escape(pairs)}"
    made = hmac.new(f"{key_secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(made).decode()


def _escape(text: str) -> str:
    return quote(text, safe="-_.~")


def _json_or_empty(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return {}
