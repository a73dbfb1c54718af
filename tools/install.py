"""Make the virtual environment .venv and install what the lock files name; nothing when all is as it should be.

Usage: python tools/install.py run|test. Standard library only: it runs before anything is installed. It needs no root
and asks for no compiler. Messages are Chinese, with English for terminals that are not.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CHINESE = (
    os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
).startswith("zh")


def say(chinese: str, english: str) -> None:
    """Print one sentence for the person at the terminal."""
    print(chinese if CHINESE else english, flush=True)


def fail(chinese: str, english: str) -> None:
    """Print what is wrong and what to do, and end."""
    say(chinese, english)
    raise SystemExit(1)


def fingerprint(kind: str) -> str:
    """Return a digest of everything that decides what is installed."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in (f"requirements/{kind}.txt", "pyproject.toml", "tools/install.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_usable() -> bool:
    """Tell whether .venv has a Python that starts and is recent enough; a moved or half made one is not."""
    if not PYTHON.exists():
        return False
    question = "import sys; print(sys.version_info >= (3, 11), sys.prefix)"
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == f"True {VENV}"


def make_environment() -> list[str]:
    """Make .venv and return the command for its pip; a system without ensurepip lends us its own pip if it has one."""
    if importlib.util.find_spec("venv") is None:
        fail("这个 Python 没有 venv 模块，请先安装（Debian、Ubuntu：apt install python3-venv）。",
             "This Python has no venv module: install it first (Debian, Ubuntu: apt install python3-venv).")  # fmt: skip
    own_pip = importlib.util.find_spec("ensurepip") is not None
    system_pip = importlib.util.find_spec("pip") is not None
    if not (own_pip or system_pip):
        fail("这个 Python 没有 ensurepip 也没有 pip，请先安装（Debian、Ubuntu：apt install python3-venv）。",
             "This Python has no ensurepip and no pip: install it (Debian, Ubuntu: apt install python3-venv).")  # fmt: skip
    if not is_usable():
        say("正在建立虚拟环境 .venv …", "Making the virtual environment .venv …")
        shutil.rmtree(VENV, ignore_errors=True)
        options = [] if own_pip else ["--without-pip"]
        if subprocess.run([sys.executable, "-m", "venv", *options, VENV], check=False).returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            fail(
                "虚拟环境建立失败，原因见上。",
                "The virtual environment could not be made; the reason is above.",
            )
    if not (VENV / "bin" / "pip").exists():
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip"]


def install(pip: list[str], *words: str) -> None:
    """Run pip install quietly; say what to do when it fails."""
    options = ["-qq", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    if subprocess.run([*pip, "install", *options, *words], cwd=ROOT, check=False).returncode:
        fail("安装依赖失败，原因见上。没有外网时请用 PIP_INDEX_URL 指定单位的镜像后再试。",
             "Installing failed; the reason is above. Without the Internet, name your mirror in PIP_INDEX_URL.")  # fmt: skip


def compile_messages() -> None:
    """Compile the English translation, so that the language can be switched."""
    subprocess.run([PYTHON, ROOT / "tools" / "messages.py", "compile"], check=True, cwd=ROOT)


def main(kind: str) -> None:
    """Bring .venv to the state that the lock file `kind` describes; "test" includes "run"."""
    stamps = [VENV / f".installed-{name}" for name in {kind, "test"}]
    done = {stamp.read_text() for stamp in stamps if stamp.exists()}
    if done & {fingerprint(kind), fingerprint("test")} and (VENV / "bin" / "youfu").exists():
        return
    pip = make_environment()
    say("正在安装依赖（约十秒）…", "Installing the dependencies (about ten seconds) …")
    install(pip, "--require-hashes", "--only-binary", ":all:", "-r", f"requirements/{kind}.txt")
    install(pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", ".")
    compile_messages()
    (VENV / f".installed-{kind}").write_text(fingerprint(kind))
    say("安装完成。", "Installed.")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
