"""What browser tests share: somebody at a screen, and what a page owes everybody who looks at it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from conftest import PASSWORD
from youfu.kit import jobs
from youfu.kit.models import JobRun

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download, Page, Response

PATIENCE = 15_000  # milliseconds
CHINESE = re.compile(r"[\u3400-\u9fff]+")

# What a screen reader needs, said of each element that lacks it. Elements nobody can see are left alone.
OWED = """() => {
  const found = [], all = (css) => [...document.querySelectorAll(css)];
  const seen = (e) => e.checkVisibility() && e.type !== 'hidden';
  const text = (id) => (document.getElementById(id)?.textContent ?? '').trim();
  const name = (e) => (e.getAttribute('aria-label') ?? '').trim()
    || (e.getAttribute('aria-labelledby') ?? '').split(/\\s+/).map(text).join('').trim();
  const say = (e, what) => found.push(`${what}: ${e.outerHTML.slice(0, 120)}`);
  if (!['zh-CN', 'en'].includes(document.documentElement.lang)) found.push('html has no language');
  if (!document.title.trim()) found.push('no title');
  const once = { h1: all('h1'), main: all('main'), 'skip link': all('a.skip[href="#main"]') };
  for (const [what, rows] of Object.entries(once)) if (rows.length !== 1) found.push(`${rows.length} × ${what}`);
  for (const e of all('nav')) if (seen(e) && !name(e)) say(e, 'navigation without a name');
  for (const e of all('input, select, textarea'))
    if (seen(e) && !name(e) && ![...e.labels].some((l) => l.textContent.trim())) say(e, 'field without a label');
  for (const e of all('button, a[href], summary'))
    if (seen(e) && !name(e) && !e.textContent.trim()) say(e, 'control without a name');
  for (const e of all('img')) if (!e.hasAttribute('alt')) say(e, 'picture without words');
  for (const e of all('svg'))
    if (!(e.getAttribute('role') === 'img' && name(e)) && !e.closest('[aria-hidden="true"]')) say(e, 'drawing, role unsaid');
  for (const e of all('th')) if (!e.textContent.trim()) say(e, 'empty heading of a column');
  for (const e of all('[id]')) if (all(`#${CSS.escape(e.id)}`).length > 1) say(e, 'id used twice');
  for (const e of all('[aria-labelledby], [aria-describedby]'))
    for (const id of (e.getAttribute('aria-labelledby') ?? e.getAttribute('aria-describedby')).split(/\\s+/))
      if (!document.getElementById(id)) say(e, `refers to #${id}, which is not there`);
  let level = 0;
  for (const e of all('main h1, main h2, main h3, main h4').filter(seen)) {
    const now = Number(e.tagName[1]);
    if (now > level + 1 && level) say(e, `heading skips from ${level} to ${now}`);
    level = now;
  }
  return found;
}"""
# What sticks out of the screen to the right, except inside something that scrolls by itself.
WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.body.querySelectorAll('*')]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .tabs'))
    .slice(0, 3).map((e) => e.outerHTML.slice(0, 120))"""
# What is printed for a Chinese authority (.doc) is in Chinese in every language.
FRAME = """() => [...document.querySelectorAll(
  'nav, header.bar, h1, h2, h3, th, dt, legend, label, button, summary, option, .btn, .tag, .empty, .notice, .foot, .head p'
)].filter((e) => (e.checkVisibility() || e.tagName === 'OPTION') && !e.closest('.doc, [lang=zh-Hans]'))
  .map((e) => e.innerText ?? e.textContent)"""


class Desk:
    """Somebody at a browser of their own, with or without JavaScript, at some width."""

    def __init__(self, browser: Browser, base: str, *, javascript: bool = True, width: int = 1440) -> None:
        size: Any = {"width": width, "height": 900}
        self.context = browser.new_context(
            java_script_enabled=javascript, viewport=size, locale="zh-CN", accept_downloads=True
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.base = base
        self.broken: list[str] = []
        self.page.on("response", self._note)
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        self.page.on("console", lambda said: self.broken.append(said.text) if said.type == "error" else None)

    def _note(self, response: Response) -> None:
        if response.status >= 500:
            self.broken.append(f"{response.status} {response.url}")

    def sign_in(self, name: str) -> Desk:
        self.open("/sign-in")
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(f"{self.base}/")
        self.page.wait_for_load_state(
            "networkidle"
        )  # what is still on its way would break off the next address
        return self

    def open(self, path: str) -> int:
        """Go to an address; returns the status."""
        response = self.page.goto(self.base + path)
        assert response is not None
        return response.status

    def follow(self, name: str) -> None:
        """Click the link of that name in the page's body."""
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def press(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name).first.click()

    def take(self, kind: Any, name: str) -> Download:
        """Click the link or button that hands out a file."""
        with self.page.expect_download() as given:
            self.page.locator("main").get_by_role(kind, name=name).first.click()
        return given.value

    def heading(self, text: str) -> None:
        """Wait until the page says so in its heading."""
        self.page.locator("h1", has_text=text).wait_for()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def close(self) -> None:
        self.context.close()
        assert self.broken == [], self.broken


def work() -> None:
    """What the background worker does: run what waits."""
    for run in JobRun.objects.filter(finished_at=None):
        jobs.execute(run.pk)


def owed(page: Page) -> list[str]:
    """What this page owes to somebody who cannot see it."""
    return list(page.evaluate(OWED))


def sideways(page: Page) -> list[str]:
    """What makes the whole page scroll sideways."""
    return list(page.evaluate(WIDE))


def chinese_in_frame(page: Page, names: list[str]) -> list[str]:
    """Chinese in headings, labels, buttons and the like, but for names; `names` begins with the longest."""
    left = []
    for text in page.evaluate(FRAME):
        for name in names:
            text = text.replace(name, "")
        left += CHINESE.findall(text)
    return left
