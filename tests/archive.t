#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Archives of closed months: every tool reads them as it read the plain months, no byte of them changes unnoticed, and a
# store-archive that is stopped anywhere leaves a store that is whole. TORTURE=1: every byte, and more rounds.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

for program in jq zstd python3; do
    command -v $program >/dev/null 2>&1 || skip_all "$program is not installed"
done
make_example_store || tap_end
: >nothing

# The example store, three months on. The first two months are closed, and hold all there is but some movements.
fresh_store
for month in 2026-12 2027-01 2027-02; do
    stock-adjust --quiet --now $month-03T10:00:00Z CASS-16 +1 POEL-24 +2 >told 2>&1 || fail "a month is made" "$(cat told)"
done
store-close --quiet --now 2027-02-03T10:00:00Z --until 2026-12-31 >told 2>&1 || fail "the months are closed" "$(cat told)"
store-verify --quiet >told 2>&1 || fail "the store to start from is in order" "$(cat told)"
cp -R "$scratch/store" "$scratch/months"
rm -rf "$scratch/months/index"
set_store() { # DIR: works on a copy
    rm -rf "$scratch/store"
    cp -R "$1" "$scratch/store"
}
plain_sum() { # MONTH of the store to start from
    sha256sum <"$scratch/months/journal/$1.jsonl"
}
all_that_tools_print() {
    for command in 'order-list' 'order-list --with person' 'order-list --sku POEL-24' 'order-list 3' 'invoice-list --with person' \
        'catalog-list --with stock' 'stock-list' 'kpi --day --by channel,country' 'kpi --total --basis invoice' 'store-log' \
        'store-rebuild --quiet --until 20 past' 'order-list -s past' 'store-log --since 5 --until 2026-12-31' 'store-log --id stock/POEL-24@main' 'store-log --kind order' 'store-verify'; do
        echo "== $command"
        $command 2>&1
    done
    rm -rf past
    find "$COLPORTEUR_STORE/journal" -name '*.half-made'
}

# 1. Nothing is different but the files.

set_store "$scratch/months"
all_that_tools_print >wanted
store-archive --dry-run >dry 2>told
ls "$scratch/store/journal" | tr '\n' ' ' >names
store-archive >made 2>err
is "$?" 0 "store-archive exits 0"
is "$(cat names)" "2026-11.jsonl 2026-12.jsonl 2027-01.jsonl 2027-02.jsonl " "a dry run changes no file"
same made dry "and prints what is made, nothing else"
is "$(tail -n 1 err)" "store-archive: 2 read, 2 written, 0 unchanged, 0 rejected, 1 skipped" "the closed months are archived, and counted"
is "$(ls "$scratch/store/journal" | tr '\n' ' ')" "2026-11.jsonl.zst 2026-12.jsonl.zst 2027-01.jsonl 2027-02.jsonl " "the plain files are gone, the open months stay"
is "$(zstd -q -dc "$scratch/store/journal/2026-11.jsonl.zst" | sha256sum)" "$(plain_sum 2026-11)" "zstd gives back the plain month"
is "$(cat "$scratch"/store/journal/*.zst "$scratch"/store/journal/*.jsonl | zstd -q -dcf | sha256sum)" \
    "$(cat "$scratch"/months/journal/* | sha256sum)" "and of all files one behind the other, the journal"
is "$(jq -r '[.month, .first_seq, .last_seq, .lines, .bytes, .sha256] | @tsv' made | head -n 1)" \
    "$(printf '2026-11\t1\t23\t23\t%d\t%s' "$(wc -c <"$scratch/months/journal/2026-11.jsonl")" "$(plain_sum 2026-11 | cut -c 1-64)")" "the record tells what is in it"
is "$(sed -n 1p made | jq -r .last) $(sed -n 1p made | jq -r .prev)" \
    "$(sed -n 2p made | jq -r .prev) $(printf %064d 0)" "and what comes before and after"
is "$(head -n 1 "$scratch/store/journal/2026-11.jsonl.zst" | tail -c +9)" "$(head -n 1 made)" "the archive begins with its record"
all_that_tools_print >came
same came wanted "every tool prints the same, byte for byte"
rm -rf "$scratch/store/index"
all_that_tools_print >came
same came wanted "also from an index made from archives"
store-rebuild --quiet >told 2>&1
all_that_tools_print >came
same came wanted "and after store-rebuild"
before=$(cat "$scratch"/store/journal/* | sha256sum)
store-archive >out 2>err
is "$? $(wc -c <out) $(cat "$scratch"/store/journal/* | sha256sum)" "0 0 $before" "a second time there is nothing to do"
store-archive 2026-11 >out 2>err
head -n 1 made >wanted-record
same out wanted-record "a month that is archived is told again"
is "$(tail -n 1 err)" "store-archive: 1 read, 0 written, 1 unchanged, 0 rejected" "and is unchanged"
order-list --unshipped 2>told | head -n 1 | order-ship --quiet >shipped 2>&1
is "$? $(wc -l <shipped) $(store-verify --quiet 2>&1)" "0 1 " "an order from an archived month is shipped"
if command -v rsync >/dev/null 2>&1; then
    rsync -a "$scratch/store/format" "$scratch/store/journal" backup/ && rsync -a "$scratch/store/people" backup/
    is "$(store-verify -s backup 2>&1)" "$(store-verify 2>&1)" "a copy without an index is whole"
fi

# 2. Back again, and both at once.

set_store "$scratch/months"
all_that_tools_print >wanted
store-archive --keep >out 2>told
is "$(ls "$scratch/store/journal" | grep -c 2026-11)" 2 "--keep leaves the plain month there"
store-archive --keep >out 2>err
is "$(tail -n 1 err)" "store-archive: 2 read, 0 written, 2 unchanged, 0 rejected, 1 skipped" "and again there is nothing to do"
all_that_tools_print >came
same came wanted "both at once: every tool prints the same"
cp "$scratch/store/journal/2026-12.jsonl.zst" "$scratch/store/journal/2026-11.jsonl.zst"
order-list >came 2>&1
order-list -s "$scratch/months" >out 2>&1
same came out "the plain month counts"
store-verify >came 2>told
is "$(jq -r '[.code, .file] | join(" ")' came)" "damaged_archive journal/2026-11.jsonl.zst" "but an archive beside it that says otherwise is named"
store-archive --restore 2026-11 >out 2>told
is "$? $(wc -c <out)" "3 0" "and is no reason to remove it"
store-archive --quiet >out 2>told
is "$? $(ls "$scratch/store/journal" | tr '\n' ' ')" "0 2026-11.jsonl.zst 2026-12.jsonl.zst 2027-01.jsonl 2027-02.jsonl " "archived anew, the archive is right"
all_that_tools_print >came
same came wanted "and every tool prints the same"
store-archive --restore --dry-run 2026-11 2026-12 >dry 2>told
store-archive --restore 2026-11 2026-12 >out 2>told
is "$? $(cat "$scratch/store/journal"/* | sha256sum)" "0 $(cat "$scratch/months/journal"/* | sha256sum)" "--restore gives back the plain months"
same out dry "a dry run tells the same"
store-archive --restore 2026-11 >out 2>err
is "$? $(wc -c <out) $(tail -n 1 err)" "0 0 store-archive: 1 read, 0 written, 1 unchanged, 0 rejected" "a plain month stays as it is"
store-archive --quiet 2026-11 >out 2>told
chmod 750 "$scratch/store/journal"
(umask 777 && store-archive --quiet 2026-12) >out 2>told
is "$(stat -c %a "$scratch/store/journal/2026-11.jsonl.zst" "$scratch/store/journal/2026-12.jsonl.zst" | tr '\n' ' ')" "600 640 " "who may read the journal may read an archive, and nobody else"

# 3. What is not archived.

set_store "$scratch/months"
for try in '2027-01:is not closed' '2027-02:last month' '2026-10:no such month'; do
    store-archive "${try%%:*}" >out 2>err
    is "$? $(wc -c <out) $(grep -c "^store-archive: ${try%%:*}: .*${try#*:}" err)" "1 0 1" "refused: ${try#*:}"
done
store-archive 2027-02 2026-11 >out 2>err
is "$? $(jq -r .month out)" "1 2026-11" "one that is refused keeps no other back"
for try in 2026-13 2026-1 november ../2026-11; do
    store-archive "$try" >out 2>err
    is $? 2 "$try is no month"
done
store-archive --restore >out 2>err
is $? 2 "--restore wants to know which"
set_store "$scratch/months"
sed -i 's/"price":"39.90"/"price":"29.90"/' "$scratch/store/journal/2026-11.jsonl"
order-list >out 2>told # the index is there
store-archive >out 2>err
is "$? $(ls "$scratch/store/journal" | grep -c 'zst\|half')" "3 0" "a month whose chain is broken is not archived"

# Where the months behind an archive are lost, it is the last one.
set_store "$scratch/months"
store-archive --quiet >told 2>&1
rm "$scratch/store/journal"/2027-*
order-list >out 2>err
is "$? $(grep -c 'journal/2027-02' err)" "3 1" "months lost behind an archive are missed"
store-rebuild --quiet >told 2>&1
store-verify >told 2>&1
is $? 0 "until store-rebuild makes the rest count"
is "$(order-list | sha256sum)" "$(order-list -s "$scratch/months" | sha256sum)" "which is read"
before=$(cat "$scratch/store/journal"/* "$scratch/store/people"/* | sha256sum)
stock-adjust --quiet --now 2026-12-20T10:00:00Z CASS-16 +1 >out 2>err
is "$? $(wc -c <out) $(grep -c 'store-archive --restore 2026-12' err)" "3 0 1" "nothing is added to an archive"
is "$(ls "$scratch/store/journal" | tr '\n' ' ') $(cat "$scratch/store/journal"/* "$scratch/store/people"/* | sha256sum)" \
    "2026-11.jsonl.zst 2026-12.jsonl.zst  $before" "and no file made beside it"
stock-adjust --quiet --now 2026-12-20T10:00:00Z --dry-run CASS-16 +1 >out 2>told
is $? 0 "a dry run may"
store-archive --restore --quiet 2026-12 >told 2>&1
stock-adjust --quiet --now 2026-12-20T10:00:00Z CASS-16 +1 >out 2>err
is "$? $(store-verify --quiet 2>&1)" "0 " "restored, the month goes on"
set_store "$scratch/months"
store-archive --quiet >told 2>&1
rm "$scratch/store/journal"/2027-*
store-rebuild --quiet >told 2>&1
stock-adjust --quiet --now 2027-03-01T10:00:00Z CASS-16 +1 >out 2>err
is "$? $(store-verify --quiet 2>&1) $(ls "$scratch/store/journal" | tail -n 1)" "0  2027-03.jsonl" "and a new month follows an archive"

# 4. By themselves: no store around.

set_store "$scratch/months"
store-archive --quiet >told 2>&1
cp "$scratch/store/journal"/* .
unset COLPORTEUR_STORE
store-verify 2026-11.jsonl.zst 2026-12.jsonl.zst 2027-01.jsonl 2027-02.jsonl >out 2>err
is "$? $(wc -c <out)" "0 0" "archives and plain months are checked without a store"
is "$(head -n 1 err)" "store-verify: 2026-11.jsonl.zst: archive of 2026-11, transactions 1 to 23, $(wc -c <"$scratch/months/journal/2026-11.jsonl") bytes: all in order" "and told what they are"
store-verify 2026-11.jsonl.zst 2027-01.jsonl >out 2>err
is "$? $(jq -r '[.code, .file, .line, .seq] | join(" ")' out)" "1 broken_chain 2027-01.jsonl 1 24" "one that is missing between them is noticed"
store-verify 2026-12.jsonl.zst 2026-11.jsonl.zst >out 2>err
is $? 1 "and so is another order"
cp 2026-12.jsonl.zst renamed
store-verify renamed >out 2>err
is $? 0 "an archive may be called anything"
store-verify --quiet renamed no-such-file >out 2>err
is "$? $(grep -c 'no-such-file' err)" "3 1" "a file that is not there is named"
store-verify nothing >out 2>err
is $? 1 "an empty file is no month"
store-log 2026-1*.zst 2027-*.jsonl >came 2>told
cat "$scratch"/months/journal/* | cmp -s - came
is $? 0 "store-log prints the transactions of files"
store-log --kind order --since 10 2026-11.jsonl.zst >came 2>told
store-log -s "$scratch/months" --kind order --since 10 >out 2>told
same came out "with the same filters"
store-log --follow 2026-11.jsonl.zst >out 2>err
is $? 2 "which do not grow"
export COLPORTEUR_STORE="$scratch/store"

# 5. An archive that other hands made, by the page of the format and zstd alone, is one; and what such hands might alter is found.

cat >by-hand.py <<'END'
import hashlib, json, os, re, struct, subprocess, sys

FRAME = 131072

def skippable(magic, content):
    return struct.pack("<II", magic, len(content)) + content

def frames(plain):
    return [subprocess.run(["zstd", "-q", "-5", "--check", "--stream-size=%d" % len(piece)], input=piece, stdout=subprocess.PIPE, check=True).stdout
            for piece in (plain[at:at + FRAME] for at in range(0, len(plain), FRAME))]

def archive(record, plain, packed=None, rows=None):
    packed = frames(plain) if packed is None else packed
    about = skippable(0x184D2A50, json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
    body = about + b"".join(packed)
    seal = skippable(0x184D2A51, hashlib.sha256(body).hexdigest().encode() + b"\n")
    sizes = [(len(about), 0)] + [(len(frame), min(FRAME, len(plain) - i * FRAME)) for i, frame in enumerate(packed)] + [(len(seal), 0)]
    rows = sizes if rows is None else rows(sizes)
    table = b"".join(struct.pack("<II", *row) for row in rows) + struct.pack("<IBI", len(rows), 0, 0x8F92EAB1)
    return body + seal + skippable(0x184D2A5E, table)

def write(name, content):
    with open(name, "wb") as file:
        file.write(content)

made = open("2026-11.jsonl.zst", "rb").read()
record = json.loads(made[8:made.index(b"\n")])
plain = subprocess.run(["zstd", "-q", "-dc", "2026-11.jsonl.zst"], stdout=subprocess.PIPE, check=True).stdout
write("good.zst", archive(record, plain))
other = plain.replace(b'"price":"39.90"', b'"price":"29.90"', 1)
same = {**record, "sha256": hashlib.sha256(other).hexdigest()}
bad = {
    "a price, with all digests around it": archive(same, other),
    "a price, the record left": archive(record, other),
    "the last sequence number": archive({**record, "last_seq": 24}, plain),
    "the first sequence number": archive({**record, "first_seq": 2}, plain),
    "the count of lines": archive({**record, "lines": 22}, plain),
    "the digest before": archive({**record, "prev": "1" * 64}, plain),
    "the digest of the last line": archive({**record, "last": "1" * 64}, plain),
    "the month": archive({**record, "month": "2026-10"}, plain),
    "a month that is none": archive({**record, "month": "2026-00"}, plain),
    "another format": archive({**record, "format": 2}, plain),
    "no format": archive({key: value for key, value in record.items() if key != "format"}, plain),
    "one thing more": archive({**record, "more": 1}, plain),
    "a huge size": archive({**record, "bytes": 2 ** 62}, plain),
    "no size": archive({**record, "bytes": 0}, plain),
    "a smaller size": archive({**record, "bytes": len(plain) - 1}, plain),
    "a frame that says it is huge": archive(record, plain, rows=lambda rows: [rows[0], (rows[1][0], 0xffffffff), rows[2]]),
    "a frame that is none": archive(record, plain, packed=[b"\x28\xb5\x2f\xfd" + b"\xff" * 100]),
    "a frame without a size": archive(record, plain, packed=[subprocess.run(["zstd", "-q", "--no-content-size"], input=plain, stdout=subprocess.PIPE).stdout]),
    "a bomb": archive({**record, "bytes": 2 ** 26}, b"\0" * 2 ** 26, packed=frames(b"\0" * FRAME) * 512),
    "two frames in one": archive(record, plain, packed=[b"".join(frames(plain[:5000]) + frames(plain[5000:]))]),
    "more frames than there are": archive(record, plain, rows=lambda rows: rows + [(0, 0)] * 1000),
    "fewer": archive(record, plain, rows=lambda rows: rows[:2]),
    "none": archive(record, plain, rows=lambda rows: []),
    "no seek table": made[:made.rindex(b"\x5e\x2a\x4d\x18")],
    "a seek table of 4 G frames": made[:-9] + struct.pack("<IBI", 0xffffffff, 0, 0x8F92EAB1),
    "something behind it": made + b"x",
    "twice the same": made + made,
    "what zstd makes alone": b"".join(frames(plain)),
    "a line torn": archive({**record, "bytes": len(plain) - 1, "sha256": hashlib.sha256(plain[:-1]).hexdigest()}, plain[:-1]),
    "nothing but a name": b"",
    "a first frame of 4 GB": struct.pack("<II", 0x184D2A50, 0xffffffff) + made[8:],
    "lines of JSON in disguise": plain,
}
for number, (name, content) in enumerate(bad.items()):
    write("bad-%02d.jsonl.zst" % number, content)
    print("bad-%02d.jsonl.zst\t%s" % (number, name))
END
python3 by-hand.py >bad 2>told || fail "archives are made by hand" "$(cat told)"
store-verify good.zst >out 2>err
is "$? $(wc -c <out)" "0 0" "what zstd and this page make is an archive"
: >wrong
# What an archive says of its size is no reason to take memory. Programs built with sanitizers need more to start.
limit='ulimit -v 300000'
($limit && store-verify --version) >told 2>&1 || limit=true
while IFS="$(printf '\t')" read -r file name; do
    ($limit && exec store-verify --quiet "$file") >out 2>err
    status=$?
    [ "$status $(jq -r .file out)" = "1 $file" ] || echo "$name: ends with $status: $(head -n 1 err)" >>wrong
    grep -q "^$file\|damaged\|nothing\|line\|SHA-256" err || [ -s err ] || echo "$name: not told" >>wrong
    set_store "$scratch/months"
    rm "$scratch/store/journal/2026-11.jsonl"
    rm -rf "$scratch/store/index"
    cp "$file" "$scratch/store/journal/2026-11.jsonl.zst"
    for command in order-list ${TORTURE:+store-log store-rebuild} 'stock-adjust --quiet CASS-16 +1'; do
        $command >out 2>err
        status=$?
        # A record of the archive may be wrong where the lines are right.
        case $status in
        3) grep -q '2026-11.jsonl\|closed' err || echo "$name: $command does not say where: $(head -n 1 err)" >>wrong ;;
        0) ;;
        *) echo "$name: $command ends with $status: $(head -n 1 err)" >>wrong ;;
        esac
    done
    store-verify --quiet >out 2>err
    status=$?
    [ "$status $(head -n 1 out | jq -r .file)" = "1 journal/2026-11.jsonl.zst" ] || echo "$name: in a store: $status $(head -n 1 err)" >>wrong
done <bad
same wrong nothing "$(wc -l <bad) ways to spoil an archive are named, and harm no tool"

# 6. Every byte.

cat >flip.py <<'END'
import os, sys

content = open(sys.argv[1], "rb").read()
step, masks = (1, (1, 2, 4, 8, 16, 32, 64, 128)) if os.environ.get("TORTURE") else (1, (1, 128))
os.makedirs("flipped", exist_ok=True)
for at in range(0, len(content), step):
    spoilt = bytearray(content)
    for mask in masks:
        spoilt[at] = content[at] ^ mask
        with open("flipped/%d-%d" % (at, mask), "wb") as file:
            file.write(spoilt)
    with open("flipped/%d-cut.zst" % at, "wb") as file:
        file.write(content[:at])
    with open("flipped/%d-gone" % at, "wb") as file:
        file.write(content[:at] + content[at + 1:])
END
python3 flip.py 2026-12.jsonl.zst
find flipped -type f | sort >flipped-files
xargs -n 2000 store-verify --quiet <flipped-files >out 2>err
jq -r .file out | sort >found
cmp -s found flipped-files
is $? 0 "$(wc -l <flipped-files) archives with a byte altered, gone, or all behind it: each is found"
echo "# figure: archive-damages-found $(wc -l <found)"
rm -rf flipped


# 7. A month of many frames: what is asked for is read, and no more.

fresh_store
stock-adjust --quiet LIVRE-01 =1000 >told 2>&1
awk 'BEGIN { for (i = 1; i <= 400; i++)
    printf("{\"reference\":\"A-%d\",\"lines\":[{\"sku\":\"LIVRE-01\",\"quantity\":%d}]}\n", i, i % 3 + 1) }' | order-new --quiet >told 2>&1
order-list --limit 400 | invoice --quiet >told 2>&1
stock-adjust --quiet --now 2027-01-03T10:00:00Z CASS-16 +1 >told 2>&1
store-close --quiet --now 2027-01-03T10:00:00Z --until 2026-11-30 >told 2>&1
plain=$(wc -c <"$scratch/store/journal/2026-11.jsonl")
for id in 1 6 200 405; do order-list $id; done >wanted 2>told
order-list >wanted-list 2>told
store-archive --quiet >told 2>&1
archive=$scratch/store/journal/2026-11.jsonl.zst
frames=$(tail -c 9 "$archive" | od -An -N 4 -t u4)
is "$((frames - 2)) $((plain > 500000))" "$(((plain + 131071) / 131072)) 1" "a month of $plain bytes is in frames of 131072"
for id in 1 6 200 405; do order-list $id; done >came 2>&1
same came wanted "orders here and there are read"
order-list >came 2>&1
same came wanted-list "and all of them"
sed -i "s/2026-11.jsonl.zst/large.zst/; s/good.zst/large-by-hand.zst/" by-hand.py
cp "$archive" large.zst
python3 by-hand.py >told 2>&1
store-verify large.zst large-by-hand.zst >out 2>err
is "$(jq -c '[.code, .file]' out) $(grep -c 'all in order' err)" '["broken_chain","large-by-hand.zst"] 1' "an archive of many frames that other hands made is read"
cp "$archive" whole
middle=$(($(wc -c <whole) * 2 / 3))
printf 'damage' | dd of="$archive" bs=1 seek=$middle conv=notrunc 2>told
order-list 1 >came 2>&1
head -n 1 wanted >first
same came first "what stands in a sound frame is read beside a damaged one"
order-list >came 2>err
is "$? $(grep -c 'journal/2026-11.jsonl.zst: the archive is damaged' err)" "3 1" "what does not is refused by name"
store-verify >out 2>err
is "$? $(jq -r '[.code, .file] | join(" ")' out)" "1 damaged_archive journal/2026-11.jsonl.zst" "and store-verify finds it"
cp whole "$archive"
TMPDIR=/nowhere order-list >came 2>err
is "$? $(wc -c <came) $(grep -c /nowhere err)" "3 0 1" "without room for a temporary file it says so"

# 8. Stopped at every call that changes something, or told that it failed: the month is there, and the next run completes.

set_store "$scratch/months"
order-list >wanted 2>told
cp -R "$scratch/store" "$scratch/start"
whole=$(cat "$scratch/start/journal"/* | sha256sum)
calls=${TORTURE:+openat,fchmod,flock,ftruncate,}pwrite64,write,fsync,fdatasync,renameat,renameat2,unlinkat
rounds() { # NAME EFFECT COMMAND...: does this to the command at each of its calls in journal/, on the store in $scratch/start
    name=$1 effect=$2
    shift 2
    set_store "$scratch/start"
    strace -f -qq -y -e trace="$calls" -o trace "$@" >out 2>told || fail "$name runs under strace" "$(cat told)"
    # Which calls they are, counted for each by itself as strace does.
    awk -v journal="$scratch/store/journal" '{
        sub(/^[0-9]+ +/, "")
        call = substr($0, 1, index($0, "(") - 1)
        count[call]++
        if (index($0, journal) || call == "flock")
            print call, count[call]
    }' trace >points
    : >wrong
    while read -r call number <&5; do
        set_store "$scratch/start"
        strace -f -qq -e trace="$call" -e inject="$call":"$effect":when="$number" -o trace "$@" >out 2>told
        status=$?
        case "$status $(wc -l <out)" in
        '0 1') [ "$effect $(cd "$scratch/store/journal" && ls | tr '\n' ' ')" = "error${effect#error} $left" ] || echo "$call $number: says that it is done" >>wrong ;;
        '3 0' | '137 0') ;;
        *) echo "$call $number: ends with $status and prints $(wc -l <out) lines" >>wrong ;;
        esac
        order-list 2>&1 | cmp -s - wanted || echo "$call $number: order-list prints something else" >>wrong
        store-verify --quiet >told 2>&1 || echo "$call $number: $(head -n 1 told)" >>wrong
        "$@" >out 2>told || echo "$call $number: the next run ends with $?: $(head -n 1 told)" >>wrong
        [ "$(cd "$scratch/store/journal" && ls | tr '\n' ' ')" = "$left" ] || echo "$call $number: the next run leaves $(ls "$scratch/store/journal" | tr '\n' ' ')" >>wrong
        order-list 2>&1 | cmp -s - wanted || echo "$call $number: then order-list prints something else" >>wrong
        [ "$(cat "$scratch/store/journal"/* | zstd -q -dcf | sha256sum)" = "$whole" ] || echo "$call $number: then the journal is another" >>wrong
    done 5<points
    same wrong nothing "$name, with $effect at $(wc -l <points) calls: the month is there, and the next run completes"
}
# Leaks cannot be looked for in a process that is traced.
ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
export ASAN_OPTIONS
if ! strace -f -qq -e trace=openat -e inject=openat:error=ENOENT:when=9999 -o trace true 2>told; then
    skip "kills at every call" "strace cannot be used here"
else
    left='2026-11.jsonl.zst 2026-12.jsonl 2027-01.jsonl 2027-02.jsonl '
    for effect in signal=KILL error=EIO ${TORTURE:+error=ENOSPC}; do
        rounds store-archive $effect store-archive 2026-11
    done
    echo "# figure: store-archive-kill-points $(wc -l <points)"
    COLPORTEUR_STORE=$scratch/start store-archive --quiet 2026-11 >told 2>&1
    left='2026-11.jsonl 2026-12.jsonl 2027-01.jsonl 2027-02.jsonl '
    for effect in signal=KILL error=EIO ${TORTURE:+error=ENOSPC}; do
        rounds 'store-archive --restore' $effect store-archive --restore 2026-11
    done
    echo "# figure: store-archive-restore-kill-points $(wc -l <points)"
fi

# 9. Beside readers, to and fro.

plain_journal() { # STORE
    for file in "$1"/journal/*; do
        zstd -q -dcf "$file"
    done
}

if strace -f -qq -e trace=openat -e inject=openat:error=ENOENT:when=9999 -o trace true 2>told; then
    # Between the look for the plain month and that for its archive, the one becomes the other.
    set_store "$scratch/months"
    store-log >wanted-log 2>told
    strace -f -qq -e trace=openat -o trace store-log >out 2>told
    number=$(sed 's/^[0-9]* *//' trace | grep '^openat(' | grep -n '"2026-11.jsonl"' | head -n 1 | cut -d : -f 1)
    strace -f -qq -e trace=openat -e inject=openat:error=ENOENT:when="$number" -o trace store-log >came 2>told
    same came wanted-log "a reader that misses a month by both names looks again"

    # One has opened the file that another is making, and gets its lock when that is the archive already.
    set_store "$scratch/months"
    own_copy
    strace -f -qq -e trace=fsync -e inject=fsync:delay_enter=700000:when=1 -o trace.1 store-archive --quiet 2026-11 >out.1 2>told.1 &
    sleep 0.3
    strace -f -qq -y -e trace=flock,ftruncate -e inject=flock:delay_enter=1500000:when=2 -o trace.2 store-archive --quiet 2026-11 \
        >out.2 2>told.2
    wait
    is "$(plain_journal "$scratch/store" | sha256sum) $(store-verify --quiet 2>&1)" \
        "$(plain_journal "$scratch/months" | sha256sum) " "who comes too late to make an archive loses nothing"
    is "$(grep -c 'ftruncate.*jsonl\.zst' trace.2)" 0 "and does not touch the one that is made"
fi

set_store "$scratch/months"
order-list >wanted 2>told
store-log >wanted-log 2>told
rm -f stop wrong
: >wrong
for reader in 1 2; do
    while [ ! -e stop ]; do
        order-list >came.$reader 2>told.$reader && cmp -s came.$reader wanted || echo "order-list: $(head -n 1 told.$reader)" >>wrong
        store-log >came.$reader 2>told.$reader && cmp -s came.$reader wanted-log || echo "store-log: $(head -n 1 told.$reader)" >>wrong
        store-verify --quiet >came.$reader 2>told.$reader || echo "store-verify: $(head -n 1 told.$reader)" >>wrong
        echo >>read
    done &
done
(
    while [ ! -e stop ]; do
        store-rebuild --quiet 2>told.rebuild || echo "store-rebuild: $(head -n 1 told.rebuild)" >>wrong
    done
) &
round=0
while [ $round -lt ${TORTURE:+20}8 ]; do
    round=$((round + 1))
    store-archive --quiet >told 2>&1 || echo "store-archive: $(head -n 1 told)" >>wrong
    store-archive --quiet --restore 2026-11 2026-12 >told 2>&1 || echo "store-archive --restore: $(head -n 1 told)" >>wrong
done
: >stop
wait
same wrong nothing "readers and rebuilds beside $round rounds of archiving and restoring see the same all the while"
is "$(cat "$scratch/store/journal"/* | sha256sum)" "$(cat "$scratch/months/journal"/* | sha256sum)" "and the journal is what it was"
store-archive --quiet >told.1 2>&1 &
store-archive --quiet >told.2 2>&1 &
store-archive --quiet --restore 2026-11 >told.3 2>&1 &
wait
is "$(plain_journal "$scratch/store" | sha256sum) $(store-verify --quiet 2>&1)" \
    "$(plain_journal "$scratch/months" | sha256sum) " "several at once, in both directions, lose nothing"
tap_end
