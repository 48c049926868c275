#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a careless user, or a careless program, feeds to the tools: each line is refused by name, the others are taken,
# and nothing is lost. What a field may hold is in tests/cases; here are bytes, sizes and surroundings.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

command -v jq >/dev/null 2>&1 || skip_all "jq is not installed"
make_example_store || tap_end
: >nothing
: >rejects

# The tools that take records, with what they are called by; good_lines has two lines for each.
tools='catalog-import stock-adjust order-new order-import order-ship invoice feed-export'

arguments_of() {
    case $1 in
    order-import) echo "--map $srcdir/tests/samples/order-import.map" ;;
    feed-export) echo google ;;
    esac
}

good_lines() {
    case $1 in
    catalog-import) printf '%s\n' '{"sku":"N-1","name":"Un","price":"1.00"}' '{"sku":"N-2","name":"Deux","price":"2.00"}' ;;
    stock-adjust) printf '%s\n' '{"sku":"CASS-16","add":1}' '{"sku":"COUT-20","set":9}' ;;
    order-new | order-import) printf '%s\n' '{"reference":"G-1","lines":[{"sku":"CASS-16","quantity":1}]}' \
        '{"reference":"G-2","lines":[{"sku":"LIVRE-01","quantity":1}]}' ;;
    order-ship) printf '%s\n' '{"id":"2"}' '{"id":"4"}' ;;
    invoice) printf '%s\n' '{"id":"2"}' '{"id":"4"}' ;;
    feed-export) for sku in A B; do
        printf '{"sku":"%s","name":"Louche","description":"Inox","price":"9.50","available":1,' $sku
        printf '"link":"https://ourthe.example/%s","image":"https://ourthe.example/%s.jpg"}\n' $sku $sku
    done ;;
    esac
}

# run TOOL INPUT [ARGUMENT...] on a fresh store: `status`, out, err, rejects.
run() {
    tool=$1
    input=$2
    shift 2
    fresh_store
    # shellcheck disable=SC2046
    "$tool" $(arguments_of "$tool") --rejects rejects "$@" <"$input" >out 2>err
    status=$?
}

# counts WORD: the number before it on the last line of err.
counts() {
    tail -n 1 err | sed -n "s/.*[ :]\([0-9][0-9]*\) $1.*/\1/p"
}

same_store() { # NAME: journal and people are byte by byte those of the example
    for folder in journal people; do diff -r "$scratch/example/$folder" "$scratch/store/$folder"; done >told 2>&1
    same told nothing "$1"
}

# 1. Lines that are no records, whatever the tool: the code, what is wrong, and the line as printf writes it.

i=0
nest=
while [ $i -lt 40 ]; do
    nest="${nest}["
    i=$((i + 1))
done
cat >kinds <<END
not_json|cut short|{"sku":"A"
not_json|nothing but a word|sku,price
not_an_object|a list|["sku"]
not_an_object|a string|"sku"
not_an_object|a number|17
not_an_object|a null|null
duplicate_key|a key twice|{"sku":"A","sku":"B"}
duplicate_key|a key twice, further in|{"lines":[{"sku":"A","sku":"A"}]}
duplicate_key|a key twice, written differently|{"sku":"A","s\\\\u006bu":"B"}
not_json|two on a line|{"sku":"A"}{"sku":"B"}
not_json|something behind it|{"sku":"A"} x
not_json|a comma too many|{"sku":"A",}
not_json|single quotes|{'sku':'A'}
not_json|a comment|{"sku":"A"/**/}
not_json|no quotes|{sku:"A"}
nul_byte|a NUL|{"sku":"A\\000B"}
nul_byte|a NUL in a key|{"s\\000ku":"A"}
nul_byte|nothing but NULs|\\000\\000\\000
not_json|an escaped NUL|{"sku":"A\\\\u0000B"}
not_json|an escaped NUL in a key|{"s\\\\u0000":"A"}
invalid_utf8|a byte that is no UTF-8|{"sku":"A\\377"}
invalid_utf8|Windows-1252|{"sku":"Po\\352le"}
invalid_utf8|an overlong slash|{"sku":"A\\300\\257"}
invalid_utf8|an overlong NUL|{"sku":"A\\300\\200"}
invalid_utf8|an overlong slash of three bytes|{"sku":"A\\340\\200\\257"}
invalid_utf8|a surrogate in UTF-8|{"sku":"A\\355\\240\\200"}
invalid_utf8|beyond Unicode|{"sku":"A\\364\\220\\200\\200"}
invalid_utf8|a character cut in two|{"sku":"A\\303"}
not_json|a lone surrogate|{"sku":"A\\\\ud800"}
not_json|a low surrogate alone|{"sku":"A\\\\udc00"}
not_json|a surrogate before a letter|{"sku":"A\\\\ud800\\\\u0041"}
not_json|an escape that is none|{"sku":"A\\\\x41"}
not_json|a bare tab|{"sku":"A\\tB"}
not_json|a bare escape character|{"sku":"A\\033[31m"}
not_json|a byte order mark in the middle|\\357\\273\\277{"sku":"A"}
nested_too_deep|forty lists in each other|$nest
not_json|an integer beyond 64 bits|{"quantity":99999999999999999999}
not_json|an integer below 64 bits|{"quantity":-9223372036854775809}
not_json|a number beyond all|{"price":1e999}
not_json|a zero in front|{"quantity":01}
not_json|a plus|{"quantity":+1}
not_json|a point at the end|{"price":1.}
not_json|hexadecimal|{"quantity":0x10}
not_json|not a number|{"price":NaN}
END
sed 's/|.*//' kinds >codes
# shellcheck disable=SC2059
sed 's/^[^|]*|[^|]*|//' kinds | while IFS= read -r line; do printf "$line\n"; done >bad
bad=$(wc -l <bad)
is "$bad" "$(wc -l <kinds)" "every bad line is one"
i=0
while [ $i -lt "$bad" ]; do
    i=$((i + 1))
    sed -n "${i}p" bad | head -c -1 | base64 -w 0
    echo
done >bad.base64

for tool in $tools; do
    good_lines $tool >good
    run $tool good
    cp out good-out
    is "$status" 0 "$tool: two good records alone are taken"
    { head -n 1 good; cat bad; tail -n 1 good; } >mixed
    run $tool mixed
    is "$status" 1 "$tool: bad lines between them give 1"
    same out good-out "$tool: and the two come out as if they were alone"
    sed -n "s/^$tool: stdin:\([0-9]*\): .*/\1/p" err >lines
    seq 2 $((bad + 1)) >wanted
    same lines wanted "$tool: every bad line is named by its number"
    jq -r .line rejects >lines 2>told
    same lines wanted "$tool: and is in the rejects"
    jq -r .code rejects >came 2>told
    same came codes "$tool: each for what it is"
    jq -r '.input_base64 // (.input | @base64)' rejects >came 2>told
    same came bad.base64 "$tool: as it was, byte by byte"
    is "$(counts read) $(counts written) $(counts unchanged) $(counts rejected)" "$((bad + 2)) 2 0 $bad" "$tool: the counts balance"
    is "$(LC_ALL=C tr -d '\n -~\200-\377' <err | wc -c)" 0 "$tool: no message holds a control character"
    iconv -f UTF-8 -t UTF-8 err >/dev/null 2>told
    same told nothing "$tool: and all are UTF-8"
done

# 2. Lines of no end.

{
    printf '{"sku":"'
    head -c 10000000 /dev/zero | tr '\0' a
    printf '"}\n'
} >ten
{
    printf '{"sku":"'
    head -c 20000000 /dev/zero | tr '\0' a
    printf '"}\n'
} >twenty
{
    printf '{"sku":"'
    head -c 1000000 /dev/zero | tr '\0' a
    printf '"}\n'
} >one
for tool in $tools; do
    good_lines $tool >good
    run $tool good
    cp out good-out
    { head -n 1 good; cat ten twenty one; tail -n 1 good; } >mixed
    run $tool mixed
    is "$status $(counts read) $(counts written) $(counts rejected)" "1 5 2 3" "$tool: lines of 10, 20 and 1 MB are refused"
    same out good-out "$tool: and the others taken"
    is "$(sed -n "s/^$tool: stdin:\([0-9]*\): .*/\1/p" err | tr '\n' ' ')" '2 3 4 ' "$tool: by their numbers"
    if [ "$(wc -c <err)" -lt 2000 ]; then pass "$tool: in few words"; else fail "$tool: in few words" "$(head -c 3000 err)"; fi
    sed -n 1p rejects | sed 's/.*"input":"//; s/"}$//; s/\\"/"/g' >came
    same came ten "$tool: 10 MB are kept as they were"
    is "$(sed -n 2p rejects | jq -r .code)" record_too_long "$tool: 20 MB are named for what they are"
done
rm -f ten twenty one mixed

# The same in a table: what a row holds costs that row.
{
    printf 'sku,name,price\n'
    printf 'T-1,Po\303\252le %s,1.00\nT-2,Th\303\251i\303\250re,1.00\n' éééééééééééé # enough of UTF-8 for it to be taken for that
    printf 'T-3,a\000b,1.00\n'
    printf 'T-4,a\377b,1.00\n'
    printf 'T-5,a\300\257b,1.00\n'
    printf 'T-6,a\355\240\200b,1.00\n'
    printf 'T-7,"'
    head -c 5000000 /dev/zero | tr '\0' x
    printf '",1.00\n'
    printf 'T-8,'
    head -c 20000000 /dev/zero | tr '\0' x
    printf ',1.00\n'
    printf 'T-9,%s,1.00\n' "$(head -c 1000 /dev/zero | tr '\0' ,)"
    printf 'T-10,a\033[31mb,1.00\n'
    printf 'T-11,Po\303\252le,1.00\n'
    printf 'T-12,"Po\303\252le,1.00\n'
    printf 'T-13,Po\303\252le,1.00\n'
} >table
run catalog-import table
is "$(jq -r .sku out | tr '\n' ' ')" 'T-1 T-2 T-11 T-13 ' "a table: good rows among bad ones are taken"
is "$status $(counts read) $(counts written) $(counts rejected)" '1 13 4 9' "a table: the counts balance"
is "$(jq -r '[.line, .code] | join(" ")' rejects | tr '\n' ' ')" \
    '4 nul_byte 5 invalid_utf8 6 invalid_utf8 7 invalid_utf8 8 row_too_long 9 row_too_long 10 too_many_cells 11 control_character 13 unclosed_quote ' \
    "a table: bad rows are named by line and kind"
jq -r 'select(.line >= 4 and .line <= 7 or .line == 13) | .input_base64 // (.input | @base64)' rejects >came
for line in 4 5 6 7 13; do sed -n ${line}p table | head -c -1 | base64 -w 0; echo; done >wanted
same came wanted "a table: and kept as they were, byte by byte"
if [ "$(wc -c <err)" -lt 3000 ]; then pass "a table: in few words"; else fail "a table: in few words" "$(head -c 3000 err)"; fi
rm -f table

# 3. Nothing, and next to nothing.

printf '\n\n  \n\t\r\n\n' >blank
for tool in $tools; do
    for input in nothing blank; do
        run $tool $input
        is "$status $(counts read) $(counts rejected)" "0 0 0" "$tool: $input is no error"
        same_store "$tool: $input writes nothing"
    done
    good_lines $tool >good
    run $tool good
    cp out good-out
    { printf '\357\273\277'; sed 's/$/\r/' good; printf '\r\n'; } >dos
    run $tool dos
    same out good-out "$tool: a byte order mark and CRLF are taken"
    is "$(counts read)" 2 "$tool: and counted as two"
done

# 4. A refused record is kept as it was written, and mending it is a filter.

cat >orders <<'END'
{"reference":"R-1", "lines":[{"sku":"CASS-61","quantity":1,"price":"19.90"}],"note":"é \u00e9 \"\\/ \ud83d\ude00"}
  {"lines":[{"quantity":2,"sku":"CASS-61"}],"reference":"R-2"}
{"reference":"R-3","lines":[{"sku":"CASS-61","quantity":1,"price":0.10}]}
{"reference":"R-4","lines":[{"sku":"CASS-16","quantity":1}]}
END
run order-new orders
sed -n 's/.*"record":\(.*\)}$/\1/p' rejects >came
sed -n '1,3s/^ *//p' orders >wanted
same came wanted "what was refused is kept as it was written, numbers and all"
jq -c .record rejects | sed 's/CASS-61/CASS-16/; s/0\.10*/"0.10"/' | order-new >out 2>err
is "$(jq -r .reference out | tr '\n' ' ')" 'R-1 R-2 R-3 ' "mended, they are taken"
{ cat orders | sed 's/CASS-61/CASS-16/; s/0\.10*/"0.10"/'; } | order-new >out 2>err
is "$(counts read) $(counts written) $(counts unchanged) $(counts rejected)" "4 0 4 0" "and all of them again are unchanged"
order-ship --rejects rejects 99 2 >out 2>err
is "$(jq -c '[.code, .input]' rejects)" '["unknown_order","99"]' "an operand that is refused is kept too"
fresh_store
order-new --rejects /dev/full <orders >out 2>err
is "$?" 3 "rejects into a full disk are a failure"

cp orders both
for input in '<both' both; do
    eval "order-new --rejects both $input" >out 2>err
    is "$? $(grep -c 'both is what is read' err)" "2 1" "--rejects into the file that is read ($input) is a mistake"
    same both orders "and the file stays as it was"
done

# Names and operands from elsewhere reach a terminal as text.
fresh_store
for call in 'order-list' 'catalog-list' 'stock-list' 'invoice-list' 'order-ship' 'invoice' 'order-new'; do
    $call "$(printf 'x\033[31m\ny\007\377')" >out 2>err
    status=$?
    is "$(LC_ALL=C tr -d '\n -~\200-\377' <err | wc -c)" 0 "$call: an operand with control characters is told without them"
    case $status in 1 | 2 | 3) pass "$call: and refused" ;; *) fail "$call: and refused" "exit code $status" ;; esac
done

# 5. All or nothing.

for tool in $tools; do
    [ $tool = feed-export ] && continue
    good_lines $tool >good
    { cat good; echo 'no JSON'; } >mixed
    run $tool mixed --atomic
    is "$status" 1 "$tool --atomic: one that is refused refuses all"
    is "$(wc -c <out)" 0 "$tool --atomic: nothing comes out"
    same_store "$tool --atomic: nothing is written"
    is "$(jq -r .input rejects)" 'no JSON' "$tool --atomic: the bad one is in the rejects"
    is "$(($(counts written) + $(counts unchanged) + $(counts rejected) + $(counts 'held back')))" "$(counts read)" "$tool --atomic: the counts balance"
    run $tool mixed --atomic --dry-run
    is "$status $(wc -c <out)" "1 0" "$tool --atomic --dry-run: nothing would come out"
    run $tool good
    cp out good-out
    run $tool good --atomic
    is "$status" 0 "$tool --atomic: good ones are taken"
    same out good-out "$tool --atomic: as they are without"
    is "$(store-log --since 24 | wc -l)" 1 "$tool --atomic: in one transaction"
    store-verify >told 2>&1
    is $? 0 "$tool --atomic: the store is in order"
done

# 6. What would be written is what is written.

files() { # sums of all that may not change
    (cd "$COLPORTEUR_STORE" && find . -type f ! -name lock.mdb ! -name mark -exec sha256sum {} + | sort -k 2)
}

for tool in $tools; do
    [ $tool = feed-export ] && continue
    good_lines $tool >good
    { head -n 1 good; sed -n 1,8p bad; cat good; } >mixed # a bad one in the middle, and one twice
    run $tool mixed
    cp out real
    # The second of the two is unchanged, and a real run prints it again (an adjustment is made again).
    [ $tool = stock-adjust ] || { head -n 1 out; tail -n 1 out; } >real
    run $tool mixed --dry-run
    is "$status" 1 "$tool --dry-run: bad lines give 1"
    same out real "$tool --dry-run: prints what is then written"
    fresh_store
    files >before
    # shellcheck disable=SC2046
    "$tool" $(arguments_of "$tool") --dry-run <good >out 2>err
    files >after
    same after before "$tool --dry-run: journal, people and index stay byte by byte"
    [ $tool = order-new ] || continue
    # A dry run sees the records before it: what is asked for twice is there once.
    for _ in 1 2 3; do echo '{"reference":"D-'$_'","lines":[{"sku":"CASS-16","quantity":2}]}'; done >orders
    run order-new orders --dry-run
    is "$(jq -r .reference out | tr '\n' ' ')" 'D-1 D-2 ' "$tool --dry-run: counts what it would have sold"
done

# 7. Orders of many lines.

many_lines() { # NUMBER
    awk -v n="$1" 'BEGIN {
        printf "{\"reference\":\"L-%d\",\"lines\":[", n
        for (i = 1; i <= n; i++)
            printf("%s{\"sku\":\"BULK\",\"quantity\":1,\"price\":\"0.0%d\",\"vat_rate\":\"%d\"}", i > 1 ? "," : "", i % 10, i % 3 * 7)
        print "]}"
    }'
}
{ many_lines 20001; many_lines 20000; many_lines 1; } >orders
fresh_store
store-init --quiet --set tax.rules=products >told
echo '{"sku":"BULK","name":"Vrac","price":"1.00"}' | catalog-import --quiet >told
stock-adjust --quiet BULK =30000 >told
order-new --rejects rejects <orders >out 2>err
is "$?" 1 "an order of 20001 lines is refused"
is "$(jq -r '[.code, .field, (.record.lines | length)] | join(" ")' rejects)" 'too_many_lines lines 20001' "by name, and kept"
is "$(jq -r '[.reference, .units] | join(" ")' out | tr '\n' ' ')" 'L-20000 20000 L-1 1 ' "one of 20000 is taken, and the next"
order-ship --quiet 6 | invoice --quiet | jq -r '[.id, .units] | join(" ")' >came
is "$(cat came)" '2026-000002 20000' "shipped and invoiced"
store-verify >told 2>&1
is $? 0 "and the store is in order"

# 8. A sum that no number can hold is no reason for a store to stop.

fresh_store
stock-adjust --quiet LIVRE-01 =1000000000000 >told
awk 'BEGIN { for (i = 1; i <= 1200; i++)
    printf "{\"reference\":\"S-%d\",\"lines\":[{\"sku\":\"LIVRE-01\",\"quantity\":10000,\"price\":\"9000000000\"}]}\n", i }' >orders
order-new <orders >out 2>err
status=$?
case $status in
0 | 1) pass "orders that sum up beyond all figures end as orders do" ;;
*) fail "orders that sum up beyond all figures end as orders do" "exit code $status" "$(tail -n 3 err)" ;;
esac
stock-adjust --quiet CASS-16 +1 >out 2>err
is $? 0 "and the store can still be written"
order-list --limit 1 >out 2>err
is $? 0 "and read"
store-verify >out 2>err
is $? 0 "and verified"
rm -rf "$COLPORTEUR_STORE/index"
order-list --limit 1 >out 2>err
is $? 0 "and folded again"

# 9. Surroundings: no store, another version, not ours to write, not ours to read.

cp "$srcdir/tests/samples/order-import.map" shop.map
every_tool() { # calls check_call with each tool that opens a store, and arguments with which it would work
    for call in 'order-list 1' 'catalog-list' 'stock-list' 'invoice-list' 'kpi' 'store-log' 'store-verify' 'store-rebuild' \
        'stock-adjust CASS-16 +1' 'stock-adjust --dry-run CASS-16 +1' 'order-ship 2' 'invoice 2' 'order-new' 'catalog-import' \
        'order-import --map shop.map' 'store-init --set company.city=Liège'; do
        # shellcheck disable=SC2086
        check_call $call
    done
}

fresh_store
echo 'colporteur-store 3' >"$COLPORTEUR_STORE/format"
check_call() {
    "$@" <nothing >out 2>err
    is "$? $(wc -c <out)" "3 0" "$*: a store of another version is left alone"
    grep -q 'format 3' err
    is $? 0 "$*: and it says which"
}
every_tool
same_store "a store of another version is not touched"
echo 'something else' >"$COLPORTEUR_STORE/format"
check_call() {
    "$@" <nothing >out 2>err
    is "$? $(grep -c "$COLPORTEUR_STORE/format" err)" "3 1" "$*: a format that is none is named"
}
every_tool
rm "$COLPORTEUR_STORE/format"
check_call() {
    [ "$1" = store-init ] && return
    "$@" <nothing >out 2>err
    is "$? $(grep -c 'is no store' err)" "2 1" "$*: a folder that is no store is named"
}
every_tool

fresh_store
unset TMPDIR
TMPDIR=$scratch/no-such-folder stock-adjust --dry-run CASS-16 +1 >out 2>err
is "$? $(wc -c <out) $(grep -c no-such-folder err)" "3 0 1" "--dry-run without a temporary folder says so"
same_store "and writes nothing"
COLPORTEUR_STORE=$COLPORTEUR_STORE/format order-list >out 2>err
is $? 2 "a file is no store"

# Records that cannot be printed are written all the same, and come out when asked for again.
fresh_store
good_lines order-new >good
order-new <good >/dev/full 2>err
is $? 3 "output into a full disk is a failure"
order-new --quiet <good | jq -r .reference >came
printf 'G-1\nG-2\n' >wanted
same came wanted "and the same again brings the records"
is "$(order-list | jq -r .reference | grep -c '^G-')" 2 "which were taken once"
fresh_store
order-new <good >&- 2>err
is $? 3 "a closed stdout is a failure"
order-new <&- >out 2>err
is "$? $(wc -c <out)" "3 0" "a closed stdin is one too"
mkdir folder
order-new folder >out 2>err
is "$? $(grep -c folder err)" "3 1" "a folder is no input"
order-new no-such-file >out 2>err
is "$? $(grep -c no-such-file err)" "3 1" "a file that is not there is named"

# A limit to the size of files is a full disk.
fresh_store
awk 'BEGIN { for (i = 1; i <= 3000; i++) printf "{\"reference\":\"U-%d\",\"customer\":{\"name\":\"N %d\"},\"lines\":[{\"sku\":\"TAS\",\"quantity\":1}]}\n", i, i }' >orders
echo '{"sku":"TAS","name":"Tasse","price":"4.00","backorder":true}' | catalog-import --quiet >told
cp -R "$COLPORTEUR_STORE" with-cups
for kilobytes in 20 100 400; do
    rm -rf "$COLPORTEUR_STORE"
    cp -R with-cups "$COLPORTEUR_STORE"
    mkfifo pipe
    cat pipe >out &
    (ulimit -f $((kilobytes * 2)) && exec order-new --batch 50 <orders >pipe 2>err.$kilobytes)
    status=$?
    wait
    rm pipe
    is "$status" 3 "files of at most $kilobytes KB: exit 3"
    store-verify >told 2>&1
    is "$?" 0 "files of at most $kilobytes KB: the store is in order"
    stock-adjust --quiet CASS-16 +1 >told 2>&1
    is "$?" 0 "files of at most $kilobytes KB: and can be written without the limit"
    jq -r .reference out | sort >printed
    order-list | jq -r .reference | sort >taken
    comm -23 printed taken >lost
    same lost nothing "files of at most $kilobytes KB: what was printed is there"
    order-new --quiet <orders >out 2>err
    is "$? $(order-list --channel web | jq -r .reference | grep -c ^U-)" "0 3000" "files of at most $kilobytes KB: the rest follows"
done

# What only root can try.
as_nobody() {
    setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"
}
if [ "$(id -u)" != 0 ] || ! as_nobody true 2>told || ! as_nobody test -x "$COLPORTEUR_BUILD/cmd/order-list" ||
    ! as_nobody test -r "$srcdir/tests/tap.sh"; then
    skip "another user's store" "it takes root, setpriv and a build that others may read"
else
    fresh_store
    folder=$scratch
    while [ "$folder" != / ]; do # others may pass through
        as_nobody test -x "$folder" || chmod a+x "$folder"
        folder=$(dirname "$folder")
    done
    mkdir -m 1777 others-tmp
    TMPDIR=$scratch/others-tmp
    export TMPDIR
    chmod -R go-rwx "$COLPORTEUR_STORE"
    check_call() {
        as_nobody "$@" <nothing >out 2>err
        is "$? $(wc -c <out)" "3 0" "$*: another user's store is closed"
        if [ -s err ]; then pass "$*: and it says so"; else fail "$*: and it says so"; fi
    }
    every_tool
    order-list --with person 1 >as-owner
    chmod -R a+rX "$COLPORTEUR_STORE"
    as_nobody order-list --with person 1 >out 2>err
    same out as-owner "a store that others may read is read"
    setpriv --reuid=65534 --regid=65534 --clear-groups -- store-log --since 23 --follow >followed 2>told &
    follower=$!
    tries=0
    while ! [ -s followed ] && [ $tries -lt 50 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    stock-adjust --quiet CASS-16 +1 >told
    while [ "$(wc -l <followed)" -lt 2 ] && [ $tries -lt 50 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    kill $follower
    wait $follower 2>told
    is "$(jq -r .seq followed | tr '\n' ' ')" '23 24 ' "and followed, by who may not write it"
    rm -rf others-tmp/*
    chmod -R go-rwx "$COLPORTEUR_STORE/people"
    order-list 1 >as-owner
    as_nobody order-list --with person 1 >out 2>err
    status=$?
    same out as-owner "without its people, persons come out empty"
    is "$status" 0 "and that is no error"
    as_nobody store-verify >out 2>err
    is "$? $(wc -c <out)" "0 0" "such a store can be verified"
    as_nobody kpi >out 2>err
    is "$?" 0 "and counted"
    rm -rf "$COLPORTEUR_STORE/index"
    as_nobody order-list 1 >out 2>err
    same out as-owner "even without its index"
    is "$(ls others-tmp)" '' "which leaves nothing in TMPDIR"
    as_nobody stock-adjust CASS-16 +1 >out 2>err
    is "$? $(wc -c <out)" "3 0" "but not written"
    chmod -R a+rwX "$COLPORTEUR_STORE"
    chmod -R go-rwx "$COLPORTEUR_STORE/people"
    cat "$COLPORTEUR_STORE"/journal/* "$COLPORTEUR_STORE"/people/* >before
    as_nobody order-new <good >out 2>err
    is "$? $(wc -c <out) $(grep -c people err)" "3 0 1" "who may not write people/ writes no order, and is told"
    cat "$COLPORTEUR_STORE"/journal/* "$COLPORTEUR_STORE"/people/* >after
    same after before "and neither journal nor people changed"
    TMPDIR=$scratch
fi

if [ "$(id -u)" != 0 ] || ! mkdir mnt || ! mount -t tmpfs -o size=1m tmpfs mnt 2>told; then
    skip "a full disk, and one that is read-only" "it takes root and tmpfs"
else
    trap 'umount "$scratch/mnt" 2>/dev/null; chmod -R u+rwX "$scratch"; rm -rf "$scratch"' EXIT
    fresh_store
    cp -R with-cups mnt/store
    COLPORTEUR_STORE=$scratch/mnt/store
    order-new --batch 50 <orders >out 2>err
    is "$? $(grep -c 'No space left' err)" "3 1" "a full disk: exit 3, and it says so"
    jq -r .reference out | sort >printed
    if [ -s printed ]; then pass "a full disk: what fitted was printed"; else fail "a full disk: what fitted was printed"; fi
    store-verify >told 2>&1
    is "$?" 0 "a full disk: the store is in order"
    order-list | jq -r .reference | sort >taken
    comm -23 printed taken >lost
    same lost nothing "a full disk: what was printed is there"
    head -c 1000000 /dev/zero >mnt/filler 2>told
    for call in 'order-list 1' 'kpi' 'store-verify' 'store-log' 'stock-adjust --dry-run CASS-16 +1'; do
        $call >out 2>err </dev/null
        is "$? $(head -c 1 out | wc -c)" "0 $([ "$call" = store-verify ] && echo 0 || echo 1)" "$call: a full disk is no matter to who reads"
    done
    # The last block of a file may have room for a few more bytes.
    calls=0
    before=$(stock-list --location main CASS-16 | jq .on_hand)
    while [ $calls -lt 60 ] && stock-adjust --quiet CASS-16 +1 >out 2>err; do
        calls=$((calls + 1))
    done
    stock-adjust CASS-16 +1 >out 2>err
    is "$? $(wc -c <out)" "3 0" "stock-adjust: on a full disk nothing is promised"
    is "$(($(stock-list --location main CASS-16 | jq .on_hand) - before))" $calls "stock-adjust: and what was promised is there"
    rm -rf mnt/store/index
    head -c 1000000 /dev/zero >mnt/filler2 2>told
    order-list 1 >out 2>err
    is "$? $(jq -r .id out)" "0 1" "order-list: without index on a full disk, too"
    for call in 'stock-adjust CASS-16 +1' store-rebuild; do
        $call >out 2>err
        is "$? $(wc -c <out)" "3 0" "$call: without index on a full disk is no crash"
    done
    rm mnt/filler mnt/filler2
    store-verify >told 2>&1
    is "$?" 0 "with room again: the store is in order"
    stock-adjust --quiet CASS-16 +1 >out 2>err
    is "$?" 0 "with room again: it can be written"

    rm -rf mnt/store
    cp -R "$scratch/example" mnt/store
    order-list >wanted
    kpi >wanted-figures
    mount -o remount,ro mnt
    for with in 'its index' 'no index' 'an index that lags'; do
        order-list >out 2>err
        is $? 0 "a read-only store with $with is read"
        same out wanted "a read-only store with $with gives the same orders"
        kpi >out 2>err
        same out wanted-figures "a read-only store with $with gives the same figures"
        store-verify >out 2>err
        is "$? $(wc -c <out)" "0 0" "a read-only store with $with is in order"
        check_call() {
            case $1 in
            order-new | catalog-import | order-import) return ;; # they have read nothing yet
            *-list | kpi | store-log | store-verify) return ;;
            esac
            "$@" <nothing >out 2>err
            is "$? $(wc -c <out)" "3 0" "$*: a read-only store with $with is not written"
            grep -q 'Read-only' err
            is $? 0 "$*: and it says why"
        }
        [ "$with" = 'its index' ] && every_tool
        mount -o remount,rw mnt
        rm -rf mnt/store/index
        if [ "$with" = 'no index' ]; then
            order-list --limit 1 >told 2>&1
            cp -R mnt/store/index kept-index
            stock-adjust --quiet POEL-24 +1 >told
            rm -rf mnt/store/index
            cp -R kept-index mnt/store/index
        fi
        mount -o remount,ro mnt
    done
    umount mnt
fi
tap_end
