#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A store that somebody has altered: it is found, it is named, and nothing is written onto it. An index is only an index.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

command -v jq >/dev/null 2>&1 || skip_all "jq is not installed"
make_example_store || tap_end
: >nothing
journal=$scratch/store/journal/2026-11.jsonl
people=$scratch/store/people/2026-11.jsonl

byte_at() { # FILE OFFSET
    od -An -j "$2" -N 1 -t u1 "$1" | tr -d ' '
}
put_byte() { # FILE OFFSET VALUE
    # shellcheck disable=SC2059
    printf "\\$(printf %03o "$3")" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
flip() { # FILE OFFSET: another letter or digit where there was one
    put_byte "$1" "$2" $(($(byte_at "$1" "$2") ^ 1))
}
lines_end() { # FILE LINE: the offset behind it
    head -n "$2" "$1" | wc -c
}
found() { # what store-verify finds: status, code, file, line
    store-verify >problems 2>verified
    printf '%s %s\n' $? "$(head -n 1 problems | jq -r '[.code, .file // "", .line // 0] | join(" ")')"
}

# Whether a writer leaves things as they are: with the index, which knows the end, or having to fold it all again.
refuses() { # NAME: adds to `wrong` what is wrong
    before=$(cat "$scratch/store/journal"/* "$scratch/store/people"/* | sha256sum)
    stock-adjust --quiet CASS-16 +1 >out 2>err
    status=$?
    [ "$status $(wc -c <out)" = '3 0' ] || echo "$1: stock-adjust ends with $status" >>wrong
    grep -q 'store-verify tells more\|store-rebuild makes it count\|: No such file' err || echo "$1: does not say what to do: $(head -n 1 err)" >>wrong
    [ "$(cat "$scratch/store/journal"/* "$scratch/store/people"/* | sha256sum)" = "$before" ] || echo "$1: something was written" >>wrong
}

# 1. The chain, with coreutils.

fresh_store
lines=$(wc -l <"$journal")
: >wrong
prev=$(printf '%064d' 0)
n=0
while [ $n -lt "$lines" ]; do
    n=$((n + 1))
    [ "$(sed -n ${n}p "$journal" | jq -r .prev)" = "$prev" ] || echo "line $n" >>wrong
    prev=$(sed -n ${n}p "$journal" | sha256sum | cut -c 1-64)
done
same wrong nothing "each line's prev is the SHA-256 of the line before"
is "$(sed 's/.*"salt":"\([0-9a-f]*\)","value":\(.*\)}$/\1\2/' "$people" | while IFS= read -r salted; do
    printf %s "$salted" | sha256sum | cut -c 1-64
done | while read -r digest; do grep -c "\"digest\":\"$digest\"" "$journal"; done | tr '\n' ' ')" '1 1 1 1 ' "each person's digest is in the journal"

# 2. One byte, in every line.

: >wrong
: >continued
tried=0
n=0
while [ $n -lt "$lines" ]; do
    n=$((n + 1))
    start=$(lines_end "$scratch/example/journal/2026-11.jsonl" $((n - 1)))
    end=$(lines_end "$scratch/example/journal/2026-11.jsonl" $n)
    for at in $start $((start + 5)) $((start + 20)) $((start + (end - start) / 3)) $((start + (end - start) * 3 / 4)) $((end - 2)) $((end - 1)); do
        fresh_store
        flip "$journal" "$at"
        tried=$((tried + 1))
        came=$(found)
        case $came in
        "1 broken_chain journal/2026-11.jsonl $n" | "1 broken_chain journal/2026-11.jsonl $((n + 1))") ;;
        "1 torn_end journal/2026-11.jsonl $n") [ "$at" = $((end - 1)) ] && [ $n = "$lines" ] || echo "line $n, byte $at: $came" >>wrong ;;
        *) echo "line $n, byte $at: $came" >>wrong ;;
        esac
        refuses "line $n, byte $at, with an index"
        rm -rf "$scratch/store/index"
        refuses "line $n, byte $at"
    done
done
same wrong nothing "$tried bytes, each altered: store-verify names the line, and no writer goes on"

: >wrong
for n in 1 5 16 22; do # a byte that became NUL is no torn end
    for more in 0 3 100; do
        fresh_store
        put_byte "$journal" $(($(lines_end "$scratch/example/journal/2026-11.jsonl" $((n - 1))) + more)) 0
        case $(found) in
        "1 broken_chain journal/2026-11.jsonl $n" | "1 broken_chain journal/2026-11.jsonl $((n + 1))") ;;
        *) echo "line $n, byte $more: $(found)" >>wrong ;;
        esac
        rm -rf "$scratch/store/index"
        refuses "a NUL in line $n"
    done
done
same wrong nothing "a byte that became NUL is no torn end: nothing is cut off"

# 3. Lines lost, doubled, swapped, slipped in.

: >wrong
damage() { # NAME WANTED SED-SCRIPT...
    name=$1
    wanted=$2
    shift 2
    fresh_store
    sed -i "$@" "$journal"
    came=$(found)
    [ "$came" = "$wanted" ] || echo "$name: $came, wanted $wanted" >>wrong
    refuses "$name"
    rm -rf "$scratch/store/index"
    refuses "$name, without an index"
}
b='1 broken_chain journal/2026-11.jsonl'
damage "the first line is gone" "$b 1" 1d
damage "a line is gone" "$b 9" 9d
damage "two lines are gone" "$b 9" 9,10d
damage "a line is there twice" "$b 10" 9p
damage "the last line is there twice" "$b 24" '$p'
damage "two lines are swapped" "$b 9" '9{h;d};10G'
damage "an empty line" "$b 10" '9a\

'
damage "a line of something else" "$b 9" '9i\
{"seq":9}'
damage "something else at the end" "$b 24" '$a\
something else'
damage "a record is mended by hand" "$b 8" '7s/39.90/29.90/'
damage "a sequence number is another" "$b 9" '9s/"seq":9/"seq":8/'
damage "an instant is another" "$b 10" '9s/"at":"2026-11-02/"at":"2026-11-01/'
damage "a blank behind a line" "$b 9" '9s/$/ /'
damage "DOS line ends" "$b 1" 's/$/\r/'
same wrong nothing "lines lost, doubled, swapped, slipped in: named, and no writer goes on"

# Whoever makes a line fit its neighbours must make all that follow fit; the head, which is a copy of the last digest, tells.
fresh_store
sed -i 23d "$journal"
is "$(found)" '1 broken_chain journal/2026-11.jsonl 23' "the last line is gone: the head knows that there was one"
: >wrong
refuses "the last line is gone"
same wrong nothing "and no writer goes on"
order-list >out 2>err
status=$?
case $status in
0) same out nothing "a reader may say so" ;;
*) is "$status $(wc -c <out)" "3 0" "nor does a reader" ;;
esac
store-rebuild >told 2>&1
is "$?" 0 "until somebody says that the journal counts"
is "$(found)" '0 ' "and then it does"
stock-adjust --quiet CASS-16 +1 >told 2>&1
is "$?" 0 "and can be written"

# Months.
fresh_store
stock-adjust --quiet --now 2026-12-01T00:00:00Z CASS-16 +1 >told
stock-adjust --quiet --now 2027-01-01T00:00:00Z CASS-16 +1 >told
cp -R "$scratch/store" "$scratch/months"
: >wrong
for month in 2026-11 2026-12 2027-01; do
    rm -rf "$scratch/store"
    cp -R "$scratch/months" "$scratch/store"
    own_copy
    rm "$scratch/store/journal/$month.jsonl"
    came=$(found)
    case $came in
    '1 broken_chain journal/'*) ;;
    *) echo "$month is gone: $came" >>wrong ;;
    esac
    refuses "$month is gone"
    rm -rf "$scratch/store/index"
    refuses "$month is gone, and the index"
done
rm -rf "$scratch/store"
cp -R "$scratch/months" "$scratch/store"
printf '{"seq":24' >>"$scratch/store/journal/2026-11.jsonl" # a torn end is only ever at the end
case $(found) in
'1 broken_chain journal/2026-11.jsonl 24') ;;
*) echo "a torn end in the middle: $(found)" >>wrong ;;
esac
rm -rf "$scratch/store/index"
refuses "a torn end in the middle"
same wrong nothing "a month that is gone, or was cut, is named, and no writer goes on"

# 4. Persons.

: >wrong
persons() { # NAME WANTED SED-SCRIPT
    fresh_store
    sed -i "$3" "$people"
    came=$(found)
    # shellcheck disable=SC2254
    case $came in
    $2) ;;
    *) echo "$1: $came, wanted $2" >>wrong ;;
    esac
    # Whatever the tools do about it, they throw no person away.
    before=$(sha256sum <"$people")
    rm -rf "$scratch/store/index"
    store-rebuild >told 2>&1
    stock-adjust --quiet CASS-16 +1 >told 2>&1
    order-list --with person >told 2>&1
    [ "$(sha256sum <"$people")" = "$before" ] || echo "$1: people/ was changed" >>wrong
}
p='1 wrong_person people/2026-11.jsonl'
persons "a name is another" "$p 2" '2s/Firmin/Firmine/'
persons "a salt is another" "$p 2" '2s/"salt":"./"salt":"x/'
persons "a version is another" "1 wrong_person *" '2s/"version":1/"version":2/'
persons "an id is another" "1 wrong_person *" '2s/C-78/C-77/'
persons "a line that is none" "$p 2" '2s/"version"/"versiom"/'
persons "an empty line" "$p 2" '1a\

'
persons "a line is gone" "1 wrong_person *" 2d
persons "a line is there twice" "1 wrong_person *" 2p
persons "two lines are swapped" "1 wrong_person *" '2{h;d};3G'
persons "the last line is none" "$p 4" '4s/^./x/'
n=0
while [ $n -lt 4 ]; do
    n=$((n + 1))
    start=$(lines_end "$scratch/example/people/2026-11.jsonl" $((n - 1)))
    end=$(lines_end "$scratch/example/people/2026-11.jsonl" $n)
    for at in $start $((start + 10)) $((start + 60)) $((start + (end - start) / 2)) $((end - 3)); do
        fresh_store
        flip "$people" "$at"
        case $(found) in
        "1 wrong_person people/2026-11.jsonl $n") ;;
        "1 wrong_person journal/2026-11.jsonl"*) [ $at = $((start + 10)) ] || [ $at = $((start + 60)) ] || echo "person $n, byte $at: $(found)" >>wrong ;;
        # The instant of a person's line is for people: the journal has its own.
        '0 ') [ $at = $((start + 20)) ] || echo "person $n, byte $at is not missed" >>wrong ;;
        *) echo "person $n, byte $at: $(found)" >>wrong ;;
        esac
    done
done
same wrong nothing "persons altered, lost, doubled or swapped are named, and none is thrown away"
fresh_store
rm "$people"
case $(found) in
'1 wrong_person '*) pass "a people file that is gone is named" ;;
*) fail "a people file that is gone is named" "$(found)" ;;
esac

# 5. The index: deleted, cut short, filled with something else, or another store's.

fresh_store
stock-adjust --quiet LIVRE-01 =300 >told
awk 'BEGIN { for (i = 1; i <= 200; i++)
    printf("{\"reference\":\"I-%d\",\"customer\":{\"name\":\"N %d\"},\"lines\":[{\"sku\":\"LIVRE-01\",\"quantity\":1}]}\n", i, i) }' |
    order-new --quiet >told
order-list --uninvoiced | head -n 50 | invoice --quiet >told
cp -R "$scratch/store" "$scratch/larger"
answers() {
    order-list && order-list --since 2026-11-14 --until 2026-11-15 && order-list --customer C-77 && order-list --reference I-7 &&
        catalog-list --with stock && stock-list && invoice-list && kpi --day --by country,channel && kpi --by sku &&
        kpi --basis invoice --by category && order-list --with person 6
}
answers >wanted
: >wrong
size=$(wc -c <"$scratch/larger/index/data.mdb")
again() {
    rm -rf "$scratch/store"
    cp -R "$scratch/larger" "$scratch/store"
    own_copy
}
unharmed() { # NAME: the answers are the same, without a word, and a writer goes on
    answers >came 2>err || echo "$1: a reader ends with $?: $(head -n 1 err)" >>wrong
    cmp -s came wanted || echo "$1: other answers" >>wrong
    [ -s err ] && echo "$1: $(head -n 1 err)" >>wrong
    again
}
index=$scratch/store/index
spoil() { # NAME COMMAND...: first met by a reader, by a writer, by store-verify
    name=$1
    shift
    for first in 'order-list 6' 'stock-adjust --quiet CASS-16 =5' 'store-verify --quiet' 'stock-adjust --dry-run --quiet CASS-16 +1'; do
        again
        "$@"
        $first >out 2>err || echo "$name: $first ends with $?: $(head -n 1 err)" >>wrong
        [ -s err ] && echo "$name: $first: $(head -n 1 err)" >>wrong
        unharmed "$name, then $first"
    done
}
zero() {
    head -c "$size" /dev/zero >"$index/data.mdb"
}
garbage() {
    head -c "$size" /dev/urandom >"$index/data.mdb"
}
lock_garbage() {
    head -c 65664 /dev/urandom >"$index/lock.mdb"
}
spoil "deleted" rm -rf "$index"
spoil "an empty folder" rm "$index/data.mdb" "$index/lock.mdb"
spoil "without its lock" rm "$index/lock.mdb"
for length in 0 1 4095 4096 8191 8192 8193 12288 $((size / 2)) $((size - 4096)) $((size - 1)); do
    spoil "cut to $length bytes" truncate -s $length "$index/data.mdb"
done
spoil "all NUL" zero
spoil "filled with garbage" garbage
same wrong nothing "an index that was deleted, cut short or filled with something else is made anew"

: >wrong
for other in ahead behind small; do
    rm -rf "$scratch/other"
    COLPORTEUR_STORE=$scratch/other
    case $other in
    ahead) cp -R "$scratch/larger" "$scratch/other" && stock-adjust --quiet POEL-24 +1 >told ;;
    behind) "$srcdir/tests/example-store" "$scratch/other" >told 2>&1 && COLPORTEUR_NOW=2026-11-20T00:00:00Z stock-adjust --quiet POEL-24 +1 >told ;;
    small) store-init --quiet --set company.name=X --set company.country=BE --set shop.currency=EUR >told ;;
    esac
    COLPORTEUR_STORE=$scratch/store
    again
    rm -rf "$index"
    cp -R "$scratch/other/index" "$index"
    unharmed "another store's index ($other)"
done
same wrong nothing "another store's index is thrown away"

# After another start of the machine the index may not have reached the disk whole: it is made anew, but what it knows
# to have been acknowledged must be in the journal.
cat /proc/sys/kernel/random/uuid >boot 2>told
cat >after-a-start <<'END'
mount --bind "$1" /proc/sys/kernel/random/boot_id || exit 99
shift
exec "$@"
END
restarted() {
    unshare -m sh after-a-start boot "$@"
}
if [ "$(id -u)" != 0 ] || ! restarted true 2>told; then
    skip "another start of the machine" "it takes root and unshare"
else
    again
    restarted order-list >came 2>err
    is "$? $(wc -c <err)" "0 0" "after another start of the machine the index is made anew"
    order-list | cmp - came >told 2>&1
    is "$?" 0 "and gives the same answers"
    again
    rm -rf "$index"
    cp -R "$scratch/other/index" "$index"
    restarted order-list >came 2>err
    order-list | cmp - came >told 2>&1
    is "$? $(wc -c <err)" "0 0" "whatever was in it"
    : >wrong
    for damage in 1 2; do
        again
        journal=$scratch/store/journal/2026-11.jsonl
        [ $damage = 1 ] && sed -i '$d' "$journal"
        [ $damage = 2 ] && truncate -s -10 "$journal"
        cp "$journal" kept
        for call in 'stock-adjust --quiet CASS-16 +1' 'order-list --limit 1'; do
            restarted $call >out 2>err
            [ "$? $(wc -c <out)" = '3 0' ] || echo "$damage: $call: $(head -n 1 err)" >>wrong
            cmp -s "$journal" kept || echo "$damage: $call: the journal was changed" >>wrong
        done
    done
    same wrong nothing "but what was acknowledged must be there"
fi

# Made anew, the index gives the same answers.
again
store-rebuild >told 2>err
is "$?" 0 "store-rebuild"
answers >came
same came wanted "gives the same answers"
cp "$index/data.mdb" first-index
store-rebuild --quiet >told 2>err
answers >came
same came wanted "and again"
store-verify >told 2>&1
is $? 0 "and store-verify agrees"

# 6. Any past day, from the journal alone.

fresh_store
seq=16
store-log --until $seq >past
mkdir "$scratch/past-store" "$scratch/past-store/journal" "$scratch/past-store/people"
cp "$scratch/store/format" "$scratch/past-store/format"
cp past "$scratch/past-store/journal/2026-11.jsonl"
cp "$people" "$scratch/past-store/people/2026-11.jsonl"
COLPORTEUR_STORE=$scratch/past-store
is "$(order-list | jq -r .id | tr '\n' ' ')" '1 ' "a store of the journal's first lines is the store of that day"
is "$(stock-list POEL-24 | jq -c '[.location, .on_hand, .reserved]' | tr '\n' ' ')" '["atelier",4,0] ["main",12,2] ' "stock as it was"
is "$(invoice-list | wc -l)" 0 "before the first invoice"
tap_end
