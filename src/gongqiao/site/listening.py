"""Where the web server listens: which address, which port, and why one cannot have them."""

from __future__ import annotations

import errno
import socket
import time
from dataclasses import dataclass

from gongqiao.site.environment import read

EVERYWHERE = "0.0.0.0"  # noqa: S104


class BadAddress(Exception):
    """HOST or PORT cannot be used. The message is a Chinese sentence with a way out."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """An IP address of this machine, or all of them, and a port."""

    host: str
    port: int

    @property
    def is_everywhere(self) -> bool:
        """Whether other machines of the network can reach us."""
        return self.host == EVERYWHERE

    @property
    def near(self) -> str:
        """The host under which this machine reaches itself."""
        return "127.0.0.1" if self.is_everywhere else self.host

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return f"http://[{self.near}]:{self.port}" if ":" in self.near else f"http://{self.near}:{self.port}"


def wanted() -> Address:
    """Return what HOST and PORT say, a name resolved to its address. Raises BadAddress."""
    text = read("PORT")
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise BadAddress(f"端口“{text}”不对：请用 1 到 65535 之间的数字，例如 make run PORT=8080。")
    return Address(host=_resolved(read("HOST")), port=int(text))


def check(address: Address, *, patience_s: float = 0) -> None:
    """Try to listen; when it is taken, again for as long as the patience. Raises BadAddress."""
    until = time.monotonic() + patience_s
    while True:
        try:
            return _try(address)
        except BadAddress:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _try(address: Address) -> None:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as refused:
            raise BadAddress(_in_words(refused, address)) from refused


def is_answering(address: Address) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection((address.near, address.port), timeout=1).close()
    except OSError:
        return False
    return True


def _resolved(host: str) -> str:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise BadAddress(
            f"地址“{host}”找不到：只在本机用，请用 HOST=127.0.0.1；让同一网络里的手机也能打开，请用 HOST={EVERYWHERE}。"
        ) from unknown
    return min((entry[0] != socket.AF_INET, str(entry[4][0])) for entry in found)[1]


def _in_words(refused: OSError, address: Address) -> str:
    if refused.errno in {errno.EACCES, errno.EPERM}:
        return f"没有权限使用 {address.port} 端口：请换一个 1024 以上的端口，例如 make run PORT=8080。"
    if refused.errno == errno.EADDRNOTAVAIL:
        return f"{address.host} 不是这台机器的地址：请用 HOST=127.0.0.1 或 HOST={EVERYWHERE}。"
    another = address.port + 1 if address.port < 65535 else 8080
    return f"{address.port} 端口已被别的程序占用：请停掉它，或换一个端口，例如 make run PORT={another}。"
