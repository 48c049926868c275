/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/einvoice_files.h"

#include "tool/tool.h"

static const char folder[] = "einvoice";

static bool read_other(void *context, const char *other, const char *name, struct text *text, struct fault *fault)
{
    (void)context;
    return tool_read_data(other, name, text, fault);
}

bool einvoice_codes_of(struct code_lists *lists, const char *name, struct fault *fault)
{
    const struct code_files others = {.read = read_other};
    struct text text = TEXT_INIT;
    bool done = tool_read_data(folder, name, &text, fault) && code_lists_read(lists, text_slice(&text), name, &others, fault);

    text_release(&text);
    return done;
}

bool einvoice_codes_read(struct code_lists *lists, struct fault *fault)
{
    return einvoice_codes_of(lists, "en16931-1.3.16.codes", fault);
}
