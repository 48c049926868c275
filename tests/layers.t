#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house that a compiler does not keep: which layer may use which, who may print, read a clock and
exit, how long a command may be. First the rules are tried on a tree that breaks every one of them."""

import os
import re
import sys
import tempfile

# base <- json <- store <- shop <- format, net <- tool <- cmd
USES = {
    "lib/base": {"base"},
    "lib/json": {"base", "json"},
    "lib/store": {"base", "json", "store"},
    "lib/shop": {"base", "json", "store", "shop"},
    "lib/format": {"base", "json", "store", "shop", "format"},
    "lib/net": {"base", "json", "store", "shop", "net"},
    "lib/tool": {"base", "json", "store", "shop", "format", "net", "tool"},
    "cmd": {"base", "json", "store", "shop", "format", "net", "tool"},
    "libexec": {"base", "json", "store", "shop", "format", "net", "tool"},
}

ENDS = r"exit|_exit|_Exit|quick_exit|err|errx|verr|verrx"
PRINTS = r"printf|vprintf|puts|putchar|putc_unlocked|putchar_unlocked|perror|warn|warnx|psignal"
CLOCKS = r"time|clock|clock_gettime|clock_getres|gettimeofday|timespec_get|ftime"
SURROUNDINGS = r"getenv|secure_getenv|setenv|putenv|abort|system|popen|fork|isatty|getpid|rand|random|srand"


def call(names):
    return re.compile(r"(?<![\w.>])(%s)\s*\(" % names)


# (what is forbidden, where, the sentence)
FORBIDDEN = [
    (call(ENDS), "lib/base lib/json lib/store lib/shop lib/format lib/net", "only lib/tool and cmd end the process"),
    (call(PRINTS), "lib/base lib/json lib/store lib/shop lib/format lib/net", "only lib/tool and cmd print"),
    (re.compile(r"\b(stdout|stderr|stdin|STDOUT_FILENO|STDERR_FILENO|STDIN_FILENO)\b"),
     "lib/base lib/json lib/store lib/shop lib/format lib/net", "only lib/tool and cmd know the standard streams"),
    (call(CLOCKS), "lib/base lib/json lib/store lib/shop lib/format lib/net", "only lib/tool and cmd read a clock"),
    (call(SURROUNDINGS), "lib/shop", "the domain is a function of its arguments"),
    (re.compile(r"#\s*include\s*<(stdio|time|unistd|fcntl|signal|locale|sys/\w+)\.h>"), "lib/shop",
     "the domain has no stdio, no clock and no system calls"),
    (re.compile(r"#\s*include\s*<curl/"), "lib/base lib/json lib/store lib/shop lib/format lib/tool cmd", "only lib/net uses libcurl"),
    (call("gets|strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|tmpnam|mktemp|system|popen|alloca"),
     "lib/base lib/json lib/store lib/shop lib/format lib/net lib/tool cmd", "that function is not used here"),
    (re.compile(r"\b(float|double)\b"), "lib/shop cmd", "money and quantities are never floating point"),
]

LONGEST_COMMAND = 200


def without_comments_and_strings(source):
    """The same lines; a literal becomes "", but for the name after #include."""

    def replaced(match):
        text = match.group(0)
        if text.startswith("/"):
            return "\n" * text.count("\n") or " "
        return '""' if text.startswith('"') else "' '"

    def line_kept(match):
        kept.append(match.group(0))
        return "\0%d\0" % (len(kept) - 1)

    kept = []
    source = re.sub(r'(?m)^[ \t]*#[ \t]*include[ \t]*["<][^">\n]*[">]', line_kept, source)
    source = re.sub(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", replaced, source, flags=re.S)
    return re.sub("\0(\\d+)\0", lambda match: kept[int(match.group(1))], source)


def sources(tree, folders, endings):
    for folder in folders:
        for place, names, files in os.walk(os.path.join(tree, folder)):
            names.sort()
            for name in sorted(files):
                if name.endswith(endings) and not name.startswith("."):
                    yield os.path.relpath(os.path.join(place, name), tree)


def house_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "lib" else parts[0]


def found(tree):
    """Every breach of a rule, as (rule, "file:line: sentence")."""
    listed = ""
    if os.path.exists(os.path.join(tree, "Makefile.am")):
        with open(os.path.join(tree, "Makefile.am"), encoding="utf-8") as makefile:
            listed = set(makefile.read().split())
    for path in sources(tree, ["lib", "cmd", "libexec", "tests", "bench", "share"], (".c", ".h")):
        with open(os.path.join(tree, path), encoding="utf-8") as file:
            source = file.read()
        house = house_of(path)
        lines = without_comments_and_strings(source).split("\n")

        if "SPDX-License-Identifier: GPL-3.0-or-later" not in source.split("\n", 1)[0]:
            yield "licence", f"{path}:1: the first line does not name the licence"
        for number, line in enumerate(source.split("\n"), 1):
            if re.search(r"\b(TODO|FIXME)\b", line):
                yield "promises", f"{path}:{number}: what is left to do is an issue, not a comment"
        if house == "cmd" and len(lines) - 1 > LONGEST_COMMAND:
            yield "length", f"{path}: {len(lines) - 1} lines: a command only wires, what it knows belongs in lib/"
        if house in USES:
            for number, line in enumerate(lines, 1):
                include = re.match(r'\s*#\s*include\s*"([^"]*)"', line)
                if include:
                    layer = include.group(1).split("/")[0] if "/" in include.group(1) else None
                    if layer is None or ".." in include.group(1):
                        yield "includes", f'{path}:{number}: "{include.group(1)}" does not name its layer'
                    elif layer not in USES[house]:
                        yield "includes", f"{path}:{number}: {house} must not use {layer}"
                for pattern, where, sentence in FORBIDDEN:
                    match = pattern.search(line)
                    if match and house in where.split():
                        yield sentence, f"{path}:{number}: {match.group(0).strip()}: {sentence}"
            name = path[:-2] if house == "cmd" and path.endswith(".c") else path
            if listed and name not in listed:
                yield "listed", f"{path}: not in Makefile.am"
        elif house.startswith("lib"):
            yield "includes", f"{path}: belongs to no layer"
    for path in sources(tree, ["man", "share/maps", "share/schemas"], (".1", ".5", ".7", ".map", ".json")):
        if listed and path not in listed and "cmd/" + os.path.basename(path)[:-2] not in listed:
            yield "listed", f"{path}: not in Makefile.am"


GOOD = {
    "lib/base/good.c": '#include "base/good.h"\n#include <stdio.h>\n/* printf("x"); exit(1); time(NULL) */\n'
                       'const char *s = "exit(1); stdout";\nint f(char *b) { return snprintf(b, 3, "printf(\\"") + fprintf(file, "x"); }\n'
                       "int my_exit(int x);\nlong run_time(void);\n",
    "lib/base/good.h": "",
    "lib/store/good.c": '#include "base/good.h"\n#include "json/x.h"\n#include <unistd.h>\nint g(struct x *p) { return p->time(1); }\n',
    "lib/format/good.c": '#include "shop/x.h"\n#include "format/y.h"\n',
    "lib/net/good.c": "#include <curl/curl.h>\n",
    "lib/tool/good.c": '#include "net/x.h"\n#include "format/x.h"\nvoid f(void) { printf("x"); exit(time(0)); }\n',
    "cmd/good.c": '#include "tool/tool.h"\n#include <stdio.h>\nint main(void) { puts("TO" "DO"); return 0; }\n' + "\n" * 150,
}

BAD = {
    "includes": {
        "lib/base/a.c": '#include "json/x.h"\n', "lib/json/a.c": '#include "store/x.h"\n', "lib/store/a.c": '#include "shop/x.h"\n',
        "lib/shop/a.c": '#include "format/x.h"\n', "lib/shop/b.c": '#include "tool/x.h"\n', "lib/format/a.c": '#include "net/x.h"\n',
        "lib/net/a.c": '#include "format/x.h"\n', "lib/net/b.c": '#  include "tool/x.h"\n', "lib/tool/a.c": '#include "cmd/x.h"\n',
        "lib/base/b.c": '#include "x.h"\n', "lib/base/c.c": '#include "base/../shop/x.h"\n', "lib/other.c": "\n",
    },
    "only lib/tool and cmd end the process": {
        "lib/base/a.c": "void f(void) { exit(1); }\n", "lib/store/a.c": "void f(void) { _exit (1); }\n",
        "lib/format/a.c": 'void f(void) { errx(1, "x"); }\n',
    },
    "only lib/tool and cmd print": {
        "lib/shop/a.c": 'void f(void) { printf("x"); }\n', "lib/json/a.c": '/* x */ void f(void) { puts("x"); }\n',
        "lib/store/a.c": 'void f(void) { perror("x"); }\n',
    },
    "only lib/tool and cmd know the standard streams": {
        "lib/base/a.c": 'void f(void) { fprintf(stderr, "x"); }\n', "lib/net/a.c": 'void f(void) { write(STDOUT_FILENO, "x", 1); }\n',
    },
    "only lib/tool and cmd read a clock": {
        "lib/base/a.c": "long f(void) { return time(NULL); }\n", "lib/store/a.c": "void f(void) { clock_gettime(0, &t); }\n",
        "lib/shop/a.c": "void f(void) { gettimeofday(&t, 0); }\n",
    },
    "the domain is a function of its arguments": {
        "lib/shop/a.c": 'void f(void) { getenv("X"); }\n', "lib/shop/b.c": "void f(void) { abort(); }\n",
    },
    "the domain has no stdio, no clock and no system calls": {
        "lib/shop/a.c": "#include <stdio.h>\n", "lib/shop/b.h": "#include <time.h>\n", "lib/shop/c.c": "# include <unistd.h>\n",
    },
    "only lib/net uses libcurl": {"lib/format/a.c": "#include <curl/curl.h>\n", "cmd/a.c": "#include <curl/curl.h>\n"},
    "that function is not used here": {"lib/base/a.c": "void f(void) { strcpy(a, b); }\n", "cmd/a.c": "int f(void) { return atoi(s); }\n"},
    "money and quantities are never floating point": {"lib/shop/a.c": "double price;\n", "cmd/a.c": "float x;\n"},
    "length": {"cmd/a.c": "\n" * 200},
    "licence": {"lib/base/a.h": None, "tests/a.c": None},
    "promises": {"lib/base/a.c": "/* TO" "DO: more */\n", "tests/unit/a.c": "/* FIX" "ME */\n"},
    "listed": {
        "Makefile.am": "bin_PROGRAMS = \\\n\tcmd/known\n lib_SOURCES = lib/base/known.c\n", "lib/base/unknown.c": "\n",
        "cmd/unknown.c": "\n", "man/unknown.1": "\n",
    },
}


def lay(tree, files):
    for path, source in files.items():
        place = os.path.join(tree, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8") as file:
            if path.endswith((".c", ".h")):
                file.write("/* no licence */\n" if source is None else "/* SPDX-License-Identifier: GPL-3.0-or-later */\n" + source)
            else:
                file.write(source)


count = failures = 0


def ok(passed, name, explanations=()):
    global count, failures
    count += 1
    failures += not passed
    print(f"{'ok' if passed else 'not ok'} {count} - {name}")
    if not passed:
        for line in explanations:
            print(f"#   {line}")


with tempfile.TemporaryDirectory() as tree:
    lay(tree, GOOD)
    breaches = [text for _, text in found(tree)]
    ok(not breaches, "a tree that keeps the rules passes", breaches)
for rule, files in BAD.items():
    with tempfile.TemporaryDirectory() as tree:
        lay(tree, files)
        breaches = [text for broken, text in found(tree) if broken == rule]
        unseen = [path for path in files if path != "Makefile.am" and not any(text.startswith(path + ":") for text in breaches)]
        ok(not unseen, f"a breach is found: {rule}", [f"not found in {path}" for path in unseen])

tree = os.environ.get("srcdir") or os.path.join(os.path.dirname(sys.argv[0]), "..")
breaches = list(found(tree))
for rule in BAD:
    broken = [text for which, text in breaches if which == rule]
    ok(not broken, f"this tree: {rule}", broken)
print(f"1..{count}")
sys.exit(failures > 0)
