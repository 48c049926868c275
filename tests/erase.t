#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Persons can go: what is erased is in no file of the store, whatever interrupts it; everything else stays as it was.
#
# With TORTURE=1 there are more kills and more writers.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

kills=4
rounds=6
[ -z "${TORTURE-}" ] || kills=300 rounds=60
store=$scratch/store
COLPORTEUR_STORE=$store
export COLPORTEUR_STORE
: >nothing

at() { # DAY COMMAND...
    COLPORTEUR_NOW=$1T12:00:00Z
    export COLPORTEUR_NOW
    shift
    "$@"
}

# order REFERENCE DAY CUSTOMER-AS-JSON [NOTE]
order() {
    printf '{"reference":"%s","placed_at":"%sT10:00:00Z","financial_status":"paid","customer":%s,"lines":[{"sku":"PAN","quantity":1}]%s}\n' \
        "$1" "$2" "$3" "${4:+,\"note\":\"$4\"}"
}

odile='{"id":"K-1","name":"Odile Roselant","email":"Odile.Roselant@example.org","phone":"+32 470 11 22 33","address":{"street":"Rue des Tilleuls 81","city":"Namur","country":"BE"}}'
moved='{"id":"K-1","name":"Odile Roselant","email":"odile@example.net","address":{"street":"Quai aux Briques 9","city":"Bruxelles","country":"BE"}}'
basile='{"id":"K-2","name":"Basile Gaufrier","email":"basile@example.org","address":{"street":"Place du Perron 4","city":"Liège","country":"BE"}}'
secrets='Odile|Roselant|odile@|470 11 22 33|Tilleuls|Briques|sonnez chez la voisine|laisser au garage'

# The whole store, byte for byte, whatever kind of file: lines that name the person.
told_of() {
    grep -rahoEi "$secrets" "$1" | sort | uniq -c
}

# The index holds addresses as digests of 32 bytes.
digest_known() {
    digest=$(printf %s "$2" | sha256sum | cut -c 1-64)
    if od -An -v -tx1 "$1/index/data.mdb" | tr -d ' \n' | grep -q "$digest"; then echo known; else echo unknown; fi
}

figures() {
    kpi --total
    kpi --month --by country
    kpi --basis invoice
    stock-list
    invoice-list
    order-list
}

# 1. A shop of two years with a customer who moved, notes, invoices, and others.

at 2025-03-01 store-init --quiet --set company.name=Ourthe --set company.country=BE \
    --set company.street='Rue du Pont 12' --set company.postcode=4500 --set company.city=Huy --set company.vat_number=BE0123456749 --set shop.currency=EUR --set shop.vat_rate=21 >told
echo '{"sku":"PAN","name":"Pan","price":"39.90"}' | catalog-import --quiet >told
stock-adjust --quiet PAN =1000 >told
order E-1 2025-03-02 "$odile" "sonnez chez la voisine" | at 2025-03-02 order-new --quiet >told
order E-2 2025-03-02 "$basile" | order-new --quiet >told
order-ship --quiet 1 2 >told
invoice --quiet 2 >told
order E-3 2026-02-03 "$moved" "laisser au garage" | at 2026-02-03 order-new --quiet >told
order-ship --quiet 3 >told
COLPORTEUR_NOW=2026-03-01T12:00:00Z
figures >wanted
store-verify --quiet >told 2>&1
is "$? $(told_of "$store" | wc -l)" "0 8" "a shop in order that knows a person"
is "$(digest_known "$store" odile@example.net) $(digest_known "$store" basile@example.org)" 'known known' "and customers by their e-mail addresses"
cp -R "$store" before

# 2. The trial.

customer-forget --dry-run K-1 >trial 2>err
is "$? $(jq -c '[.id, .erased]' trial | tr '\n' ' ')" '0 ["note/1",[1]] ["note/3",[1]] ["customer/K-1",[1,2]] ' "--dry-run tells what would go"
for folder in journal people; do
    diff -r "before/$folder" "$store/$folder" >told 2>&1
    is $? 0 "and leaves $folder/ as it was"
done

# 3. The person goes.

customer-forget K-1 >forgotten 2>err
is $? 0 "customer-forget"
same forgotten trial "prints what --dry-run promised"
told_of "$store" >told
same told nothing "no file of the store knows the person any more"
is "$(cat "$store"/people/* | wc -c)" "$(cat before/people/* | wc -c)" "no line of people/ moved"
is "$(digest_known "$store" odile@example.net) $(digest_known "$store" odile.roselant@example.org)" 'unknown unknown' "nor the digest of an address"
grep -qa 'Basile Gaufrier' "$store/people/2025-03.jsonl"
is $? 0 "others stay"
figures >came
same came wanted "orders, invoices, stock and figures are the same"
order-list --with person 1 3 | jq -c '[.customer, .note]' >came
printf '%s\n' '[{"id":"K-1","version":1},{"version":1}]' '[{"id":"K-1","version":2},{"version":1}]' >wanted-orders
same came wanted-orders "records come without the person"
store-verify --quiet >told 2>&1
same told nothing "store-verify finds nothing"
prev=$(printf %064d 0)
cat "$store"/journal/*.jsonl | while IFS= read -r line; do
    case $line in
    *"\"prev\":\"$prev\""*) ;;
    *) printf 'broken: %.60s\n' "$line" ;;
    esac
    prev=$(printf '%s\n' "$line" | sha256sum | cut -c 1-64)
done >told
same told nothing "nor does sha256sum: the chain holds"
store-rebuild --quiet
figures >came
same came wanted "an index made anew gives the same"
customer-forget K-1 >came 2>err
is "$? $(grep -c ' 0 written, 1 unchanged' err)" "0 1" "once more changes nothing"
customer-export K-1 | jq -r .type | sort | uniq -c | awk '{ print $2, $1 }' | tr '\n' ' ' >came
is "$(cat came)" "customer 1 erasure 3 order 2 " "what is left of the person is no person's"

store-rebuild --quiet --until 2026-02-28T00:00:00Z past >told 2>&1
is "$(order-list --store past | wc -l) $(order-list --store past --with person 1 | jq -c .customer)" '3 {"id":"K-1","version":1}' "a look back at the day before does not know the person either"
store-verify --quiet --store past >told 2>&1
same told nothing "and is in order"

# 4. Who comes back is somebody new.

order E-4 2026-03-01 "$odile" | order-new --quiet >came
is "$(jq -c .customer came)" '{"id":"K-1","version":3}' "who comes back gets the next version"
order E-5 2026-03-01 '{"email":"odile@example.net"}' | order-new --quiet >came
is "$(jq -r '.customer.id' came)" auto-1 "an e-mail address that was erased is nobody's"
order-ship --quiet 4 5 >told
customer-forget --quiet K-1 auto-1 >told
told_of "$store" >told
same told nothing "and can go again"
store-verify --quiet >told 2>&1
same told nothing "in order"
: >wrong
for by in "store-rebuild --quiet" "rm -rf $store/index"; do
    $by
    order "E-${#by}" 2026-03-01 "$odile" | order-new --quiet | jq -r .customer.version >>came
done
is "$(tail -n 2 came | tr '\n' ' ')" "4 4 " "versions do not begin anew with the index"

# 5. A crash between the journal's line and the overwriting: the same states, put together from before and after.

interrupted() {
    rm -rf "$store"
    cp -R before "$store"
    cp after/journal/* "$store/journal/"
    rm -f "$store/head"
    case $1 in no*) rm -rf "$store"/index ;; esac
}
rm -rf "$store" after
cp -R before "$store"
customer-forget --quiet K-1 >told
cp -R "$store" after
for index in 'the index of before' 'no index'; do
    interrupted "$index"
    store-verify >out 2>err
    is "$? $(jq -r '[.code, .file, .line] | @tsv' out | tr '\t' ' ')" "1 not_erased people/2025-03.jsonl 1" "$index: store-verify finds what was not carried out"
    stock-adjust --quiet --dry-run PAN +1 >out 2>err
    is "$? $(told_of "$store/people" | wc -l)" "0 8" "$index: a trial leaves it"
    stock-adjust --quiet PAN +1 >told 2>&1
    told_of "$store" >told
    same told nothing "$index: the next writer carries it out"
    store-verify --quiet >told 2>&1
    same told nothing "$index: and the store is in order"
    interrupted "$index"
    order-list --with person 1 3 | grep -caE "$secrets" >told
    is "$(cat told)" 0 "$index: a reader is not told"
    stock-adjust --quiet PAN +1 >told 2>&1
    told_of "$store" >told
    same told nothing "$index: and does not make it forgotten"
done

# 6. Stopped before each call that changes a file, with an index that is believed; and killed at any moment.

faults=$COLPORTEUR_BUILD/tests/shim/faults.so
stopped_before() { # NUMBER COMMAND...
    number=$1
    shift
    FAULTS_FOLDER=$scratch FAULTS_PLAN=before:$number LD_PRELOAD=$faults "$@"
}
stopped_before 1 stock-adjust --quiet PAN +1 >told 2>&1
if [ $? = 137 ]; then
    : >wrong
    number=0
    status=137
    while [ $status = 137 ]; do
        number=$((number + 1))
        rm -rf "$store"
        cp -R before "$store"
        store-rebuild --quiet
        stopped_before $number customer-forget --quiet K-1 >out 2>err
        status=$?
        case $((number % 3)) in
        1) order-list --with person >listed ;;
        2) stock-adjust --quiet --dry-run PAN +1 >told ;;
        esac
        if [ $((number % 3)) = 1 ] && grep -q '"id":"erasure/customer/K-1"' "$store"/journal/*; then
            grep -aoE "$secrets" listed && echo "stop $number: a reader is told"
        fi >>wrong
        stock-adjust --quiet PAN +1 >told 2>&1 || echo "stop $number: the next writer ends with $?: $(cat told)" >>wrong
        if grep -q '"id":"erasure/customer/K-1"' "$store"/journal/*; then
            told_of "$store" >told
            cmp -s told nothing || echo "stop $number: erased, but told of" >>wrong
        elif [ -s out ]; then
            echo "stop $number: acknowledged and lost" >>wrong
        fi
        store-verify --quiet >told 2>&1 || echo "stop $number: $(head -n 1 told)" >>wrong
    done
    same wrong nothing "stopped before each of its calls: what the journal erases is gone"
    is "$((number > 20)) $status" "1 0" "until it was not stopped any more"
    echo "# figure: stops-while-erasing $((number - 1))"
else
    skip "stopped before each of its calls" "tests/shim/faults.so is not built, or cannot come between"
fi

: >wrong
done_by_then=0
i=0
while [ $i -lt $kills ]; do
    i=$((i + 1))
    rm -rf "$store"
    cp -R before "$store"
    [ $((i % 2)) = 0 ] && store-rebuild --quiet
    timeout -s KILL "0.0$(printf %03d $((i * 37 % 60)))" customer-forget --quiet K-1 >out 2>err
    stock-adjust --quiet PAN +1 >told 2>&1 || echo "kill $i: the next writer ends with $?: $(cat told)" >>wrong
    store-verify --quiet >told 2>&1 || echo "kill $i: $(head -n 1 told)" >>wrong
    if grep -q '"id":"erasure/customer/K-1"' "$store"/journal/*; then
        done_by_then=$((done_by_then + 1))
        told_of "$store" >told
        cmp -s told nothing || echo "kill $i: erased, but told of" >>wrong
    elif [ -s out ]; then
        echo "kill $i: acknowledged and lost" >>wrong
    fi
done
same wrong nothing "killed at any moment: what the journal erases is gone, what was acknowledged is in the journal"
echo "# figure: kills-while-erasing $kills"
echo "# figure: erasures-carried-out-after-kills $done_by_then"

# 7. While others order and read.

rm -rf "$store"
cp -R before "$store"
i=0
while [ $i -lt $rounds ]; do
    i=$((i + 1))
    order "G-$i" 2026-03-01 "{\"id\":\"G-$i\",\"name\":\"Guest Roselant $i\"}"
done >guests
order-new --quiet guests | order-ship --quiet >told 2>&1
{
    i=0
    while [ $i -lt $rounds ]; do
        i=$((i + 1))
        order "H-$i" 2026-03-01 "{\"id\":\"H-$i\",\"name\":\"Host $i\"}"
        sleep 0.05
    done
} | order-new --quiet --batch 1 >hosts 2>hosts-err &
ordering=$!
(while kill -0 $ordering; do
    order-list --with person >listed 2>reading-err || echo "order-list ends with $?: $(head -n 1 reading-err)"
    jq -e 'select(.customer.name and ((.customer.name | test("^(Odile Roselant|Basile Gaufrier|Guest Roselant [0-9]+|Host [0-9]+)$")) | not))' listed
    store-verify --quiet 2>&1
done) >reading 2>told &
reading=$!
: >wrong
i=0
while [ $i -lt $rounds ]; do
    i=$((i + 1))
    customer-forget --quiet "G-$i" >out 2>err || echo "customer-forget $i: $(cat err)" >>wrong
    grep -rqa "Guest Roselant $i\"" "$store" && echo "G-$i is still there" >>wrong
done
wait $ordering || echo "order-new ends with $?: $(cat hosts-err)" >>wrong
wait $reading
same wrong nothing "beside one who orders, $rounds are forgotten"
same reading nothing "readers meanwhile see whole persons or none, and a store in order"
is "$(order-list --with person | jq -r '.customer.name // empty' | grep -c ^Host)" "$rounds" "and no order is lost"
store-verify --quiet >told 2>&1
same told nothing "the store is in order"
echo "# figure: erasures-beside-a-writer $rounds"

# 8. Terms: an invoice of 2016 is kept to the end of 2026.

rm -rf "$store"
at 2016-05-01 store-init --quiet --set company.name=Ourthe --set company.country=FR --set company.street='Quai 2' \
    --set company.postcode=59000 --set company.city=Lille --set company.vat_number=FR40303265045 --set company.registration='RCS Lille' --set shop.currency=EUR --set shop.vat_rate=20 >told
echo '{"sku":"PAN","name":"Pan","price":"39.90"}' | catalog-import --quiet >told
stock-adjust --quiet PAN =1000 >told
order T-1 2016-05-02 "$odile" | at 2016-05-02 order-new --quiet | order-ship --quiet | invoice --quiet >told
order T-2 2016-05-02 "$basile" | order-new --quiet | order-ship --quiet >told
at 2016-06-01 customer-forget --quiet K-1 >came
is "$(jq -c '[.erased, .kept]' came)" '[[],[{"version":1,"until":"2026-12-31","because":"invoice 2016-000001"}]]' "who an invoice of 2016 names is kept to the end of 2026"
is "$(invoice --text 1 2>err | grep -c 'Odile Roselant')" 1 "and still is on the invoice"
at 2019-05-02 customer-forget --due --quiet >came
is "$(cat came)" '' "after three years, nobody is inactive"
at 2019-05-03 customer-forget --due --quiet >came
is "$(jq -c '[.id, .asked_at, .erased]' came)" '["customer/K-2",null,[1]]' "a day later, one is"
at 2019-05-03 customer-forget --due --quiet >came
is "$(cat came)" '' "and is not due again"
at 2026-12-31 customer-forget --due >came 2>err
is "$(cat came) $(cat err)" ' customer-forget: 0 read, 0 written, 0 unchanged, 0 rejected' "on the last day of the term nothing is due"
at 2027-01-01 customer-forget --due --quiet >came
is "$(jq -c '[.id, .asked_at, .erased, .kept]' came)" '["customer/K-1","2016-06-01T12:00:00.000Z",[1],null]' "on the day after it is"
told_of "$store" >told
same told nothing "and gone"
at 2027-01-01 customer-forget --due --quiet >came
is "$(cat came)" '' "once"
invoice-list | jq -r '[.id, .total] | @tsv' >came
is "$(cat came)" "2016-000001	39.90" "the invoice stays"
store-verify --quiet >told 2>&1
same told nothing "the store is in order"

# 9. Who needs no persons does not get them: a journal that is open to a group.

as_accountant() {
    setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"
}
if [ "$(id -u)" != 0 ] || ! as_accountant true 2>told || ! as_accountant test -x "$COLPORTEUR_BUILD/cmd/order-list" ||
    ! as_accountant test -r "$srcdir/tests/tap.sh"; then
    skip "another user's store" "it takes root, setpriv and a build that others may read"
else
    rm -rf "$store"
    cp -R before "$store"
    folder=$scratch
    while [ "$folder" != / ]; do # others may pass through
        as_accountant test -x "$folder" || chmod a+x "$folder"
        folder=$(dirname "$folder")
    done
    mkdir -m 1777 others
    TMPDIR=$scratch/others
    export TMPDIR
    chgrp -R 65534 "$store"/journal "$store"/format "$store"
    chmod -R go-rwx "$store"
    chmod g+rx "$store"
    chmod g+r "$store/format" "$store"/journal/*
    chmod g+rxs "$store/journal"
    for call in kpi stock-list order-list invoice-list catalog-list store-log customer-list; do
        $call >wanted-by-all 2>err
        as_accountant $call >came 2>err
        is "$? $(wc -c <err)" "0 0" "with the journal alone: $call"
        same came wanted-by-all "with the journal alone: $call says the same"
    done
    as_accountant order-list --with person >came 2>err
    order-list >wanted-by-all
    same came wanted-by-all "with the journal alone: records come without persons"
    as_accountant customer-export K-1 | grep -caE "$secrets" >came
    is "$(cat came)" 0 "with the journal alone: customer-export knows nobody"
    as_accountant customer-forget K-1 >out 2>err
    is "$? $(wc -c <out)" "3 0" "with the journal alone: nobody is forgotten"
    as_accountant cat "$store"/people/2025-03.jsonl >out 2>err
    is "$? $(wc -c <out)" "1 0" "people/ is closed"
    stock-adjust --quiet PAN +1 >told
    at 2027-02-01 stock-adjust --quiet PAN +1 >told
    as_accountant store-log 2>err | tail -n 1 | jq -r .at >came
    is "$(cat came)" 2027-02-01T12:00:00.000Z "the next month is open to the group too"
    customer-forget --quiet K-1 >told
    as_accountant kpi --total >came 2>err
    kpi --total >wanted-by-all
    same came wanted-by-all "and nothing changes for who has the journal when a person goes"
    is "$(ls others)" '' "nothing is left in TMPDIR"
fi
tap_end
