#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Stores of older formats, as the programs of their time left them in tests/formats, and of newer ones; and the shop as it
# was at any instant.

. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

make_example_store || { tap_end; exit; }
fresh_store
# What tools of that time did not write yet is left out: members of orders and documents that came since.
since='del(.goods, .delivery_day, .paid, .due_day, .terms, .language, .payment_reference, .buyer, .tax, .mentions)
    | if .type == "order" or .type == "invoice" then del(.lines[]?[("unit", "gtin", "kind", "vat_category")]) else . end'
answers() {
    every_answer | jq -c "$since"
}
every_answer() {
    order-list --with person && catalog-list --with stock && stock-list && invoice-list && kpi --day --by country && kpi --by sku
}
answers >wanted
: >nothing

# 1. An older store is left alone until store-upgrade is asked.

older() {
    rm -rf old
    cp -R "$srcdir/tests/formats/1" old
    chmod -R u+rwX old
}
COLPORTEUR_STORE=old
older
: >wrong
for call in order-list 'stock-adjust CASS-16 +1' 'kpi' 'store-verify' 'store-rebuild' 'store-log' 'store-init --set company.city=Seraing'; do
    $call >out 2>err
    status=$?
    [ "$status $(wc -c <out)" = '3 0' ] || echo "$call: $status"
    grep -q 'format 1.*store-upgrade' err || echo "$call: $(head -n 1 err)"
done >wrong
same wrong nothing "a store of format 1 is refused by its name, and the message says what to do"
diff -r old "$srcdir/tests/formats/1" >told 2>&1
is "$(grep -vc ': lock$\|: index$' told)" 0 "and nothing of it is changed"

store-upgrade --dry-run >out 2>err
is "$? $(cat out)" '0 {"type":"upgrade","id":"2","from":1,"to":2}' "store-upgrade --dry-run says what would be"
is "$(cat old/format)" 'colporteur-store 1' "and does not do it"
store-upgrade >out 2>err
is "$? $(cat out)" '0 {"type":"upgrade","id":"2","from":1,"to":2}' "store-upgrade"
is "$(cat err)" 'store-upgrade: 1 read, 1 written, 0 unchanged, 0 rejected' "says what it did"
answers >came 2>err
same came wanted "all answers are those of a shop of today"
store-verify --quiet >told 2>&1
is $? 0 "and the store is in order"
cmp -s -n "$(wc -c <"$srcdir/tests/formats/1/journal/2026-11.jsonl")" old/journal/2026-11.jsonl "$srcdir/tests/formats/1/journal/2026-11.jsonl"
is $? 0 "no line of the journal was changed"
sum=$(cat old/journal/* old/people/* old/format | sha256sum)
store-upgrade >out 2>err
is "$? $(wc -c <out) $(cat err)" '0 0 store-upgrade: 1 read, 0 written, 1 unchanged, 0 rejected' "a second time there is nothing to do"
is "$(cat old/journal/* old/people/* old/format | sha256sum)" "$sum" "and nothing is done"

older
sed -i '7s/39.90/29.90/' old/journal/2026-11.jsonl
store-upgrade >out 2>err
is "$? $(wc -c <out) $(cat old/format)" '3 0 colporteur-store 1' "a store whose chain is broken stays what it is"

# Stopped at any moment.
: >wrong
stopped=0
pause=1
while [ $pause -le 40 ]; do
    older
    store-upgrade --quiet >out 2>err &
    sleep "$(printf '0.%03d' $((pause % 20)))"
    kill -9 $! 2>told && stopped=$((stopped + 1))
    wait $! 2>told
    store-upgrade --quiet >out 2>err || echo "$pause: $(head -n 1 err)"
    store-verify --quiet >told 2>&1 || echo "$pause: $(head -n 1 told)"
    [ "$(store-log --kind upgrade | wc -l)" = 1 ] || echo "$pause: noted $(store-log --kind upgrade | wc -l) times"
    pause=$((pause + 1))
done >wrong
same wrong nothing "stopped anywhere, it is completed by the next one"
echo "# stopped: $stopped"

# 2. A newer one.

fresh_store
printf 'colporteur-store 3\nwhatever comes then\n' >"$COLPORTEUR_STORE/format"
: >wrong
for call in order-list 'stock-adjust CASS-16 +1' store-verify store-upgrade; do
    $call >out 2>err
    [ "$? $(wc -c <out)" = '3 0' ] && grep -q 'format 3' err || echo "$call: $(head -n 1 err)"
done >wrong
same wrong nothing "a store of a newer format is refused by its name"

# 3. The shop as it was.

fresh_store
store-rebuild --until 16 past 2>err
is "$? $(cat err)" '0 store-rebuild: 16 transactions folded' "store-rebuild --until SEQ DIR"
is "$(sed -n 2p past/format)" "as of $(sed -n 16p "$COLPORTEUR_STORE"/journal/2026-11.jsonl | jq -r .at)" "says as of when it is"
is "$(order-list -s past | jq -r .id | tr '\n' ' ')" '1 ' "the shop of that moment has its orders"
is "$(stock-list -s past POEL-24 | jq -c '[.location, .on_hand, .reserved]' | tr '\n' ' ')" '["atelier",4,0] ["main",12,2] ' "and its stock"
is "$(invoice-list -s past | wc -l)" 0 "before the first invoice"
is "$(order-list -s past --with person | jq -r .customer.name)" 'Ursule Delvaux' "and its persons"
is "$(wc -l <past/people/2026-11.jsonl)" 1 "but nobody who came later"
store-verify -s past --quiet >told 2>&1
is $? 0 "it is in order"
stock-adjust -s past CASS-16 +1 >out 2>err
is "$? $(wc -c <out)" '3 0' "nobody writes to it"
grep -q 'as it was' err
is $? 0 "and is told why"
stock-adjust -s past --dry-run --quiet CASS-16 +1 >out 2>err
is "$? $(jq .on_hand out)" '0 9' "what would have been can be asked"
store-rebuild --until 16 past >out 2>err
is $? 1 "a folder that is there is not written over"

store-rebuild --quiet --until 2026-11-02T08:05:00Z morning
is "$(catalog-list -s morning | wc -l) $(stock-list -s morning | wc -l)" '8 0' "as of an instant"
store-rebuild --quiet --until 2026-11-02 day
is "$(stock-list -s day | wc -l)" 6 "as of the end of a day"
COLPORTEUR_NOW=2027-03-01T00:00:00Z stock-adjust --quiet CASS-16 +1 >told
store-rebuild --quiet --until 2026-12-31 december
is "$(stock-list -s december CASS-16 | jq .on_hand) $(find december/journal -type f | wc -l)" '5 1' "over months"
store-rebuild --quiet --until 2027-03-02 all
cmp "$COLPORTEUR_STORE/journal/2027-03.jsonl" all/journal/2027-03.jsonl
is $? 0 "byte for byte"
store-rebuild --until 2001-01-01 nothing-yet 2>err
is "$? $(cat err)" '0 store-rebuild: 0 transactions folded' "before the shop there was none"
store-rebuild --until 5 >out 2>err
is $? 2 "--until without a folder is no use"
store-rebuild somewhere >out 2>err
is $? 2 "nor is a folder without --until"

# 4. Modes that no umask changes, and a journal that is open to a group.

: >wrong
for mask in 000 077 777; do
    rm -rf masked
    (umask $mask && store-init --quiet -s masked --set company.name=X --set company.country=BE --set shop.currency=EUR >told) || echo "$mask: cannot be made" >>wrong
    find masked -type d ! -perm 700 -o -type f ! -perm 600 | sed "s/^/$mask: /" >>wrong
done
same wrong nothing "files have mode 0600 and folders 0700 under any umask"
chmod g+rx masked masked/journal
store-init --quiet -s masked --now 2027-05-01T00:00:00Z --set company.city=Huy >told
is "$(stat -c %a masked/journal/2027-05.jsonl masked/people masked/index | tr '\n' ' ')" '640 700 700 ' "a new month may be read by the group that may read the folder"
tap_end
