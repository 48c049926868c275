#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Many writers at once, readers beside them, and writers that are killed at any moment.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

command -v jq >/dev/null 2>&1 || skip_all "jq is not installed"
make_example_store || tap_end
: >nothing

in_order() { # NAME: the store verifies
    if store-verify >told 2>&1; then pass "$1"; else fail "$1" "$(head -n 5 told)"; fi
}

orders() { # PREFIX COUNT SKU: single units of an SKU, each for a customer of its own
    awk -v prefix="$1" -v count="$2" -v sku="$3" 'BEGIN {
        for (i = 1; i <= count; i++) {
            printf("{\"reference\":\"%s-%d\",\"customer\":{\"name\":\"%s %d\",\"email\":\"%s-%d@client.example\"}", prefix, i, prefix, i, prefix, i)
            printf(",\"note\":\"%s\",\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}\n", i % 3 ? "" : "Merci.", sku)
        }
    }'
}

# 1. More wanted than there is: exactly what is there is sold, and everybody else is told.

for writers in 2 8 32; do
    fresh_store
    each=$((64 / writers))
    stock-adjust --quiet CASS-16 =40 >told
    i=0
    while [ $i -lt $writers ]; do
        i=$((i + 1))
        orders "P$i" $each CASS-16 >in.$i
    done
    i=0
    while [ $i -lt $writers ]; do
        i=$((i + 1))
        order-new --batch 1 --rejects rejects.$i <in.$i >out.$i 2>err.$i &
    done
    wait
    cat out.* >sold
    cat rejects.* >refused
    is "$(wc -l <sold) $(wc -l <refused)" "40 24" "$writers writers: 40 units are sold, 24 refused"
    is "$(jq -r '.code' refused | sort -u)" not_available "$writers writers: for want of goods"
    is "$(cat err.* | grep -c 'only 0 of "CASS-16" available at main')" 24 "$writers writers: and are told so"
    jq -r .id sold | sort -n >numbers
    seq 6 45 >wanted
    same numbers wanted "$writers writers: orders are numbered without hole or twin"
    is "$(stock-list CASS-16 | jq -c '[.on_hand, .reserved, .available]')" '[40,40,0]' "$writers writers: all is reserved"
    is "$(order-list --with person | jq -r 'select(.reference | startswith("P")) | [.reference, .customer.email] | join(" ")' |
        awk '$1 "@client.example" == $2' | wc -l)" 40 "$writers writers: every order has its own customer"
    in_order "$writers writers: the store is in order"

    # The same orders by everybody: invoices are issued once, in one series.
    order-list >all
    i=0
    while [ $i -lt $writers ]; do
        i=$((i + 1))
        invoice --batch 3 <all >invoices.$i 2>err.$i &
    done
    wait
    sort -u invoices.* >once
    is "$(wc -l <once)" 45 "$writers writers: 45 orders have 45 invoices, whoever asked"
    is "$(cat invoices.* | wc -l)" $((45 * writers)) "$writers writers: which everybody got"
    jq -r .id once | sort >numbers
    seq -f '2026-%06.0f' 45 >wanted
    same numbers wanted "$writers writers: numbers have neither hole nor twin"
    in_order "$writers writers: invoices are in order"
    rm -f out.* err.* rejects.* invoices.* in.*
done

# 2. The same order from everybody is one order; everybody's movement counts.

fresh_store
echo '{"reference":"SAME","placed_at":"2026-11-20T10:00:00Z","lines":[{"sku":"CASS-16","quantity":1}]}' >same-order
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
    order-new <same-order >out.$i 2>err.$i &
    stock-adjust --quiet COUT-20 +$i >level.$i 2>told.$i &
    stock-adjust --quiet PLAN-35 =$i >told.$i 2>&1 &
done
wait
is "$(sort -u out.* | jq -r .id)" 6 "one order sent sixteen times at once is one order"
is "$(cat err.* | grep -c '1 written') $(cat err.* | grep -c '1 unchanged')" "1 15" "written once, unchanged for the others"
is "$(stock-list COUT-20 | jq .on_hand)" 141 "sixteen movements at once all count"
is "$(jq -r .by level.* | sort -n | tr '\n' ' ')" "$(seq 16 | tr '\n' ' ')" "and each was told its own"
in_order "and the store is in order"
rm -f out.* err.* told.* level.*

# A store that many make at once is made once.
for i in 1 2 3 4 5 6 7 8; do
    store-init --store made --set company.name=Ourthe --set company.country=BE --set shop.currency=EUR >out.$i 2>err.$i || echo $? >failed.$i &
done
wait
is "$(cat out.* | wc -l) $(cat failed.* 2>told | wc -l)" "3 0" "a store that eight make at once is made once, and nobody fails"
is "$(store-log --store made | wc -l)" 1 "in one transaction"
rm -f out.* err.* failed.*

# 3. Readers beside writers see whole transactions, one moment each.

fresh_store
stock-adjust --quiet LIVRE-01 =100000 >told
i=0
while [ $i -lt 4 ]; do
    i=$((i + 1))
    orders "R$i" 300 LIVRE-01 >in.$i
done
store-log --follow >followed 2>told &
follower=$!
writing=
for i in 1 2 3 4; do
    order-new --quiet --batch $((i * 7)) <in.$i >out.$i &
    writing="$writing $!"
done
some_live() {
    for pid in $writing; do
        kill -0 "$pid" 2>/dev/null && return 0
    done
    return 1
}
rounds=0
last=0
: >wrong
while some_live || [ $rounds -lt 3 ]; do
    rounds=$((rounds + 1))
    order-list >orders || echo "order-list: exit $?" >>wrong
    # Numbers without a hole, from one moment that is no earlier than the last one.
    jq -r .id orders | awk -v last="$last" '$1 != NR { print "order " NR " is missing" } END { if (NR < last) print "orders went from " last " to " NR }' >>wrong
    last=$(wc -l <orders)
    # Each new order is one book of 24.95; figures and stock are counted with the orders, not after them.
    kpi --by sku >figures || echo "kpi: exit $?" >>wrong
    jq -r 'select(.by.sku == "LIVRE-01") | .orders - 2, .units - 3, .revenue_with_tax' figures | tr '\n' ' ' |
        awk '{ if ($1 != $2 || ($1 + 3) * 24.95 - $3 > 0.001 || $3 - ($1 + 3) * 24.95 > 0.001) print "kpi: " $0 }' >>wrong
    stock-list LIVRE-01 | jq -r 'select(.on_hand != .reserved + .available) | "stock: \(.)"' >>wrong
    store-log >log || echo "store-log: exit $?" >>wrong
    head -c "$(wc -c <log)" "$COLPORTEUR_STORE/journal/2026-11.jsonl" | cmp - log >>wrong 2>&1
    tail -c 1 log | od -An -c | grep -q '\\n' || echo "store-log ends in the middle of a line" >>wrong
    store-verify --quiet >problems 2>&1 || head -n 3 problems >>wrong
done
# shellcheck disable=SC2086
wait $writing
same wrong nothing "readers see whole transactions of one moment (asked $rounds times)"
is "$(cat out.* | wc -l)" 1200 "while 1200 orders are written"
tries=0
while ! cmp -s followed "$COLPORTEUR_STORE/journal/2026-11.jsonl" && [ $tries -lt 50 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
kill $follower
wait $follower 2>told
same followed "$COLPORTEUR_STORE/journal/2026-11.jsonl" "store-log --follow has the journal, word for word"
in_order "and the store is in order"
rm -f in.* out.*

# Whoever verifies while a large batch is on its way to the disk sees the store before it, or after.
fresh_store
echo '{"sku":"TAS","name":"Tasse","price":"4.00","backorder":true}' | catalog-import --quiet >told
orders V 12000 TAS >in
order-new --quiet --batch 100000 <in >told &
writing=$!
rounds=0
: >wrong
while some_live || [ $rounds = 0 ]; do
    rounds=$((rounds + 1))
    store-verify --quiet >problems 2>&1 || head -n 3 problems >>wrong
done
wait "$writing"
is "$?" 0 "12000 orders are written in one batch"
same wrong nothing "and store-verify has nothing to say meanwhile (asked $rounds times)"

# A follower begins where it is told to, goes on into another month, and ends with its reader.
fresh_store
store-log --since 23 --follow --kind stock >followed 2>told &
follower=$!
stock-adjust --quiet CASS-16 +1 >told
stock-adjust --quiet --now 2026-12-01T00:00:00Z CASS-16 +1 >told
invoice --quiet --now 2026-12-02T00:00:00Z 2 >told
stock-adjust --quiet --now 2027-01-01T00:00:00Z CASS-16 +1 >told
tries=0
while [ "$(wc -l <followed)" -lt 3 ] && [ $tries -lt 50 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
kill $follower
wait $follower 2>told
is "$(jq -r .seq followed | tr '\n' ' ')" '24 25 27 ' "a follower goes on from month to month"
is "$(ls "$COLPORTEUR_STORE/journal" | tr '\n' ' ')" '2026-11.jsonl 2026-12.jsonl 2027-01.jsonl ' "each month has its file"
in_order "and the months make one chain"
{ timeout 20 store-log --follow; echo $? >ended; } | head -n 1 >told
is "$(cat ended)" 0 "a follower whose reader has gone ends"

# 4. A locked store: writers wait, not longer than they are told; readers do not.

if command -v flock >/dev/null 2>&1; then
    fresh_store
    (flock 9 && exec sleep 60) 9>>"$COLPORTEUR_STORE/lock" &
    holder=$!
    tries=0
    while stock-adjust --quiet --wait 0 CASS-16 +1 >told 2>&1 && [ $tries -lt 50 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    level=$(stock-list CASS-16 | jq .on_hand)
    for call in 'stock-adjust CASS-16 +1' 'order-ship 2' 'invoice 2' 'store-rebuild' 'store-init --set company.city=Liège' \
        'stock-adjust --dry-run CASS-16 +1'; do
        before=$(date +%s%N)
        $call --wait 0 >out 2>err
        is "$? $(wc -c <out)" "75 0" "$call: a locked store, and no patience: 75"
        is $((($(date +%s%N) - before) / 1000000000)) 0 "$call: at once"
    done
    before=$(date +%s%N)
    stock-adjust --wait 1 CASS-16 +1 >out 2>err
    is "$?" 75 "after a second of patience: 75"
    waited=$((($(date +%s%N) - before) / 100000000))
    if [ $waited -ge 9 ] && [ $waited -lt 100 ]; then pass "and not before"; else fail "and not before" "after $waited tenths of a second"; fi
    for call in order-list stock-list catalog-list invoice-list kpi store-log; do
        before=$(date +%s%N)
        $call >out 2>err
        is "$? $((($(date +%s%N) - before) / 5000000000))" "0 0" "$call: reads a locked store, and does not wait"
    done
    stock-adjust CASS-16 +1 >waiting 2>told &
    waiter=$!
    sleep 0.3
    kill -0 $waiter 2>told
    is $? 0 "a writer waits"
    kill $holder
    wait $holder 2>told
    wait $waiter
    is "$? $(jq .on_hand waiting)" "0 $((level + 1))" "and goes on when the lock is free"
else
    skip "a locked store" "there is no flock(1)"
fi

# 5. Killed at any moment: what was printed is there, and nothing is half there.

fresh_store
echo '{"sku":"TAS","name":"Tasse","price":"4.00","backorder":true}' | catalog-import --quiet >told
cp -R "$COLPORTEUR_STORE" with-cups
random() { # LIMIT
    echo $(($(od -An -N 4 -t u4 /dev/urandom) % $1))
}
nap() { # MILLISECONDS
    sleep "$(printf '0.%03d' "$1")"
}

killed=0
round=0
: >printed
: >wrong
span=60
while [ $killed -lt 150 ] && [ $round -lt 40 ]; do
    round=$((round + 1))
    pids=
    for i in 1 2 3 4 5 6 7 8; do
        orders "K$round.$i" 400 TAS >in.$i
    done
    for i in 1 2 3 4 5 6 7 8; do
        case $i in
        1 | 2 | 3 | 4) order-new --quiet --batch $((i * i * i)) <in.$i >out.$i 2>err.$i & ;;
        5 | 6) order-new --quiet <in.$i >out.$i 2>err.$i & ;;
        7) order-new --quiet --atomic <in.$i >out.$i 2>err.$i & ;;
        8) stock-adjust --quiet CASS-16 +1 COUT-20 +1 >out.$i 2>err.$i & ;;
        esac
        pids="$pids $!"
    done
    nap "$(random $span)"
    for pid in $pids; do
        nap "$(random 4)"
        kill -9 "$pid" 2>told
    done
    ended=0
    for pid in $pids; do
        wait "$pid" 2>told
        [ $? = 137 ] && killed=$((killed + 1)) || ended=$((ended + 1))
    done
    # Kill neither all before they did anything nor too late.
    [ $ended -gt 4 ] && [ $span -gt 10 ] && span=$((span * 3 / 4))
    [ $ended -lt 2 ] && [ $span -lt 900 ] && span=$((span * 4 / 3))
    for i in 1 2 3 4 5 6 7; do
        grep -a '}$' out.$i >>printed # a line that was cut was never finished
    done
    if [ $((round % 5)) = 0 ]; then
        store-verify >told 2>&1 || { echo "round $round:"; head -n 3 told; } >>wrong
        rm -f "$COLPORTEUR_STORE"/journal/*.torn-*
    fi
    [ $((round % 7)) = 0 ] && rm -rf "$COLPORTEUR_STORE/index"
done
same wrong nothing "after each few of $killed writers killed, the store is in order"
if [ $killed -ge 100 ]; then pass "writers were killed"; else fail "writers were killed" "only $killed"; fi
sort printed >was-printed
order-list | sort >stored
comm -23 was-printed stored >lost
same lost nothing "$(wc -l <printed) records were printed before their writers died, and are there"
jq -r .reference stored | sort | uniq -d >twins
same twins nothing "no reference is there twice"
order-list | jq -r .id | awk '$1 != NR { print }' >holes
same holes nothing "the orders' numbers have no hole"
rm -f in.* out.* err.* was-printed stored

# Large batches go to the files before they are synced: the persons must never be behind the orders.
orders B 16000 TAS >big
lives=0
: >wrong
for i in 1 2 3 4 5 6 7 8; do
    rm -rf "$COLPORTEUR_STORE"
    cp -R with-cups "$COLPORTEUR_STORE"
    how='--batch 100000'
    [ $((i % 4)) = 0 ] && how=--atomic
    # shellcheck disable=SC2086
    order-new --quiet $how <big >out 2>err &
    pid=$!
    # Between the first bytes and the sync.
    journal=$COLPORTEUR_STORE/journal/2026-11.jsonl
    tries=0
    while [ "$(wc -c <"$journal")" -lt $((i * 1000000)) ] && [ $tries -lt 2000 ] && kill -0 $pid 2>told; do
        tries=$((tries + 1))
    done
    kill -9 $pid 2>told && lives=$((lives + 1))
    wait $pid 2>told
    lines=$(wc -l <"$journal")
    stock-adjust --quiet CASS-16 +1 >told 2>&1 || echo "$i: the next writer: $(head -n 1 told)" >>wrong
    store-verify >told 2>&1 || { echo "$i: $lines lines:"; head -n 3 told; } >>wrong
done
same wrong nothing "$lives writers of large batches killed in the middle: the store is in order"
rm -f big out

# Killed while it makes a new index.
rm -rf "$COLPORTEUR_STORE"
cp -R with-cups "$COLPORTEUR_STORE"
orders I 6000 TAS | order-new --quiet >told
order-list >wanted
: >wrong
for i in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$COLPORTEUR_STORE/index"
    case $((i % 3)) in
    0) order-list --limit 1 >told 2>&1 & ;;
    1) store-rebuild >told 2>&1 & ;;
    2) stock-adjust CASS-16 +0 >told 2>&1 & ;;
    esac
    pid=$!
    nap "$(random 120)"
    kill -9 $pid 2>told
    wait $pid 2>told
    order-list >came 2>&1
    cmp -s came wanted || echo "$i: other orders" >>wrong
done
same wrong nothing "killed while it makes an index: the next one makes it"
in_order "and the store is in order"

# 6. A line that was never finished, cut at every byte: the next writer sets it aside and goes on.

fresh_store
cp -R "$COLPORTEUR_STORE" behind
stock-adjust --quiet POEL-24 +1 >told
journal=journal/2026-11.jsonl
tail -n 1 "$COLPORTEUR_STORE/$journal" >last
length=$(wc -c <last)
size=$(wc -c <"behind/$journal")
: >wrong
cut=0
while [ $cut -le "$length" ]; do
    rm -f "$COLPORTEUR_STORE"/journal/*
    cp behind/journal/* "$COLPORTEUR_STORE/journal"
    cp behind/index/data.mdb "$COLPORTEUR_STORE/index/data.mdb"
    rm -f "$COLPORTEUR_STORE/head" # as it never was acknowledged
    head -c $cut last >>"$COLPORTEUR_STORE/$journal"
    stock-adjust --quiet CASS-16 +1 >out 2>err || echo "$cut: $(head -n 1 err)" >>wrong
    if [ $cut = "$length" ]; then
        [ "$(wc -l <"$COLPORTEUR_STORE/$journal")" = 25 ] || echo "$cut: a whole line was not taken" >>wrong
    else
        [ "$(wc -l <"$COLPORTEUR_STORE/$journal")" = 24 ] || echo "$cut: the journal has not 24 lines" >>wrong
        cmp -s -n "$size" "$COLPORTEUR_STORE/$journal" "behind/$journal" || echo "$cut: what was before it has changed" >>wrong
    fi
    if [ $cut -gt 0 ] && [ $cut -lt "$length" ]; then
        [ "$(wc -c <"$COLPORTEUR_STORE/journal/2026-11.torn-$size")" = $cut ] &&
            cmp -s -n $cut last "$COLPORTEUR_STORE/journal/2026-11.torn-$size" || echo "$cut: it was not set aside" >>wrong
    elif ls "$COLPORTEUR_STORE"/journal/*torn* >told 2>&1; then
        echo "$cut: something was set aside" >>wrong
    fi
    if [ $((cut % 47)) = 0 ] || [ $((length - cut)) -lt 2 ]; then
        store-verify >told 2>&1 || echo "$cut: $(head -n 1 told)" >>wrong
    fi
    cut=$((cut + 1))
done
same wrong nothing "a last line of $length bytes, cut at each of them"

# Readers pass over it, and a dry run leaves it where it is.
rm -rf "$COLPORTEUR_STORE"
cp -R behind "$COLPORTEUR_STORE"
order-list >wanted
head -c 100 last >>"$COLPORTEUR_STORE/$journal"
sum=$(sha256sum <"$COLPORTEUR_STORE/$journal")
order-list >came 2>err
is "$?" 0 "a reader passes over a torn end"
same came wanted "and reads what was there before"
stock-adjust --dry-run --quiet CASS-16 +1 >out 2>err
is "$? $(jq .on_hand out)" "0 6" "a dry run does too"
is "$(sha256sum <"$COLPORTEUR_STORE/$journal")" "$sum" "and leaves it where it is"
store-verify >out 2>err
is "$? $(jq -r '[.code, .line] | join(" ")' out)" "1 torn_end 24" "store-verify says what it is"

# Blocks that the disk never got, behind some that it did and before some that it did.
for got in $(((size / 512 + 1) * 512 - size)) $(((size / 4096 + 1) * 4096 - size)) 0; do
    rm -rf "$COLPORTEUR_STORE"
    cp -R behind "$COLPORTEUR_STORE"
    { head -c "$got" "behind/$journal" | tr '\n' ' '; head -c $((8192 - (size + got) % 4096)) /dev/zero; cat last; } >>"$COLPORTEUR_STORE/$journal"
    stock-adjust --quiet CASS-16 +1 >out 2>err
    is "$? $(wc -l <"$COLPORTEUR_STORE/$journal")" "0 24" "blocks that the disk never got, $got bytes behind the end, are set aside"
    in_order "and the store is in order"
done

# Persons whose order never came to be, cut at every byte, leave without a trace.
rm -rf "$COLPORTEUR_STORE"
cp -R behind "$COLPORTEUR_STORE"
orders X 1 LIVRE-01 | order-new --quiet >told
people=people/2026-11.jsonl
tail -n 1 "$COLPORTEUR_STORE/$people" >person
length=$(wc -c <person)
: >wrong
cut=0
while [ $cut -le "$length" ]; do
    rm -rf "$COLPORTEUR_STORE"
    cp -R behind "$COLPORTEUR_STORE"
    head -c $cut person >>"$COLPORTEUR_STORE/$people"
    [ $((cut % 2)) = 0 ] && rm -rf "$COLPORTEUR_STORE/index"
    stock-adjust --quiet CASS-16 +1 >out 2>err || echo "$cut: $(head -n 1 err)" >>wrong
    cmp -s "$COLPORTEUR_STORE/$people" "behind/$people" || echo "$cut: people/ is not what it was" >>wrong
    [ $((cut % 23)) = 0 ] && { store-verify >told 2>&1 || echo "$cut: $(head -n 1 told)" >>wrong; }
    cut=$((cut + 1))
done
same wrong nothing "a person of $length bytes whose order never came to be, cut at each of them"

# 7. An index behind the journal catches up, over months too.

fresh_store
cp -R "$COLPORTEUR_STORE/index" old-index
stock-adjust --quiet LIVRE-01 =50 >told
orders C 20 LIVRE-01 | order-new --quiet >told
invoice --quiet 2 6 7 >told
stock-adjust --quiet --now 2026-12-01T00:00:00Z CASS-16 +1 >told
orders D 3 LIVRE-01 | order-new --quiet --now 2027-01-01T00:00:00Z >told
for list in order-list catalog-list stock-list invoice-list kpi; do
    $list >wanted.$list
done
for by in order-list kpi 'stock-adjust --quiet CASS-16 =6' store-verify; do
    rm -rf "$COLPORTEUR_STORE/index"
    cp -R old-index "$COLPORTEUR_STORE/index"
    $by --now 2027-01-02T00:00:00Z >told 2>&1
    is $? 0 "$by: an index that lags is no matter"
    for list in order-list catalog-list stock-list invoice-list kpi; do
        $list >came
        cmp -s came wanted.$list || echo $list
    done >wrong
    same wrong nothing "$by: and all lists are as before"
done
in_order "and the store is in order"
tap_end
