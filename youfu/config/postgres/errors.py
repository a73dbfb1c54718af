"""What the user is told when there can be no database: one sentence, and what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from youfu.config.commands.words import catalogue


class ServerError(RuntimeError):
    """No database server can be had; the text is one sentence that says what to do, in the language of the locale."""


def _(text: str) -> str:
    """Translate a sentence now: the language is looked up when there is something to say, not when we are imported."""
    return catalogue().gettext(text)


# messages: what PostgreSQL writes (left) and what the user is told; the first that is found in its log counts
LOG_SENTENCES = (
    ("No space left on device", "磁盘已满，数据库无法启动：请清理 %(folder)s 所在的磁盘后再试。"),
    ("Cannot allocate memory", "内存不足，数据库无法启动：请关闭其他程序后再试。"),
    ("still in use", "上一次异常退出的数据库进程还没有结束，请过一分钟再试（数据文件夹 %(folder)s）。"),
    (
        "incompatible with server",
        "数据文件夹 %(folder)s 是由另一个版本的 PostgreSQL 建立的，请安装那个版本，或用 YOUFU_PG_BIN 指定它。",
    ),
    ("Permission denied", "数据库进程无权读写 %(folder)s：请检查这个文件夹及其上级的属主和权限。"),
    ("Operation not permitted", "数据库进程无权读写 %(folder)s：请检查这个文件夹及其上级的属主和权限。"),
    ("Read-only file system", "%(folder)s 所在的磁盘是只读的：请用 YOUFU_HOME 指定一个可写的文件夹。"),
    (
        "could not look up effective user ID",
        "当前系统用户没有账户名，数据库无法启动：请换一个普通用户运行，或用 DATABASE_URL 指定数据库。",
    ),
    ("could not locate a valid checkpoint record", "数据库文件已损坏：请停止使用 %(folder)s，并从备份恢复。"),
)


def from_log(folder: Path, text: str) -> ServerError:
    """Turn what PostgreSQL wrote before it gave up into a sentence."""
    for sign, sentence in LOG_SENTENCES:
        if sign in text:
            return ServerError(_(sentence) % {"folder": folder})
    lines = [line for line in text.splitlines() if "FATAL" in line or "rror" in line] or text.splitlines()
    values = {"last": lines[-1].strip() if lines else "–", "log": folder / "server.log"}
    return ServerError(_("数据库无法启动：%(last)s。详情见 %(log)s。") % values)


def from_os(folder: Path, error: OSError) -> ServerError:
    """Turn a refusal of the operating system into a sentence."""
    values = {"folder": folder, "path": error.filename or folder, "why": error.strerror or str(error)}
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        sentence = _("磁盘已满，数据库无法启动：请清理 %(folder)s 所在的磁盘后再试。")
    elif error.errno in {errno.EACCES, errno.EPERM}:
        sentence = _("没有权限写入 %(path)s：请检查它的属主和权限，或用 YOUFU_HOME 指定一个可写的文件夹。")
    elif error.errno == errno.EROFS:
        sentence = _("%(folder)s 所在的磁盘是只读的：请用 YOUFU_HOME 指定一个可写的文件夹。")
    elif error.errno in {errno.ENOTDIR, errno.EEXIST}:
        sentence = _("%(path)s 不是文件夹：请用 YOUFU_HOME 另指定一个文件夹。")
    else:
        sentence = _("数据库无法启动（%(folder)s）：%(why)s。")
    return ServerError(sentence % values)
