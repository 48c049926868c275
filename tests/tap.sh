# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# For tests in sh: `. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"` first, `tap_end` last.
#
# A test that is run by hand finds its surroundings here; tests/run sets the same.

if [ -z "${srcdir-}" ]; then
    srcdir=$(cd "$(dirname "$0")/.." && pwd)
    COLPORTEUR_BUILD=${COLPORTEUR_BUILD:-$srcdir/build}
    COLPORTEUR_DATADIR=$srcdir/share
    COLPORTEUR_LIBEXECDIR=$COLPORTEUR_BUILD/libexec
    PATH=$COLPORTEUR_BUILD/cmd:$PATH
    LC_ALL=C.UTF-8
    export srcdir COLPORTEUR_BUILD COLPORTEUR_DATADIR COLPORTEUR_LIBEXECDIR PATH LC_ALL
    unset COLPORTEUR_STORE COLPORTEUR_NOW TZ
fi
scratch=$(mktemp -d "${TMPDIR:-/tmp}/colporteur-test.XXXXXX") || exit 2
trap 'chmod -R u+rwX "$scratch"; rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$scratch" || exit 2

tap_count=0
tap_failures=0

pass() { # NAME
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s\n' "$tap_count" "$1"
}

fail() { # NAME [EXPLANATION...], each explanation on lines of its own
    tap_count=$((tap_count + 1))
    tap_failures=$((tap_failures + 1))
    printf 'not ok %d - %s\n' "$tap_count" "$1"
    shift
    [ $# = 0 ] || printf '%s\n' "$@" | head -n 40 | sed 's/^/#   /'
}

skip() { # NAME REASON
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

skip_all() { # REASON
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

is() { # CAME WANTED NAME
    if [ "$1" = "$2" ]; then pass "$3"; else fail "$3" "came:   $1" "wanted: $2"; fi
}

same() { # FILE WANTED-FILE NAME
    if cmp -s "$1" "$2"; then pass "$3"; else fail "$3" "$(diff -a -u "$2" "$1" | tail -n +3)"; fi
}

tap_end() {
    printf '1..%d\n' "$tap_count"
    [ "$tap_failures" = 0 ]
    exit
}

# The example store, made once by a test that asks for it; each use gets a copy of its own.

make_example_store() { # prints a failed test if it cannot be made
    if "$srcdir/tests/example-store" "$scratch/example" >"$scratch/example.log" 2>&1; then
        return 0
    fi
    fail "the example store is made" "$(cat "$scratch/example.log")"
    return 1
}

fresh_store() {
    rm -rf "$scratch/store"
    cp -R "$scratch/example" "$scratch/store"
    COLPORTEUR_STORE=$scratch/store
    COLPORTEUR_NOW=2026-11-21T12:00:00Z
    export COLPORTEUR_STORE COLPORTEUR_NOW
    own_copy
}

# Who opens a copied store first makes it a store of its own: with a new index, and a head that counts.
own_copy() {
    stock-list --limit 1 >"$scratch/own_copy" 2>&1
}
