#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A folder is a test: tests/cases/NAME/CASE/{cmd,in,out,err,rc}.
#
#   cmd   shell commands, run in an empty folder with a copy of the example store as COLPORTEUR_STORE,
#         the tools in PATH, the time at 2026-11-21T12:00:00Z, and the case's own folder in CASE
#   in    the standard input (default: empty)
#   out   what the standard output must be (default: empty)
#   err   what the standard error must be (default: anything)
#   rc    the exit code (default: 0)
#
# With ACCEPT=1 in the environment, out, err and rc are written from what happens: read them before they go in.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

set -- "$srcdir"/tests/cases/*/*/cmd
[ -e "$1" ] || skip_all "there are no cases"
make_example_store || tap_end
: >"$scratch/nothing"

for cmd; do
    CASE=${cmd%/cmd}
    export CASE
    name=${CASE#"$srcdir/tests/cases/"}
    if ! [ -x "$COLPORTEUR_BUILD/cmd/${name%%/*}" ]; then
        skip "$name" "${name%%/*} is not built"
        continue
    fi
    input=$scratch/nothing
    [ -e "$CASE/in" ] && input=$CASE/in
    fresh_store
    chmod -R u+rwX "$scratch/folder" 2>/dev/null
    rm -rf "$scratch/folder"
    mkdir "$scratch/folder"
    (cd "$scratch/folder" && exec sh "$cmd") <"$input" >"$scratch/out" 2>"$scratch/err"
    status=$?
    if [ -n "${ACCEPT-}" ]; then
        # A case that was there and says nothing of stderr goes on so.
        if [ -e "$CASE/err" ] || ! [ -e "$CASE/out" ]; then cp "$scratch/err" "$CASE/err"; fi
        cp "$scratch/out" "$CASE/out"
        [ -s "$CASE/out" ] || rm "$CASE/out"
        rm -f "$CASE/rc"
        [ "$status" = 0 ] || echo "$status" >"$CASE/rc"
    fi
    wanted_status=0
    [ -e "$CASE/rc" ] && wanted_status=$(cat "$CASE/rc")
    wanted_out=$scratch/nothing
    [ -e "$CASE/out" ] && wanted_out=$CASE/out
    if [ "$status" != "$wanted_status" ]; then
        fail "$name" "exit code $status, wanted $wanted_status" "$(head -n 20 "$scratch/err")"
    elif ! cmp -s "$scratch/out" "$wanted_out"; then
        fail "$name" "stdout differs:" "$(diff -a -u "$wanted_out" "$scratch/out" | tail -n +3)" "$(head -n 5 "$scratch/err")"
    elif [ -e "$CASE/err" ] && ! cmp -s "$scratch/err" "$CASE/err"; then
        fail "$name" "stderr differs:" "$(diff -a -u "$CASE/err" "$scratch/err" | tail -n +3)"
    else
        pass "$name"
    fi
done
tap_end
