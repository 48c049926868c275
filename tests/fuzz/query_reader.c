/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "base/folding.h"
#include "base/needle.h"
#include "shop/query.h"
#include "json/write.h"

/*
 * The input is what somebody looks for, then a byte 0x1c and a text, which is the name of a product and of its parent.
 *
 * Demanded: a query that is refused is a mistake of usage with a reason; one that is taken answers the same of a product each
 * time, or says that a pattern gave up; a word is found in the text, whatever bytes that has, where folding all of it finds it.
 */

enum { FILE_SEPARATOR = 0x1c };

static bool begins_with_word(struct slice text, const struct needle *needle)
{
    struct text folded = TEXT_INIT;
    bool does;

    fold_text(text, &folded);
    does = folded.length >= needle->length && memcmp(folded.bytes, needle->folded, needle->length) == 0;
    text_release(&folded);
    return does;
}

static void demand_word_found(struct slice word, struct slice text)
{
    struct needle needle;
    bool found = false;

    if (text.length > 300 || !needle_init(&needle, word))
        return;
    for (struct slice rest = text; !found && rest.length; rest = slice_from(rest, fold_character(rest).taken))
        found = begins_with_word(rest, &needle);
    demand(!needle.is_ascii || needle_in(&needle, text) == found, "a word is found where folding finds it");
    demand(needle.is_ascii || needle_in(&needle, text) || !found, "a word of another alphabet is found as well");
    needle_release(&needle);
}

static void demand_answer(struct query *query, struct slice record, struct slice parent)
{
    struct fault fault = FAULT_INIT;
    bool fits = false;
    bool again = false;
    bool answered = query_fits(query, record, parent, &fits, &fault);

    if (!answered) {
        demand(fault.kind == FAULT_USAGE && fault.reason[0], "a pattern that gave up is told");
        return;
    }
    demand(query_fits(query, record, parent, &again, &fault) && fits == again, "a query answers the same each time");
    (void)query_stock_fits(query, 5);
}

static void demand_query(const char *term, struct slice name)
{
    struct fault fault = FAULT_INIT;
    struct query *query = NULL;
    struct text record = TEXT_INIT;
    struct text variant = TEXT_INIT;

    if (!query_read(&query, &term, 1, &fault)) {
        demand(fault.kind == FAULT_USAGE && fault.reason[0], "a query that is refused is a mistake of usage");
        return;
    }
    text_add_string(&record, "{\"type\":\"product\",\"sku\":\"A\"");
    json_put_string(&record, "name", name);
    text_add_string(&record,
                    ",\"tags\":[\"x\"],\"price\":\"10.00\",\"sale\":{\"price\":\"9.00\"},\"weight_g\":7,\"texts\":{\"fr\":{");
    json_put_string(&record, "name", name);
    text_add_string(&record, "}},\"attributes\":{\"size\":42}}");
    text_add_string(
        &variant,
        "{\"type\":\"product\",\"sku\":\"A-1\",\"parent\":\"A\",\"options\":{\"Colour\":\"x\"},\"attributes\":{\"on\":true}}");
    demand_answer(query, text_slice(&record), (struct slice){NULL, 0});
    demand_answer(query, text_slice(&variant), text_slice(&record));
    query_free(query);
    text_release(&record);
    text_release(&variant);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice input = {(const char *)data, size};
    const char *separator = size ? memchr(input.bytes, FILE_SEPARATOR, size) : NULL;
    struct slice name = {"", 0};
    struct text term = TEXT_INIT;

    if (separator) {
        name = slice_from(input, (size_t)(separator - input.bytes) + 1);
        input.length = (size_t)(separator - input.bytes);
    }
    demand_word_found(input, name);
    text_add_slice(&term, input);
    name.length = utf8_valid_length(name);
    demand_query(text_string(&term), name);
    text_release(&term);
    return 0;
}
