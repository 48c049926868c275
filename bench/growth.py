# SPDX-License-Identifier: GPL-3.0-or-later
"""How our side grows: each work at sizes ten times apart, the time for a record and the memory of the process itself.
A work is linear if a record costs no more than a quarter more at the largest size than at the one before, and its memory
is flat likewise, a MiB aside."""

import shutil

import works
from measure import progress
from table import seconds

SIZES = (10000, 100000, 1000000, 10000000)
NOT_OF_ONE_SIZE = ("crowd", "version", "order-new-core")
MORE = 1.25


def fits(bench, used):
    """Whether ten times what the last size needed is there, and something over."""
    return shutil.disk_usage(bench.folder).free > 12 * used


def sizes(bench):
    """Yields the sizes for which there is room on the disk."""
    used = 0
    for size in SIZES:
        if used and not fits(bench, used):
            progress(f"{size:,}: not measured, it would take {12 * used / 1e9:.0f} GB")
            return
        before = shutil.disk_usage(bench.folder).free
        yield size
        used = max(before - shutil.disk_usage(bench.folder).free, 0)
        shutil.rmtree(bench.shop.folder)


def grow(bench):
    chosen = bench.options.only.split(",") if bench.options.only else [key for key in works.ALL if key not in NOT_OF_ONE_SIZE]
    grown = {}
    for size in sizes(bench):
        bench.open(size)
        bench.done = []
        bench.measure([works.ALL[key] for key in chosen], only_ours=True)
        for work in bench.done:
            grown.setdefault(work.key, []).append((size, work.ours_side, work.count))

    print(f"\n{'':16}{'records':>12}{'for each':>12}{'CPU':>12}{'x time':>8}{'MiB':>8}{'RssAnon':>9}")
    for key, steps in grown.items():
        for line in lines(key, steps):
            print(line)
    return 0


def own_memory(side):
    return max(run.own for run in [side.first, *side.runs]) / 1024


def lines(key, steps):
    before = None
    for size, side, count in steps:
        if side.missing:
            yield f"{key:16}not measured: {side.missing}"
            return
        each, own = side.each("time"), own_memory(side)
        resident = max(run.resident for run in [side.first, *side.runs]) / 1024
        ratio = f"{each / before[0]:.2f}" if before else ""
        what = seconds(each) + (" a run" if count == 1 else "")
        yield f"{key:16}{size:12,}{what:>12}{seconds(side.each('cpu')):>12}{ratio:>8}{resident:8.1f}{own:9.1f}" + \
            (verdict(before, (each, own)) if before and size == steps[-1][0] else "")
        before = (each, own)
    yield ""


def verdict(before, last):
    time = "linear" if last[0] <= MORE * before[0] else "TIME GROWS"
    memory = "flat" if last[1] <= MORE * before[1] + 1 else "MEMORY GROWS"
    return f"  {time}, {memory}"
