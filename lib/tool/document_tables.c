/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/document_tables.h"

#include "tool/tool.h"

bool document_tables_read(struct document_tables *tables, struct fault *fault)
{
    if (!tables->read)
        tables->read = tool_read_data("documents", "words.tsv", &tables->bytes[0], fault) &&
                       words_read(&tables->words, text_slice(&tables->bytes[0]), fault) &&
                       tool_read_data("law", "mentions.tsv", &tables->bytes[1], fault) &&
                       mentions_read(&tables->mentions, text_slice(&tables->bytes[1]), fault) &&
                       tool_read_data("labels", "countries.tsv", &tables->bytes[2], fault) &&
                       countries_read(&tables->countries, text_slice(&tables->bytes[2]), fault);
    return tables->read;
}

void document_tables_release(struct document_tables *tables)
{
    words_release(&tables->words);
    mentions_release(&tables->mentions);
    countries_release(&tables->countries);
    text_release(&tables->bytes[0]);
    text_release(&tables->bytes[1]);
    text_release(&tables->bytes[2]);
    tables->read = false;
}
