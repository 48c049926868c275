/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/issuing.h"

#include "shop/mentions.h"
#include "tool/law.h"

bool issuing_prepare(struct run *run, struct fault *fault)
{
    static struct text table = TEXT_INIT;
    static struct mentions mentions = MENTIONS_INIT;

    if (!mentions.count && (!law_read_table("mentions.tsv", &table, fault) || !mentions_read(&mentions, text_slice(&table), fault)))
        return false;
    run->settings.mentions = &mentions;
    return true;
}
