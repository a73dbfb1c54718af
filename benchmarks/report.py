"""The page docs/benchmarks.md, written from what was measured."""

from __future__ import annotations

from pathlib import Path
from statistics import median, quantiles
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"

# (beginning of the title, what it must reach in seconds, which figure counts)
TARGETS = (
    ("Import of 5,400", 10.0, "median"),
    ("Roll of 5,400: compute", 1.0, "sum"),
    ("Roll of 100,000: compute", 2.0, "sum"),
    ("Roll of 1,000,000: compute", 12.0, "sum"),
    ("Rise of 1,000,000 over 4 months: compute", 60.0, "median"),
    ("Search by", 0.05, "p95"),
    ("People list", 0.15, "p95"),
    ("To-do list", 0.15, "p95"),
    ("Applications under way", 0.15, "p95"),
    ("Document delivered", 1.0, "max"),
    ("Documents with their counts", 0.15, "p95"),
    ("Matrix of", 0.15, "p95"),
    ("Inbox of", 0.15, "p95"),
    ("Chasing list", 0.15, "p95"),
    ("Document search", 0.2, "p95"),
    ("Hostile workbooks", 2.0, "max"),
)


def write(results: dict[str, dict[str, Any]], about: dict[str, Any], path: Path | None = None) -> None:
    """Write the page; `results` are seconds, memory and notes by title."""
    target = path or PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = [HEAD.format(**about, **_settings(about)), _verdicts(results), _table(results), TAIL]
    target.write_text("\n".join(parts), encoding="utf-8")


def _settings(about: dict[str, Any]) -> dict[str, str]:
    shown = ", ".join(
        f"`{name} = {value}`" for name, value in about["settings"].items() if name != "server_version"
    )
    return {"postgresql": about["settings"]["server_version"].split()[0], "shown": shown}


def figures(seconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile, worst."""
    ordered = sorted(seconds)
    p95 = quantiles(ordered, n=20, method="inclusive")[-1] if len(ordered) > 1 else ordered[0]
    return {"median": median(ordered), "p95": p95, "max": ordered[-1]}


def _verdicts(results: dict[str, dict[str, Any]]) -> str:
    """One line for each target that was measured; a roll is computing and approving together."""
    lines = ["| Target | Must reach | Measured | |", "| --- | ---: | ---: | --- |"]
    for beginning, limit, which in TARGETS:
        for title, kept in results.items():
            if not title.startswith(beginning):
                continue
            value = figures(kept["seconds"])[which if which != "sum" else "median"]
            name = title
            if which == "sum":
                name = title.replace(": compute", ", computed and approved")
                value += figures(results[title.replace("compute", "approve")]["seconds"])["median"]
            how = {"sum": "median", "median": "median", "p95": "95th percentile", "max": "slowest"}[which]
            verdict = "reached" if value <= limit else "**missed**"
            lines.append(f"| {name} ({how}) | {_time(limit)} | {_time(value)} | {verdict} |")
    return "\n".join([*lines, ""])


def _table(results: dict[str, dict[str, Any]]) -> str:
    lines = [
        "## Every measurement\n",
        "| What | n | Median | p95 | Worst | Python MB | PostgreSQL MB | Notes |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for title, kept in results.items():
        f = figures(kept["seconds"])
        notes = "; ".join(
            f"{name.replace('_', ' ')} {_number(value)}" for name, value in kept["notes"].items()
        )
        lines.append(
            f"| {title} | {len(kept['seconds'])} | {_time(f['median'])} | {_time(f['p95'])} | {_time(f['max'])}"
            f" | {kept['python_mb']} | {kept['postgres_mb'] or '—'} | {notes} |"
        )
    return "\n".join([*lines, ""])


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


HEAD = """# Benchmarks

Written by `make bench`; do not edit. Measured on {date}.

- Machine: {processor}, {cores} cores, {memory_gb} GB of memory, {system}. Load before {load_at_start}, after {load_at_end}
  (processes wanting a core; anything above a fraction of one before the start means that others were using the machine and
  that the times are pessimistic).
- Python {python}, PostgreSQL {postgresql}, started by the product's own launcher with the settings of a production cluster:
  {shown}. Every commit waits for the disk.
"""

TAIL = """## How it was measured

- Each step runs in a process of its own on a fresh copy of an empty county. Times are those of the action, from call to
  commit, without starting the program. *Python MB* is the most resident memory of that process, *PostgreSQL MB* the
  largest proportional size of all server processes together, shared buffers included.
- **Import**: `recipients-clean.xlsx` through `file_recipients`: every cell checked, people filed with sealed numbers, ten
  months of opening entries posted, audit written.
- **Rolls** of 5,400 are of that workbook. Larger counties hold invented people: about 120 combinations of programme and
  terms spread as in a real county, one person in twenty with a second entitlement. Computing prices each profile and stores
  lines and explanations; approving posts every line to the ledger. Four consecutive months are rolled; the rise then changes
  the standards from the first of them on, so that the fifth roll holds back pay for everybody.
- **Search**: 200 random queries of each kind as the benefits clerk of the county, what the list asks the database for its
  first 25 rows; warm cache. **People list**: the whole HTTP answer of the same and of other conditions through Django's test
  client, from request to the last byte, count and filters included.
- **To-do list**: a county of 50,000 people with 5,000 applications waiting for one clerk, 2,500 at other steps and 20,000 that
  ended; whole HTTP answers as above, 100 of each. An application drafted, submitted and decided is one action each, from call to
  commit, one after the other; a photograph is decoded, written anew and kept.
- **Documents**: 1,000 documents at 232 stations each, nine tenths of the deliveries finished; whole HTTP answers as above, 100
  of each. Delivering one to all stations is the action, from call to commit.
- **Hostile workbooks**: every file of `youfu/kit/tests/hostile.py`, each refused in a fresh process; memory is that of the
  hungriest one.
- Not measured here: the network, the browser, several users at once.
"""
