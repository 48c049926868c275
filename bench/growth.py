# SPDX-License-Identifier: GPL-3.0-or-later
"""How our side grows: each work at sizes ten times apart, the time for a record and the memory of the process itself.
The orders are those of ten years. A work is linear if a record costs no more than a quarter more at the largest size than
at the one before, and its memory is flat likewise, a MiB aside."""

import shutil

import works
from measure import progress
from table import seconds

SIZES = (10000, 100000, 1000000, 10000000)
MORE = 1.25
ROW = "{:16}{:>12}{:>15}{:>8}{:>10}{:>8}{:>9}{:>9}"


def used_by(folder):
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))


def sizes(bench):
    """Yields the sizes for which there is room on the disk, and takes away what was made for each."""
    needed = 0
    for size in (size for size in SIZES if size <= bench.options.size):
        if needed > shutil.disk_usage(bench.folder).free:
            progress(f"{size:,}: not measured, it would take {needed / 1e9:.0f} GB")
            return
        yield size
        needed = 12 * used_by(bench.shop.folder)  # ten times as much, and something over
        shutil.rmtree(bench.shop.folder)


def grow(bench):
    chosen = works.chosen(bench.options.only or [key for key in works.ALL if key not in works.NOT_GROWING])
    grown = {}
    for size in sizes(bench):
        bench.open(size, years=10)
        bench.done = []
        bench.measure(chosen, only_ours=True)
        for work in bench.done:
            grown.setdefault(work.key, []).append((size, work.ours_side, work.count))

    print("\n" + ROW.format("", "records", "for each", "x", "CPU", "x", "MiB", "RssAnon").rstrip())
    for key, steps in grown.items():
        for line in lines(key, steps):
            print(line)
    return 0


def peak(side, what):
    return max(getattr(run, what) for run in [side.first, *side.runs]) / 1024


def lines(key, steps):
    """A line for each size, the last with the verdict. What is done for one record alone is told for a run of it."""
    before = None
    for size, side, count in steps:
        time, cpu = side.each("time"), side.each("cpu")
        times, cpus = (f"{time / before.each('time'):.2f}", f"{cpu / before.each('cpu'):.2f}") if before else ("", "")
        row = ROW.format(key, f"{size:,}", seconds(time) + (" a run" if count == 1 else ""), times, seconds(cpu), cpus,
                         f"{peak(side, 'resident'):.1f}", f"{peak(side, 'own'):.1f}")
        yield row + (verdict(before, side) if before and size == steps[-1][0] else "")
        before = side
    yield ""


def verdict(before, last):
    time = "linear" if last.each("time") <= MORE * before.each("time") else "TIME GROWS"
    memory = "flat" if peak(last, "own") <= MORE * peak(before, "own") + 1 else "MEMORY GROWS"
    return f"  {time}, {memory}"
