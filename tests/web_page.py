# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of HTML, looked at strictly, and judged by the Nu Html Checker (vnu): the npm package vnu-jar in the folder COLPORTEUR_HTML_JUDGE or
BUILD/judge, and Java to run it."""

import html.parser
import os
import re
import shutil
import subprocess
from pathlib import Path

import tap


class Page(html.parser.HTMLParser):
    """A strict look at a page: balanced, nothing from elsewhere, nothing that runs."""

    EMPTY = {"br", "img", "input", "meta", "path"}

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.seen, self.text = [], [], [], ""
        self.feed(text)
        self.close()
        self.wrong += [f"open at the end: {self.open}"] if self.open else []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.seen.append((tag, values))
        if tag not in self.EMPTY:
            self.open.append(tag)
        if tag in ("script", "link", "iframe", "object") or any(name.startswith("on") for name in values):
            self.wrong.append(f"it runs or loads something: {tag} {values}")
        for name in ("src", "href"):
            if name in values and not values[name].startswith("data:image/"):
                self.wrong.append(f"it needs another file: {values[name][:60]}")
        if tag == "th" and "scope" not in values:
            self.wrong.append("a head of a row or column does not say of which")
        if tag == "img" and "alt" not in values or tag == "svg" and not values.get("aria-label"):
            self.wrong.append("a picture has nothing for who does not see it")
        if tag == "input" and not values.get("aria-label"):
            self.wrong.append("nothing says what is to be ticked")
        self.text += " "

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        self.text += " "
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        self.text += data if "style" not in self.open else ""


def judged(pages, name):
    """No page of these, HTML by a name, has what the checker calls an error or warns of."""
    folder = Path(os.environ.get("COLPORTEUR_HTML_JUDGE", Path(os.environ["COLPORTEUR_BUILD"]) / "judge"))
    checker = next(folder.glob("node_modules/vnu-jar/**/vnu.jar"), None)
    if not checker or not shutil.which("java"):
        tap.skip(name, "vnu-jar or Java is not installed")
        return
    place = tap.scratch / "judged"
    place.mkdir(exist_ok=True)
    files = []
    for title, page in pages.items():
        files.append(place / (re.sub(r"\W+", "-", title) + ".html"))
        files[-1].write_bytes(page)
    came = subprocess.run(["java", "-jar", checker, "--stdout", *files], capture_output=True, check=False)
    tap.nothing((came.stdout + (came.stderr if came.returncode else b"")).decode().splitlines(), name)
