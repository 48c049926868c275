/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/gift_card_code_file.h"

#include "tool/tool.h"

bool gift_card_code_file_read(const char *file, struct text *code, struct fault *fault)
{
    text_clear(code);
    if (!tool_read_file(file, code, fault))
        return false;
    while (code->length && (code->bytes[code->length - 1] == '\n' || code->bytes[code->length - 1] == '\r'))
        code->length--;
    return true;
}
