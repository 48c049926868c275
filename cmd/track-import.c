/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"
#include "shop/tracking_import.h"
#include "tool/source.h"
#include "tool/tool.h"

static const char *carrier, *codes, *proofs;

static const struct option_row options[] = {
    {0, "carrier", "ID", "whose events they are, of rows and records that name nobody", OPTION_TEXT, &carrier},
    {0, "codes", "FILE", "how the carrier names states; before the installed table", OPTION_TEXT, &codes},
    {0, "proofs", "DIR", "where the files are that proofs name", OPTION_TEXT, &proofs},
    {0},
};

static struct tracking_import import = TRACKING_IMPORT_INIT;

static bool read_codes(const char *name, struct fault *fault)
{
    struct text table = TEXT_INIT;
    bool done = tool_read_data("tracking", name, &table, fault) && tracking_codes_read(&import.codes, text_slice(&table), fault);

    text_release(&table);
    return done;
}

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return (!codes || read_codes(codes, fault)) && read_codes("codes.tsv", fault);
}

static struct tracking_row row_of_fields(const struct fields *fields)
{
    return (struct tracking_row){
        .carrier = fields_find(fields, "carrier"),
        .tracking_number = fields_find(fields, "tracking_number"),
        .state = fields_find(fields, "state"),
        .code = fields_find(fields, "code"),
        .at = fields_find(fields, "at"),
        .place = fields_find(fields, "place"),
        .country = fields_find(fields, "country"),
        .pickup_until = fields_find(fields, "pickup_until"),
        .proof_kind = fields_find(fields, "proof.kind"),
        .proof_sha256 = fields_find(fields, "proof.sha256"),
        .proof_file = fields_find(fields, "proof.file"),
        .corrects = slice_is(fields_find(fields, "corrects"), "true"),
    };
}

/* The digest of the file, which stays where it is: what a recipient signed is none of the journal's. */
static bool digest_file(struct slice name, char hex[DIGEST_HEX], struct fault *fault)
{
    struct text path = TEXT_INIT;
    struct text content = TEXT_INIT;
    struct digest digest;
    bool done;

    text_printf(&path, "%s/%.*s", proofs, SLICE_ARGS(name));
    done = tool_read_file(text_string(&path), &content, fault);
    if (done) {
        digest = digest_of(text_slice(&content));
        digest_hex(&digest, hex);
    }
    text_release(&content);
    text_release(&path);
    return done || fault_set(fault, FAULT_REFUSED, "unknown_file", "proof.file", "cannot be read in the folder of proofs");
}

static bool digest_proof(struct tracking_row *row, struct arena *arena, struct fault *fault)
{
    struct slice name = row->proof_file;
    char hex[DIGEST_HEX];

    if (!name.bytes)
        return true;
    if (!proofs || memchr(name.bytes, '/', name.length) || slice_starts(name, "."))
        return fault_set(fault, FAULT_REFUSED, "bad_file_name", "proof.file",
                         "must be the name of a file in the folder that --proofs names");
    if (!digest_file(name, hex, fault))
        return false;
    if (row->proof_sha256.bytes && !slice_equal(row->proof_sha256, (struct slice){hex, DIGEST_HEX}))
        return fault_set(fault, FAULT_REFUSED, "other_file", "proof.file", "is not the file of the digest that was told");
    row->proof_sha256 = arena_copy(arena, (struct slice){hex, DIGEST_HEX});
    return true;
}

static bool take(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct tracking_row row;

    outcome->row = 0;
    import.shop_zone = run->settings.text[SHOP_TIME_ZONE].bytes;
    if (!input->record)
        row = row_of_fields(input->fields);
    else if (!tracking_row_from_json(&row, input->record, fault))
        return false;
    if (!row.carrier.bytes && carrier)
        row.carrier = slice_of(carrier);
    return digest_proof(&row, &run->arena, fault) && tracking_import_row(&import, &row, run->store, run->now, &run->arena,
                                                                         &run->changes, &outcome->changed, outcome->id, fault);
}

static const struct tool tool = {
    .name = "track-import",
    .summary = "Takes carriers' events: where parcels are, and the proofs of their delivery.",
    .operands = "[FILE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_RECORDS,
    .tables = &tracking_table_reader,
    .prepare = prepare,
    .each = take,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
