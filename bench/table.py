# SPDX-License-Identifier: GPL-3.0-or-later
"""The table that comes of works that were measured: for people, and for programs."""

import json
import statistics

from measure import median


def seconds(value):
    for limit, factor, unit in ((1e-3, 1e6, "us"), (0.1, 1e3, "ms")):
        if value < limit:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.2f} s"


HEAD = ("", "time", "least", "spread", "CPU", "MiB", "ratio", "answer")


def side_lines(work, side):
    if side.missing:
        yield (f"  {side.name}", "not measured: " + side.missing)
        return
    ours = work.ours_side
    times = [run.time for run in side.runs]
    middle = median(side.runs, "time")
    name = side.name + (f" ({side.count:,} {work.unit})" if side.count != work.count else "")
    memory = max(run.resident for run in side.runs + ([side.first] if side.first else []))
    comparable = None not in (side.answered, ours.answered) and side.count == ours.count
    answer = "" if side is ours or not comparable else "same" if side.answered == ours.answered else "DIFFERENT"
    spread = f"{100 * (max(times) - min(times)) / middle:.0f} %" if times[1:] else "one run"
    ratio = "" if side is ours or ours.missing else f"{side.each('time') / ours.each('time'):.3g}"
    yield (f"  {name}", seconds(middle), seconds(min(times)), spread, seconds(median(side.runs, "cpu")),
           f"{memory / 1024:.1f}" if memory else "", ratio, answer)
    if side.own_time:
        own = [side.own_time(run) for run in side.runs]
        inside = statistics.median(own)
        yield ("    without the start of node", seconds(inside), seconds(min(own)), "", "", "",
               "" if ours.missing else f"{inside / side.count / ours.each('time'):.3g}", "")


def table(works, out):
    """Prints all works. A ratio is the side's time for a record by ours: how many times faster we are."""
    lines = []
    for work in works:
        lines.append((f"{work.title} [{work.key}]",))
        for side in work.sides:
            lines += side_lines(work, side)
        for goal in work.goals:
            verdict, figures = goal.judge(work)
            lines.append((f"  goal: {goal.text()}: {verdict.upper() if verdict.startswith('short') else verdict} ({figures})",))
        lines.append(("",))
    rows = [line for line in lines if len(line) == len(HEAD)]
    widths = [max(len(row[place]) for row in [HEAD, *rows]) for place in range(len(HEAD))]

    def print_row(row):
        cells = [cell.ljust(width) if place in (0, len(HEAD) - 1) else cell.rjust(width)
                 for place, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip(), file=out)

    print_row(HEAD)
    print("  ".join("-" * width for width in widths), file=out)
    for line in lines:
        if len(line) == len(HEAD):
            print_row(line)
        elif len(line) == 2:
            print(f"{line[0].ljust(widths[0])}  {line[1]}", file=out)
        else:
            print(line[0], file=out)


def record(work, side):
    """A side of a work for programs, with all of its runs: memory in KiB, time in seconds."""
    def plain(run):
        return {"time": run.time, "cpu": run.cpu, "resident": run.resident, "own": run.own}

    row = {"work": work.key, "side": side.name, "role": side.role, "count": side.count, "unit": work.unit,
           "not_measured": side.missing or None, "runs": [plain(run) for run in side.runs]}
    if side.runs:
        row["median"] = {what: median(side.runs, what) for what in ("time", "cpu", "resident", "own")}
    if side.own_time and side.runs:
        row["own_time"] = [side.own_time(run) for run in side.runs]
    if side.answered is not None:
        row["same_answer"] = side not in work.different()
    if side.role == "ours":
        row["goals"] = [dict(zip(("goal", "verdict", "figures"), (goal.text(), *goal.judge(work)))) for goal in work.goals]
    return row


def write_json(works, path):
    with open(path, "w", encoding="utf-8") as file:
        for work in works:
            for side in work.sides:
                print(json.dumps(record(work, side)), file=file)
