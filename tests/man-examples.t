#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The EXAMPLES of the man pages, and the five minutes of README, give what they show.
#
# In a page's section EXAMPLES, a literal block (.Bd -literal) with lines that begin with "$ " is a session: those lines
# are commands, lines that begin with "> " go on with the one above, the others are what it prints, stdout and stderr.
# A printed line that ends in "…" is matched up to there; "…" alone stands for any number of lines; a form feed is nothing.
# All sessions of a page are one: they run in order, in one shell and an empty folder, with a copy of the example store,
# on 2026-11-21 at noon. In README, sessions are the indented blocks that begin with "$ ", and start without a store.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

# session PAGE: the sessions of a page, as the reader sees them.
session() {
    awk '
        /^\.Sh/ { examples = /^\.Sh EXAMPLES/ }
        !examples { next }
        /^\.Bd .*-literal/ { literal = 1; lines = 0; commands = 0; next }
        /^\.Ed/ {
            for (i = 1; literal && commands && i <= lines; i++)
                print line[i]
            literal = 0
            next
        }
        literal {
            if (/^\$ /) commands++
            line[++lines] = $0
        }' "$1" |
        sed -e 's/\\(dq/"/g' -e "s/\\\\(aq/'/g" -e 's/\\(ti/~/g' -e 's/\\(ha/^/g' -e 's/\\(ga/`/g' -e 's/\\-/-/g' \
            -e 's/\\(Do/$/g' -e 's/\\\[u2026\]/…/g' -e 's/\\&//g' -e 's/\\e/\\/g' -e 's/\\(rs/\\/g'
}

session_of_readme() {
    awk '
        /^    / {
            if (!inside) { inside = 1; shown = /^    \$ / }
            if (shown) print substr($0, 5)
            next
        }
        { inside = 0 }' "$1"
}

# matches CAME WANTED
matches() {
    LC_ALL=C awk '
        FNR == NR { wanted[++n] = $0; next }
        { gsub(/\f/, ""); came[++m] = $0 }
        END {
            any = "\342\200\246"
            i = 1
            for (j = 1; j <= n; j++) {
                if (wanted[j] == any) { open = 1; continue }
                while (open && i <= m && !fits(came[i], wanted[j]))
                    i++
                if (i > m || !fits(came[i], wanted[j]))
                    exit 1
                open = 0
                i++
            }
            exit i <= m && !open
        }
        function fits(came, wanted,    start) {
            start = length(wanted) - length(any)
            if (start >= 0 && substr(wanted, start + 1) == any)
                return substr(came, 1, start) == substr(wanted, 1, start)
            return came == wanted
        }' "$2" "$1"
}

# The judge is tried first.
judged() { # WANTED-STATUS WANTED CAME
    printf "$2" >wanted
    printf "$3" >came
    matches came wanted
    is $? "$1" "judging: $2"
}
judged 0 'a\nb\n' 'a\nb\n'
judged 1 'a\nb\n' 'a\n'
judged 1 'a\n' 'a\nb\n'
judged 1 'a\n' 'ab\n'
judged 0 'a…\n' 'ab\n'
judged 1 'a…\n' 'ba\n'
judged 0 'a\n…\nz\n' 'a\nb\nc\nz\n'
judged 0 'a\n…\n' 'a\n'
judged 1 'a\n…\nz\n' 'a\nb\nc\n'
judged 0 'a\n\n' 'a\n\f'
judged 0 '' ''
judged 1 '' 'a\n'

make_example_store || tap_end

# run NAME: the commands of the file `session`, each judged. They share this shell, hence the long names.
run() {
    session_name=$1
    session_number=0
    : >"$scratch/command"
    while IFS= read -r session_line <&4; do
        case $session_line in
        '$ '*)
            judge
            printf '%s\n' "${session_line#??}" >"$scratch/command"
            : >"$scratch/wanted"
            ;;
        '> '*) printf '%s\n' "${session_line#??}" >>"$scratch/command" ;;
        '>') echo >>"$scratch/command" ;;
        *) printf '%s\n' "$session_line" >>"$scratch/wanted" ;;
        esac
    done 4<"$scratch/session"
    judge
    cd "$scratch" || exit 2
}

judge() {
    [ -s "$scratch/command" ] || return 0
    session_number=$((session_number + 1))
    eval "$(cat "$scratch/command")" >"$scratch/came" 2>&1 </dev/null 4<&-
    session_status=$?
    if [ "$session_status" -gt 3 ] && [ "$session_status" != 75 ]; then
        fail "$session_name, example $session_number" "$(cat "$scratch/command")" "ended with status $session_status" "$(cat "$scratch/came")"
    elif matches "$scratch/came" "$scratch/wanted"; then
        pass "$session_name, example $session_number"
    else
        fail "$session_name, example $session_number" "$(sed '1s/^/$ /; 2,$s/^/> /' "$scratch/command")" \
            "$(diff -a -u "$scratch/wanted" "$scratch/came" | tail -n +3)"
    fi
    : >"$scratch/command"
}

empty_folder() {
    cd "$scratch" || exit 2
    rm -rf folder
    mkdir folder
    cd folder || exit 2
}

PATH=$PATH:$COLPORTEUR_BUILD/share/template
for page in "$srcdir"/man/*.[157] "$srcdir"/share/template/*.1; do
    name=$(basename "$page")
    session "$page" >"$scratch/session"
    if [ "$name" = vat-check.1 ] && ! [ -x "$COLPORTEUR_BUILD/cmd/vat-check" ]; then
        skip "$name" "configured without libcurl"
    elif [ -s "$scratch/session" ]; then
        fresh_store
        empty_folder
        run "$name"
    elif [ -x "$COLPORTEUR_BUILD/cmd/${name%.1}" ]; then
        fail "$name has EXAMPLES" "a section EXAMPLES with a literal block of commands and what they print"
    fi
done

fresh_store
unset COLPORTEUR_STORE
empty_folder
session_of_readme "$srcdir/README" >"$scratch/session"
run README
tap_end
