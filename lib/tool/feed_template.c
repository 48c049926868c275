/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/feed_template.h"

#include "tool/tool.h"

bool feed_template_read(const char *name, struct text *text, struct feed_options *options, struct fault *fault)
{
    if (!name)
        return true;
    if (!tool_read_data("templates", name, text, fault))
        return false;
    options->template_name = name;
    /* An empty file is a template too, if a poor one. */
    (void)text_string(text);
    options->template_text = text_slice(text);
    return true;
}
