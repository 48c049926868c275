#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The files of WooCommerce, Magento, Shopify and PrestaShop: what is imported, exported in the same dialect and imported into an empty store is what
# it was; importing a file twice changes nothing; what the platform has no more is gone.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

samples=$srcdir/tests/dialects
COLPORTEUR_NOW=2026-11-21T12:00:00Z
export COLPORTEUR_NOW COLPORTEUR_STORE

new_store() { # NAME [SETTING...]
    COLPORTEUR_STORE=$scratch/$1
    shift
    set -- company.name=Exemple company.country=BE shop.currency=EUR shop.vat_rate=21 shop.time_zone=Europe/Brussels "$@"
    for setting; do
        shift
        set -- "$@" --set "$setting"
    done
    store-init "$@" >"$scratch/init" 2>&1 || fail "store-init" "$(cat "$scratch/init")"
}

import() { # OPTIONS-AND-FILES, into COLPORTEUR_STORE
    catalog-import "$@" >"$scratch/imported" 2>"$scratch/said" || fail "catalog-import $*" "$(cat "$scratch/said")"
}

written() { # how many records the last import wrote
    sed -n 's/.* read, \([0-9]*\) written.*/\1/p' "$scratch/said"
}

export_to() { # FOLDER DIALECT
    mkdir -p "$1"
    catalog-list >"$1/list"
    case $2 in
    prestashop)
        feed-export prestashop <"$1/list" >"$1/1-products.csv" 2>>"$1/said"
        feed-export --format combinations prestashop <"$1/list" >"$1/2-combinations.csv" 2>>"$1/said"
        ;;
    *) feed-export "$2" <"$1/list" >"$1/products.csv" 2>>"$1/said" ;;
    esac
}

round_trip() { # NAME DIALECT FILE...
    name=$1 dialect=$2
    shift 2
    rm -rf "$scratch/first" "$scratch/second" "$scratch/a" "$scratch/b"
    new_store a
    import --stock "$@"
    case $(grep -c "recognised as a .* export" "$scratch/said") in
    $#) pass "$name: recognised" ;;
    *) fail "$name: recognised" "$(cat "$scratch/said")" ;;
    esac
    export_to "$scratch/first" "$dialect"
    stock-list >"$scratch/first/stock"
    import --stock "$@"
    is "$(written)" 0 "$name: the same file again changes nothing"
    new_store b
    import --stock "$scratch"/first/*.csv
    export_to "$scratch/second" "$dialect"
    stock-list >"$scratch/second/stock"
    same "$scratch/second/list" "$scratch/first/list" "$name: exported and imported, products are what they were"
    sed 's/,"by":[-0-9]*//' "$scratch/first/stock" >"$scratch/wanted"
    sed 's/,"by":[-0-9]*//' "$scratch/second/stock" >"$scratch/came"
    same "$scratch/came" "$scratch/wanted" "$name: and so is the stock"
    for file in "$scratch"/first/*.csv; do
        same "$scratch/second/${file##*/}" "$file" "$name: ${file##*/} has the same bytes"
    done
}

round_trip "WooCommerce, every type of product" woocommerce "$samples/woocommerce.csv"
round_trip "WooCommerce, in French, with decimal commas" woocommerce "$samples/woocommerce-fr.csv"
round_trip "Magento 2, store views, variations and bundles" magento "$samples/magento.csv"
round_trip "Shopify, before 2025" shopify "$samples/shopify-2024.csv"
round_trip "Shopify, since 2025" shopify "$samples/shopify-2025.csv"
is "$(grep -o 'BRD-[SL]' "$scratch/first/products.csv" | paste -sd ' ' -)" "BRD-S BRD-L" "variants stand in the order they had"
round_trip "PrestaShop, products and combinations" prestashop "$samples/prestashop-products.csv" \
    "$samples/prestashop-combinations.csv"
round_trip "PrestaShop, in French and Windows-1252" prestashop "$samples/prestashop-produits.csv"
round_trip "PrestaShop, the grid" prestashop "$samples/prestashop-grid.csv"

# A shop whose prices have no tax.
rm -rf "$scratch/a"
new_store a shop.prices_include_tax=false
import "$samples/prestashop-products.csv" "$samples/prestashop-combinations.csv"
is "$(catalog-list BLK BLK-G-200 | sed 's/.*"price":"\([^"]*\)","sale":{"price":"\([^"]*\)".*/\1 \2/')" \
    "106.61157 95.950413
146.61157 131.950413" "prices with tax become a shop's without; what a combination costs more has none already"
feed-export prestashop <"$scratch/first/list" 2>"$scratch/said" | head -n 1 | grep -q 'Price tax excluded' &&
    pass "and the file tells that they are without" || fail "and the file tells that they are without"

# What the platform has no more is gone; what a file does not tell stays.
rm -rf "$scratch/a"
new_store a
cat >first.csv <<'END'
Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Compare At Price,Variant Barcode,Variant Inventory Policy
cup,Cup,Exemple,Title,Default Title,CUP,8,10,PAT-7,continue
END
import first.csv
sed 's/8,10,PAT-7,continue/9,,,deny/' first.csv >second.csv
import second.csv
is "$(catalog-list CUP | sed 's/.*"price"/"price"/')" \
    '"price":"9.00","ids":{"shopify":"cup"}}' "a sale that is over goes, and a code that is"
printf 'Handle,Variant SKU,Variant Price\ncup,CUP,7\n' >third.csv
import --from shopify third.csv
is "$(catalog-list CUP | jq -r '[.name, .brand, .price] | join(" ")')" "Cup Exemple 7.00" "a file of prices changes prices alone"

# Formulas.
cat >formulas.csv <<'END'
Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Policy,Status
f,"=HYPERLINK(""http://example.org"")",+1 free,@vendor,Title,Default Title,-F,1,deny,active
END
rm -rf "$scratch/a"
new_store a
import formulas.csv
catalog-list >list
feed-export shopify <list >out.csv 2>/dev/null
is "$(sed -n 2p out.csv | cut -c 1-66)" "f,\"'=HYPERLINK(\"\"http://example.org\"\")\",'+1 free,'@vendor,,,,true," \
    "no cell is a formula to a spreadsheet"
rm -rf "$scratch/b"
new_store b
import out.csv
catalog-list >again
same again list "and the text comes back as it was"

# Two products with one reference stay two.
rm -rf "$scratch/a"
new_store a
printf 'Product ID;Name *;Price tax included;Tax rules ID;Reference #\n1;Cup;3;1;C\n2;Can;4;1;C\n' >twice.csv
catalog-import twice.csv >imported 2>said
is "$? $(jq -r .name imported) $(grep -c 'is that of the product 1 of prestashop' said)" "1 Cup 1" \
    "a reference that another product has is refused"

# Rows that are refused cost themselves alone.
rm -rf "$scratch/a"
new_store a
cat >refused.csv <<'END'
Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Policy
cup,Cup,V,Colour,Blue,C-B,3,deny
cup,,,,Red,C-R,three,deny
cup,,,,Green,C-G,3,deny
END
catalog-import --rejects rejects refused.csv >imported 2>said
is "$? $(jq -r .sku imported | paste -sd ' ' -)" "1 cup C-B C-G" "a variant with a price that is none leaves the others"
is "$(jq -r '[.line, .code, .field] | join(" ")' rejects)" "3 not_a_number Variant Price" "it is named by line and column"
tap_end
