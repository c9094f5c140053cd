"""A local double of the SendSms service, written from its documentation and not from our adapter.

It checks what the real service checks: the method, the common parameters, the age of the timestamp, a nonce that was
not used before, and the signature, computed here in its own way from the raw body as it arrived.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REQUIRED = {
    "AccessKeyId", "Action", "Format", "PhoneNumbers", "SignName", "Signature", "SignatureMethod", "SignatureNonce",
    "SignatureVersion", "TemplateCode", "Timestamp", "Version",
}  # fmt: skip


class SendSms:
    """The service's state: its keys and templates, what it accepted, and an answer that it is told to give."""

    def __init__(self, key_id: str, key_secret: str) -> None:
        self.key_id, self.key_secret = key_id, key_secret
        self.templates = {"SMS_CODE": {"code"}, "SMS_NOTICE": {"title"}}
        self.sent: list[dict[str, str]] = []
        self.nonces: set[str] = set()
        self.says: tuple[int, str] | None = None

    def answer(self, raw: str) -> tuple[int, dict[str, str]]:
        """Answer one POST body."""
        if self.says:
            return self.says[0], {"Code": self.says[1], "Message": "as told"}
        given = dict(urllib.parse.parse_qsl(raw, keep_blank_values=True))
        if missing := REQUIRED - set(given):
            return 400, {"Code": "MissingParameter", "Message": ",".join(sorted(missing))}
        if (given["Action"], given["Version"]) != ("SendSms", "2017-05-25"):
            return 404, {"Code": "InvalidAction.NotFound", "Message": given["Action"]}
        if given["AccessKeyId"] != self.key_id:
            return 404, {"Code": "InvalidAccessKeyId.NotFound", "Message": ""}
        if self.signed(given) != given["Signature"]:
            return 400, {"Code": "SignatureDoesNotMatch", "Message": ""}
        age = datetime.now(UTC) - datetime.strptime(given["Timestamp"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(age) > timedelta(minutes=15):
            return 400, {"Code": "InvalidTimeStamp.Expired", "Message": ""}
        if given["SignatureNonce"] in self.nonces:
            return 400, {"Code": "SignatureNonceUsed", "Message": ""}
        self.nonces.add(given["SignatureNonce"])
        return 200, self.accepted(given)

    def accepted(self, given: dict[str, str]) -> dict[str, str]:
        """Check what a template needs and take the message."""
        wanted = self.templates.get(given["TemplateCode"])
        if wanted is None:
            return {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": ""}
        if set(json.loads(given["TemplateParam"])) != wanted:
            return {"Code": "isv.TEMPLATE_MISSING_PARAMETERS", "Message": ""}
        self.sent.append(given)
        return {"Code": "OK", "Message": "OK", "BizId": f"biz-{len(self.sent)}", "RequestId": "r"}

    def signed(self, given: dict[str, str]) -> str:
        """Sign as the documentation says: special URL encoding of sorted parameters, HMAC-SHA1, key plus ``&``."""

        def encode(text: str) -> str:
            kept = "".join(chr(n) for n in (*range(65, 91), *range(97, 123), *range(48, 58))) + "-_.~"
            return "".join(c if c in kept else "".join(f"%{byte:02X}" for byte in c.encode()) for c in text)

        query = "&".join(f"{encode(k)}={encode(v)}" for k, v in sorted(given.items()) if k != "Signature")
        to_sign = "POST&%2F&" + encode(query)
        made = hmac.new(f"{self.key_secret}&".encode(), to_sign.encode(), hashlib.sha1)
        return base64.b64encode(made.digest()).decode()


@contextmanager
def running(service: SendSms) -> Iterator[str]:
    """Serve on loopback; yields the endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, body = service.answer(raw)
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *what: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
