/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/grant_evidence.h"
#include "shop/grant_keys.h"
#include "tool/chance.h"
#include "tool/grant_key.h"
#include "tool/tool.h"
#include "json/read.h"

static bool shows_keys;
static const char *address_given, *bytes_given, *country_given, *key_file, *key_given;
static struct text key;
static unsigned char random_bytes[SALT_SIZE];

static const struct option_row options[] = {
    {0, "address", "ADDRESS", "to this IP address, of which a digest is kept", OPTION_TEXT, &address_given},
    {0, "bytes", "N", "so many were sent", OPTION_TEXT, &bytes_given},
    {0, "country", "CC", "where the customer's machine is", OPTION_TEXT, &country_given},
    {0, "key", "KEY", "what the web server calls the request: told again, it is the same", OPTION_TEXT, &key_given},
    {0, "keys", NULL, "with the licence keys: only for who gives them to their customers", OPTION_FLAG, &shows_keys},
    {0, "key-file", "FILE", "with the key that signs (COLPORTEUR_GRANT_KEY)", OPTION_TEXT, &key_file},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return chance_bytes(random_bytes, sizeof random_bytes, fault) && grant_key_read(key_file, &key, fault);
}

/* The download's address is as it was told, not yet its digest. */
static bool read_download(const struct input *input, struct slice *token, struct download *download, struct fault *fault)
{
    static const char *const known[] = {"token", "bytes", "country", "address", "key", NULL};
    bool present;

    download->bytes = -1;
    if (input->operand_count)
        *token = slice_of(input->operands[0]);
    else if (!fields_known(input->record, known, fault) || !field_string(input->record, "token", token, fault) ||
             !field_integer(input->record, "bytes", 0, INT64_MAX, &download->bytes, &present, fault) ||
             !field_string(input->record, "country", &download->country, fault) ||
             !field_string(input->record, "address", &download->address, fault) ||
             !field_string(input->record, "key", &download->key, fault))
        return false;
    if (!token->bytes)
        return field_missing("token", fault);
    if (country_given)
        download->country = slice_of(country_given);
    if (key_given)
        download->key = slice_of(key_given);
    if (address_given)
        download->address = slice_of(address_given);
    return option_whole("bytes", bytes_given, INT64_MAX, &download->bytes, &present, fault) &&
           (!download->key.bytes || name_check(download->key, DOWNLOAD_KEY_LIMIT, "key", fault)) &&
           (!download->country.bytes || country_check(download->country, "country", fault));
}

static bool write_down(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct download download = {.at = run->now};
    struct grant grant;
    struct slice token = {NULL, 0};
    bool known;

    if (!read_download(input, &token, &download, fault) ||
        !grant_of_token(&grant, token, text_slice(&key), run->store, &run->arena, fault) ||
        (download.address.bytes && !grant_address_digest(&grant, download.address, random_bytes, run->store, &run->arena,
                                                         &run->changes, &download.address, fault)) ||
        !grant_knows_download(&grant, &download, &known, fault))
        return false;
    if (known) {
        text_printf(outcome->id, "grant/%.*s", SLICE_ARGS(grant.id));
        return true;
    }
    if (!grant_check(&grant, run->store, run->now, &run->arena, fault))
        return false;
    outcome->row = grant_download(&grant, &download, &run->arena, &run->changes);
    outcome->changed = true;
    return true;
}

static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    struct grant grant;
    bool done;

    (void)id;
    text_add(text, value.bytes, value.length - 1);
    done = !shows_keys ||
           (grant_from_stored(&grant, value, &run->arena, fault) && grant_put_keys(&grant, run->store, &run->arena, text, fault));
    text_add_string(text, "}\n");
    return done;
}

static const struct tool tool = {
    .name = "grant-download",
    .summary = "Checks tokens of digital goods, and writes down that these are fetched.",
    .operands = "[TOKEN]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS | TAKES_TOKENS,
    .prepare = prepare,
    .each = write_down,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
