# SPDX-License-Identifier: GPL-3.0-or-later
"""Works, and the sides that do them.

A work has a side of ours, mostly a limit (the least that any program would have to do: reading the bytes, writing them
durably, starting at all) and peers. A side is a function of where its output goes: None while it is timed, a file in
its first run. That run warms the caches of all alike and its answer is compared with ours; it counts only where it was
so long that caches do not matter. Then the sides run in turn.
"""

from dataclasses import dataclass, field
from pathlib import Path

from measure import Failed, median, progress

LONG = 8.0  # seconds from which on a first run counts
ENOUGH = {"ours": 60.0, "limit": 60.0, "peer": 15.0}  # seconds after which a side is not run again


@dataclass
class Side:
    name: str
    role: str  # "ours", "limit", "peer"
    measure: object = None
    answer: object = None  # function of the file with the output; None: there is nothing to compare
    load: object = None  # called once before the first run
    count: int = 0  # records, where it gets fewer than the others
    own_time: object = None  # function of a run: the seconds without what starts it
    missing: str = ""  # why it was not measured
    answered: object = None
    first: object = None  # the first run
    runs: list = field(default_factory=list)  # those that count

    def each(self, what):
        """The median for one record."""
        return median(self.runs, what) / self.count

    def wants_more(self, times):
        spent = sum(run.time for run in self.runs)
        return self.measure and not self.missing and len(self.runs) < times and spent < ENOUGH[self.role]


@dataclass
class Goal:
    """Time and CPU of ours are at most this multiple of the other side's; or so many records a second."""

    bound: float
    against: str = ""
    aim: float = 0.0
    clocks: tuple = ("time", "cpu")

    def text(self):
        if not self.against:
            return f"at least {self.bound:,.0f}/s" + (f", aim {self.aim:,.0f}" if self.aim else "")
        if self.bound == 1:
            return f"ahead of {self.against}"
        if self.bound < 1:
            return f"at least {1 / self.bound:g} x faster than {self.against}"
        return f"at most {self.bound:g} x {self.against}" + (f", aim {self.aim:g} x" if self.aim else "")

    def judge(self, work):
        """The verdict and the figures that it rests on."""
        ours = work.ours_side
        if ours.missing:
            return "not judged", ours.missing
        if not self.against:
            rate = 1 / ours.each("time")
            return ("met" if rate >= self.bound else "short"), f"{rate:,.0f}/s"
        other = work.side(self.against)
        if other.missing:
            return "not judged", f"{other.name}: {other.missing}"
        ratios = {clock: ours.each(clock) / max(other.each(clock), 1e-9) for clock in self.clocks}
        names = {"time": "time", "cpu": "CPU"}
        said = ", ".join(f"{names[clock]} {1 / ratio:.3g} x faster" if self.bound <= 1 else f"{names[clock]} {ratio:.3g} x"
                         for clock, ratio in ratios.items())
        late = [names[clock] for clock, ratio in ratios.items() if ratio > self.bound]
        return (f"short in {' and '.join(late)}" if late else "met"), said


class Work:
    def __init__(self, key, title, count, unit="orders", once=False):
        self.once = once  # what changes its store so that it cannot be done again
        self.key = key
        self.title = title
        self.count = count
        self.unit = unit
        self.sides = []
        self.goals = []
        self.leaves = []  # files that nobody needs afterwards, or functions that take away what else is left

    def add(self, name, role, measure, more):
        side = Side(name, role, measure, **more)
        side.count = side.count or self.count
        self.sides.append(side)

    def ours(self, measure, **more):
        self.add("Colporteur", "ours", measure, more)

    def limit(self, name, measure, **more):
        self.add(name, "limit", measure, more)

    def peer(self, peer, measure, what="", **more):
        """A peer, or another way to use it, said in what."""
        self.add(f"{peer.name} {what}".strip(), "peer", measure, {**more, "missing": peer.missing})

    def known(self, name, work):
        """Our side of another work, if that was measured."""
        self.add(name, "limit", None, {"runs": work.ours_side.runs} if work else {"missing": "that work was left out"})

    def goal(self, bound, against="", aim=0.0, clocks=("time", "cpu")):
        self.goals.append(Goal(bound, against, aim, clocks))

    @property
    def ours_side(self):
        return next(side for side in self.sides if side.role == "ours")

    def side(self, name):
        return next(side for side in self.sides if side.name == name)

    def different(self):
        """The sides whose answer is not ours."""
        ours = self.ours_side
        return [side for side in self.sides
                if None not in (side.answered, ours.answered) and side.answered != ours.answered and side.count == ours.count]

    def measure(self, times, folder, only_ours=False):
        """Runs all sides. What fails on our side is for the caller; a peer that fails is one that was not measured."""
        progress(self.title)
        if only_ours:
            self.sides = [self.ours_side]
        for side in self.sides:
            if side.measure and not side.missing:
                self.attempt(side, lambda: self.first_run(side, folder / "output", times))
        for _ in range(0 if self.once else times):
            for side in self.sides:
                if side.wants_more(times):
                    self.attempt(side, lambda: side.runs.append(side.measure(None)))
        for left in self.leaves:
            if callable(left):
                left()
            else:
                Path(left).unlink(missing_ok=True)

    def attempt(self, side, what):
        try:
            what()
        except Failed as why:
            if side.role == "ours":
                raise
            side.missing = "failed: " + " ".join(str(why).split())[-200:]

    def first_run(self, side, path, times):
        if side.load:
            side.load()
        side.first = side.measure(path)
        if side.answer:
            side.answered = side.answer(path)
        path.unlink(missing_ok=True)
        if side.first.time > LONG or self.once or times == 1:
            side.runs.append(side.first)
