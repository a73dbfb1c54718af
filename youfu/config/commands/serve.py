"""`youfu serve`: the site and the background worker, until Ctrl-C; nothing that was started is left running."""

from __future__ import annotations

import errno
import http.client
import signal
import socket
import threading
from argparse import Namespace
from types import FrameType

from django.conf import settings
from django.utils.translation import gettext as _

from youfu.config.commands.acting import tell
from youfu.config.commands.children import Child, stop_all
from youfu.config.commands.ready import demand_ready, migrate
from youfu.kit.errors import Refused

START = 60.0  # seconds the site may take to answer for the first time


def run(given: Namespace) -> int:
    """Bring the database up to date and serve."""
    demand_port(given.host, given.port)
    if migrate():
        tell(_("数据库结构已更新。"))
    demand_ready()
    return serve(given, [])


def demand_port(host: str, port: int) -> None:
    """Refused when somebody else listens there, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                _("端口 %(port)s 已被其他程序占用：请用 --port 换一个（make demo PORT=8010）。")
                % {"port": port}
            ) from None
        if error.errno in {errno.EACCES, errno.EPERM}:
            raise Refused(
                _("没有权限使用端口 %(port)s：请用 --port 换一个 1024 以上的。") % {"port": port}
            ) from None
        raise Refused(_("地址 %(host)s 无法使用：请核对 --host。") % {"host": host}) from None


def serve(given: Namespace, welcome: list[str]) -> int:
    """Start the children, say where the site is, and watch until told to stop."""
    told = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    children = [
        Child("youfu.config.commands.web", given.host, str(given.port)),
        Child("youfu.config.cli", "work"),
    ]
    try:
        if not _answers(given.host, given.port, children, told):
            return 0 if told.is_set() else 1
        address = (
            f"http://{'localhost' if given.host in {'127.0.0.1', '0.0.0.0'} else given.host}:{given.port}/"
        )
        tell(_("网站已启动：%(address)s（按 Ctrl-C 停止）") % {"address": address})
        for line in welcome:
            tell(line)
        return _watch(given, children, told)
    finally:
        stop_all(children)
        tell(_("已停止。"))


def _answers(host: str, port: int, children: list[Child], told: threading.Event) -> bool:
    """Wait for the first good answer; False when told to stop or when the site does not come up."""
    for _attempt in range(int(START / 0.1)):
        if told.wait(0.1):
            return False
        if not all(child.revive() for child in children):
            break
        connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers=_greeting())
            if connection.getresponse().status == 200:
                return True
        except OSError:
            continue
        finally:
            connection.close()
    tell(_("网站没有启动成功，上面的信息说明了原因。"))
    return False


def _greeting() -> dict[str, str]:
    """What the proxy would say: a name of YOUFU_HOSTS, and HTTPS where the site insists on it."""
    name = settings.ALLOWED_HOSTS[0].lstrip(".") if settings.ALLOWED_HOSTS else ""
    return {"Host": name if name not in {"", "*"} else "localhost", "X-Forwarded-Proto": "https"}


def _watch(given: Namespace, children: list[Child], told: threading.Event) -> int:
    """Until told to stop: restart what dies, the database server included when it is ours."""
    while not told.wait(1.0):
        if given.server and given.server.revive():
            tell(_("数据库进程曾中断，已重新启动。"))
        for child in children:
            if not child.revive():
                tell(_("网站或后台任务反复退出，已全部停止：请查看上面的信息。"))
                return 1
    return 0
