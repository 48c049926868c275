/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/deposit_lines.h"

static struct slice name_of(const struct document *document, const struct wording *wording, struct arena *arena)
{
    struct place_value values[2] = {{'n', document->order}, {'r', {NULL, 0}}};
    struct fault unreadable = FAULT_INIT;
    struct text share = TEXT_INIT;
    struct text name = TEXT_INIT;
    struct slice taken;
    percent part;

    if (document->share.length && percent_read(document->share, "percent", &part, &unreadable))
        word_percent(&share, wording, part);
    values[1].value = text_slice(&share);
    word_fill(&name, wording, share.length ? "deposit.share" : "deposit.amount", values, 2);
    taken = arena_copy(arena, text_slice(&name));
    text_release(&share);
    text_release(&name);
    return taken;
}

void deposit_lines_name(struct document *document, const struct wording *wording, struct arena *arena)
{
    for (size_t i = 0; document->purpose == PURPOSE_DEPOSIT && i < document->content.line_count; i++)
        if (!document->content.lines[i].name.length)
            document->content.lines[i].name = name_of(document, wording, arena);
}
