#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a tool loads as it starts is only what it uses: each library costs every run of a script's filter. Those of the store
# and of records are every tool's, patterns are of those that read tables, libcsv of one that writes them; where configure found archives, none is loaded.
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

command -v readelf >/dev/null || skip_all "there is no readelf"

loaded() { # PROGRAM
    readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

! grep -q __asan_init "$COLPORTEUR_BUILD/cmd/kpi" || skip_all "the sanitizers bring libraries of their own"

for path in "$srcdir"/cmd/*.c; do
    tool=$(basename "$path" .c)
    may='libc|libjansson|liblmdb|libnettle|libzstd'
    case $tool in
    catalog-diff | catalog-find | catalog-lint | exchange-import | order-import | track-import) may="$may|libpcre2-8" ;;
    invoice-check) may="$may|libpcre2-8|libexpat" ;;
    catalog-import) may="$may|libpcre2-8|libexpat" ;;
    channel-set | feed-export) may="$may|libpcre2-8|libcsv" ;;
    pickup-point-import | pickup-point-list) may="$may|libm" ;;
    kpi | manifest) may="$may|libcsv" ;;
    vat-check) may="$may|libpcre2-8|libcurl" ;;
    esac
    others=$(loaded "$COLPORTEUR_BUILD/cmd/$tool" | grep -Ev "^($may)\\.so(\\.|\$)")
    is "$others" "" "$tool loads nothing that it does not use"
done
tap_end
