#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The table by which letters lose case and accents is what Unicode's data makes it.

# shellcheck source=tests/tap.sh
. "${srcdir:-$(dirname "$0")/..}/tests/tap.sh"

"$srcdir/lib/base/folding-table" >made || tap_end
same made "$srcdir/lib/base/folding_table.h" "folding_table.h is what folding-table prints"
tap_end
