#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What every command promises, tried on every command that was built.
#
# tests/samples/NAME shows how a command is used: its first line is "$ NAME ARGUMENTS", with $samples for the folder,
# and the lines below are its standard input. A command with such lines reads records (or CSV) from stdin.
# tests/samples/NAME.before is a script that does in the store what the command needs before.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

version=$(sed -n 's/^AC_INIT(\[colporteur\], \[\(.*\)\])$/\1/p' "$srcdir/configure.ac")
samples=$srcdir/tests/samples
: >nothing

set --
for tool in "$COLPORTEUR_BUILD"/cmd/* "$COLPORTEUR_BUILD"/share/template/*; do
    [ -f "$tool" ] && [ -x "$tool" ] && set -- "$@" "$tool"
done
[ $# != 0 ] || skip_all "no command is built"
make_example_store || tap_end
PATH=$PATH:$COLPORTEUR_BUILD/share/template

# sample TOOL: sets `arguments` to its words, ready for eval, and leaves its input in the file `input`.
sample() {
    file=$samples/$1
    [ -e "$file" ] || file=$srcdir/share/template/sample
    arguments=$(sed -n "1s/^\\\$ $1\\( \\|\$\\)//p" "$file")
    tail -n +2 "$file" >input
    reads=
    [ -s input ] && reads=yes
    json=
    head -n 1 input | grep -q '^{' && json=yes
}

# The example store of one command: with what samples/NAME.before does in it.
prepare_example() {
    [ -e "$scratch/untouched" ] || cp -R "$scratch/example" "$scratch/untouched"
    rm -rf "$scratch/example"
    cp -R "$scratch/untouched" "$scratch/example"
    [ ! -e "$samples/$tool.before" ] ||
        COLPORTEUR_STORE=$scratch/example COLPORTEUR_NOW=2026-11-16T12:00:00Z sh -e "$samples/$tool.before" >/dev/null
}

# run INPUT [ARGUMENT...]: the sample's command with further options on a fresh store. Sets `status`, leaves out and err.
run() {
    fresh_store
    from=$1
    shift
    eval "$tool \"\$@\" $arguments" <"$from" >out 2>err
    status=$?
}

# Whether the last run ended by itself, with an exit code of the project.
ended() {
    case $status in
    0 | 1 | 2 | 3 | 75) return 0 ;;
    *) return 1 ;;
    esac
}

what_happened() {
    printf 'exit code %s\n-- stdout:\n%s\n-- stderr:\n%s\n' "$status" "$(head -c 2000 out)" "$(head -c 2000 err)"
}

check() { # NAME CONDITION...: passes if the condition does
    name=$tool: what=$1
    shift
    if "$@"; then pass "$name $what"; else fail "$name $what" "$(what_happened)"; fi
}

status_is() {
    [ "$status" = "$1" ]
}

err_says() { # FIXED-TEXT
    grep -aqF -e "$1" err
}

silent() {
    ! [ -s err ]
}

both() { # CONDITION-AS-ONE-WORD...
    for condition; do
        eval "$condition" || return 1
    done
}

# The options as the tool tells them, one a line: "-s, --store DIR".
options_of() {
    "$1" --completion </dev/null | awk -F '\t' '{
        print ($1 == "-" ? "" : "-" $1 ", ") "--" $2 ($3 == "" ? "" : " " $3)
    }' | sort
}

# The options of a text in which they begin a line: --help, or a section OPTIONS. What begins further right goes on with one.
options_in() {
    sed -n 's/^ \{0,6\}\(-.*\)$/\1/p' | sed -e 's/  .*//' -e 's/ *$//' | sort
}

# section NAME PAGE: its lines as a reader sees them, on one line each.
section() {
    mandoc -T ascii -O width=1000 "$2" | sed "s/.$(printf '\b')//g" |
        awk -v name="$1" '/^[A-Z]/ { inside = $0 == name; next } inside'
}

without_mandoc=
command -v mandoc >/dev/null 2>&1 || without_mandoc=yes

for path; do
    tool=$(basename "$path")
    page=$srcdir/man/$tool.1
    [ "${path#"$COLPORTEUR_BUILD/cmd/"}" = "$path" ] && page=$srcdir/share/template/command.1

    prepare_example

    # What needs no store.

    unset COLPORTEUR_STORE COLPORTEUR_NOW
    arguments=
    "$tool" --help >out 2>err </dev/null
    status=$?
    check "--help exits 0, quietly" both 'status_is 0' silent
    check "--help begins with the usage" grep -q "^[Uu]sage: $tool" out
    cp out help
    check "--help fits on 80 columns" test "$(wc -L <help)" -le 80
    "$tool" -h >out 2>err </dev/null
    check "-h says the same" cmp -s out help
    "$tool" --version >out 2>err </dev/null
    status=$?
    check "--version exits 0, quietly" both 'status_is 0' silent
    is "$(head -n 1 out)" "$tool (colporteur) $version" "$tool: --version names the tool, the package and its version"
    cp out wanted
    "$tool" -V >out 2>err </dev/null
    check "-V says the same" cmp -s out wanted

    for wrong in --no-such-option -% --; do
        [ $wrong = -- ] && wrong=--hel
        "$tool" $wrong >out 2>err </dev/null
        status=$?
        check "$wrong is a mistake that is named" both 'status_is 2' '! [ -s out ]' "err_says '$tool: '" "err_says '${wrong#-}'"
    done
    "$tool" --help=yes >out 2>err </dev/null
    status=$?
    check "--help=yes is a mistake" both 'status_is 2' '! [ -s out ]' "err_says '$tool: '"
    for stream in --help --version; do
        "$tool" $stream >/dev/full 2>err </dev/null
        status=$?
        : >out
        check "$stream into a full disk exits 3 and says so" both 'status_is 3' "err_says '$tool: '"
    done

    # The options: one table, told in four places.

    options_of "$tool" >table
    check "--completion tells options" grep -q -e '-h, --help' table
    options_in <help >told
    same told table "$tool: --help tells the same options"
    while read -r option; do
        case $option in
        *' '[A-Z]*)
            long=--${option#*--}
            "$tool" "${long%% *}" >out 2>err </dev/null
            status=$?
            check "${long%% *} without its argument is a mistake" both 'status_is 2' '! [ -s out ]' "err_says '$tool: '"
            ;;
        esac
    done <table
    if [ -n "$without_mandoc" ]; then
        skip "$tool: the man page" "mandoc is not installed"
    elif ! [ -e "$page" ]; then
        fail "$tool: there is a man page" "man/$tool.1 is missing"
    else
        mandoc -T lint -W warning "$page" >out 2>err
        status=$?
        check "mandoc finds nothing in the man page" both 'status_is 0' '! [ -s out ]'
        section OPTIONS "$page" | grep '^     -' | options_in >told
        same told table "$tool: the man page has the same OPTIONS"
        # SYNOPSIS leaves out --help and --version, and groups letters: [-anq].
        section SYNOPSIS "$page" | grep -oE -e '(^|[][| ])--?[a-zA-Z][-a-z]*' | tr -d '][| ' | sort -u >synopsis
        : >told
        while read -r word; do
            case $word in
            --*) grep -qE -e "(^|, )$word( |\$)" table || echo "$word is no option" >>told ;;
            *)
                for letter in $(printf '%s' "${word#-}" | sed 's/./& /g'); do
                    grep -q "^-$letter," table || echo "-$letter is no option" >>told
                done
                ;;
            esac
        done <synopsis
        letters=$(grep -v '^--' synopsis | tr -d '\n-')
        while read -r option; do
            letter=${option%%,*}
            letter=${letter#-}
            long=--${option#*--}
            long=${long%% *}
            case $long in --help | --version) continue ;; esac
            case $letter in
            -*) grep -qx -e "$long" synopsis || echo "$long is missing" >>told ;;
            *)
                case $letters in
                *"$letter"*) ;;
                *) grep -qx -e "$long" synopsis || echo "-$letter is missing" >>told ;;
                esac
                ;;
            esac
        done <table
        same told nothing "$tool: the man page's SYNOPSIS knows the same options"
        grep -q "^\.Nm $tool\$" "$page" && grep -q '^\.Sh EXIT STATUS' "$page"
        is $? 0 "$tool: the man page names the tool and tells its exit status"
    fi
    awk -v tool="$tool" '/^-[^-]/ { print substr($1, 2, 1) "\t" $2 "\t" tool; next } { print "-\t" $1 "\t" tool }' table >>letters
    writes=
    grep -q -e '--dry-run' table && writes=yes

    # A run.

    if ! [ -e "$samples/$tool" ] && [ "$page" = "$srcdir/man/$tool.1" ]; then
        fail "$tool: there is a sample of its use" "tests/samples/$tool is missing"
        continue
    fi
    sample "$tool"
    run input
    check "the sample passes" status_is 0
    prints=
    [ -s out ] && prints=yes
    cp out plain
    cp err plain-err
    run input
    same out plain "$tool: the same store and clock give the same bytes"
    if [ -n "$writes" ]; then
        tail -n 1 plain-err | grep -qE "^$tool: [0-9]+ read, [0-9]+ written, [0-9]+ unchanged, [0-9]+ rejected(, [0-9]+ skipped)?\$"
        is $? 0 "$tool: the last line on stderr counts"
        run input --dry-run
        same out plain "$tool: --dry-run prints what would be written"
        check "--dry-run exits 0 and says that it only would" both 'status_is 0' "err_says 'would be written'"
        for folder in journal people; do
            diff -r "$scratch/example/$folder" "$scratch/store/$folder" >told 2>&1
            same told nothing "$tool: --dry-run leaves $folder/ as it was"
        done
    fi
    if grep -q -e '--quiet' table; then
        run input --quiet
        check "--quiet is quiet" both 'status_is 0' silent
        same out plain "$tool: --quiet prints the same records"
    fi
    if grep -q -e '--store' table; then
        run input --store "$scratch/nowhere"
        ( unset COLPORTEUR_STORE; eval "$tool $arguments" <input >out 2>err )
        status=$?
        check "without a store, it says what is missing" both 'status_is 2' 'err_says COLPORTEUR_STORE'
        case $tool in
        store-init) ;;
        *)
            run input --store "$scratch/nowhere"
            check "a store that is not there is named" both ended '! status_is 0' "err_says '$scratch/nowhere'"
            check "and is not made" test ! -e "$scratch/nowhere"
            ;;
        esac
    fi
    if grep -q -e '--now' table; then
        run input --now yesterday
        check "--now yesterday is a mistake" both 'status_is 2' "err_says yesterday"
        fresh_store
        ( COLPORTEUR_NOW=noon; eval "$tool $arguments" <input >out 2>err )
        status=$?
        check "so is COLPORTEUR_NOW=noon" both 'status_is 2' "err_says noon"
    fi

    # Streams in trouble.

    if [ -n "$prints" ]; then
        fresh_store
        eval "$tool $arguments" <input >/dev/full 2>err
        status=$?
        : >out
        check "records into a full disk exit 3 and say so" both 'status_is 3' "err_says '$tool: '"
        fresh_store
        eval "$tool $arguments" <input >&- 2>err
        status=$?
        check "a closed stdout exits 3" status_is 3
        if [ -n "$writes" ] && command -v store-verify >/dev/null; then
            store-verify >out 2>err
            status=$?
            check "and the store is whole after it" status_is 0
        fi
    fi
    fresh_store
    eval "$tool $arguments" <&- >out 2>err
    status=$?
    check "a closed stdin is no crash" ended
    fresh_store
    eval "$tool $arguments" <input >out 2>&-
    status=$?
    check "a closed stderr is no crash" ended
    same out plain "$tool: and stdout is the same"
    if [ -n "$writes" ] && command -v store-verify >/dev/null; then
        store-verify >out 2>err
        status=$?
        check "and the store is whole after it" status_is 0
    fi
    fresh_store
    quiet=
    grep -q -e '--quiet' table && quiet=--quiet
    { { sleep 0.1; eval "$tool $quiet $arguments" <input 2>err; echo $? >ended; } | true; } 2>shell-says
    status=$(cat ended)
    : >out
    check "a reader that has gone is no error to tell of" both silent 'status_is 0 || status_is 141'

    # Input.

    [ -n "$reads" ] || continue
    run nothing
    check "empty input exits 0" status_is 0
    head -c -1 input >no-newline
    run no-newline
    same out plain "$tool: no final newline is no matter"
    check "and exits 0" status_is 0
    sed 's/$/\r/' input >crlf
    run crlf
    same out plain "$tool: CRLF line ends are taken"
    check "and exit 0" status_is 0
    { printf '\357\273\277'; cat input; } >bom
    run bom
    same out plain "$tool: a byte order mark is passed over"
    [ -n "$json" ] || continue
    { cat input; printf '\n\n'; } >blank
    run blank
    same out plain "$tool: empty lines are passed over"
    lines=$(wc -l <input)
    for bad in 'not UTF-8:{"sku":"\377"}' 'no JSON:sku,price' 'no object:["sku"]' 'cut short:{"sku":"A"' \
        'a key twice:{"sku":"A","sku":"B"}' 'two on a line:{"sku":"A"}{"sku":"B"}' 'a NUL:{"sku":"A\000B"}'; do
        { cat input; printf "${bad#*:}\n"; } >spoilt
        run spoilt
        check "a line that is ${bad%%:*} is refused by name" both 'status_is 1' "err_says '$tool: stdin:$((lines + 1)): '"
        if [ -n "$writes" ]; then
            same out plain "$tool: and the others are taken (${bad%%:*})"
        fi
    done
    if grep -q -e '--rejects' table; then
        { printf '{"sku":"\377"}\nno JSON\n'; cat input; } >spoilt
        run spoilt --rejects rejects
        is "$(grep -c '^{"type":"reject","tool":"'"$tool"'","file":"stdin","line":[12],"code":"[a-z0-9_]*",' rejects)" 2 \
            "$tool: --rejects has the refused lines"
        sed -n '2s/.*"input":"\([^"]*\)".*/\1/p' rejects >told
        echo 'no JSON' >wanted
        same told wanted "$tool: word for word"
    fi
    if grep -q -e '--atomic' table; then
        run spoilt --atomic
        check "--atomic prints nothing where one is refused" both 'status_is 1' '! [ -s out ]'
        diff -r "$scratch/example/journal" "$scratch/store/journal" >told 2>&1
        same told nothing "$tool: --atomic writes nothing where one is refused"
    fi
done

tool='all tools'
grep -v '^-' letters | cut -f 1,2 | sort -u | cut -f 1 | uniq -d >told
while read -r letter; do
    printf '%s\n' "-$letter:"
    grep "^$letter" letters | cut -f 2,3 | sort -u
done <told >explained
if [ -s explained ]; then
    fail "one letter means one name in every tool" "$(cat explained)"
else
    pass "one letter means one name in every tool"
fi
cut -f 1,2 letters | sort -u | cut -f 2 | sort | uniq -d >told
while read -r name; do
    awk -F '\t' -v name="$name" '$2 == name { print name ": " ($1 == "-" ? "no letter" : "-" $1) " in " $3 }' letters
done <told >explained
same explained nothing "one name has one letter in every tool, or none"
tap_end
