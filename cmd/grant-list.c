/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/grant_evidence.h"
#include "shop/grant_keys.h"
#include "tool/grant_key.h"
#include "tool/listing.h"
#include "json/scan.h"
#include "json/write.h"

static const char *address, *key_file, *links, *order;
static bool evidence, keys;
static struct text key;

static const struct option_row options[] = {
    {0, "address", "ADDRESS", "of which a download went to this IP address", OPTION_TEXT, &address},
    {0, "evidence", NULL, "with what tells where the customer is", OPTION_FLAG, &evidence},
    {0, "key-file", "FILE", "with the key that signs (COLPORTEUR_GRANT_KEY)", OPTION_TEXT, &key_file},
    {0, "keys", NULL, "with the licence keys: only for who gives them to their customers", OPTION_FLAG, &keys},
    {0, "links", "URL", "with the links: URL, and behind it the token", OPTION_TEXT, &links},
    {0, "order", "ID", "of this order", OPTION_TEXT, &order},
    {0},
};

static void put_link(const struct grant *grant, struct text *text)
{
    struct text link = TEXT_INIT;

    text_add_string(&link, links);
    grant_token(grant, text_slice(&key), &link);
    json_put_string(text, "link", text_slice(&link));
    text_release(&link);
}

static bool print_more(struct run *run, struct slice record, struct fault *fault)
{
    struct text text = TEXT_INIT;
    struct grant grant;
    bool wanted = true;
    bool done;

    arena_clear(&run->arena);
    done = grant_from_stored(&grant, record, &run->arena, fault) &&
           (!address || grant_went_to(&grant, slice_of(address), run->store, &wanted, fault));
    text_add(&text, record.bytes, record.length - 1);
    if (done && links)
        put_link(&grant, &text);
    done = done && (!keys || grant_put_keys(&grant, run->store, &run->arena, &text, fault));
    if (done && evidence)
        grant_put_evidence(&grant, &text);
    text_add_byte(&text, '}');
    if (done && wanted)
        listing_print_made(run, text_slice(&text));
    text_release(&text);
    return done;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    if (order && !slice_is(scan_text(scan_find(row->value, "order")), order))
        return true;
    if (address || evidence || links || keys)
        return print_more(run, row->value, fault);
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return (!links || grant_key_read(key_file, &key, fault)) && listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "grant-list",
    .summary = "Lists what customers may fetch, and fetched.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "grant",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
