/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/manifest_rendering.h"

#include "shop/address_form.h"
#include "shop/law_table.h"
#include "tool/manifest_rows.h"
#include "tool/press.h"
#include "tool/printed_files.h"
#include "json/scan.h"
#include "json/write.h"

enum format { AS_RECORD, AS_TEXT, AS_CSV, AS_PDF, AS_HTML };

static struct {
    const char *format_name, *output;
    enum format format;
    struct printed_files files;
    uint64_t documents;
} given;

static const struct option_row options[] = {
    {0, "format", "FORMAT", "print manifests: text, csv, pdf, html", OPTION_TEXT, &given.format_name},
    {'o', "output", "FILE|DIR/", "write manifests there, and print records", OPTION_TEXT, &given.output},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    static const char *const names[] = {[AS_TEXT] = "text", [AS_CSV] = "csv", [AS_PDF] = "pdf", [AS_HTML] = "html"};

    (void)run;
    for (int i = AS_TEXT; given.format_name && i <= AS_HTML; i++)
        if (strcmp(given.format_name, names[i]) == 0)
            given.format = (enum format)i;
    if (given.format_name && !given.format)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--format: \"%s\" is none of text, csv, pdf, html", given.format_name);
    if (given.output && !given.format)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--output needs --format, to say what is to be written");
    if (given.output && !given.output[0])
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--output needs a name");
    return !given.output || printed_files_begin(&given.files, given.output, fault);
}

bool manifest_rendering_admit(struct fault *fault)
{
    const bool is_stream = !given.output && given.format < AS_PDF;

    if (given.documents && !is_stream && !given.files.into_folder)
        return fault_set(fault, FAULT_REFUSED, "one_document", NULL, "several manifests need a folder: --output DIR/");
    given.documents++;
    return true;
}

static bool put_sender(const struct settings *settings, struct text *request, struct fault *fault)
{
    const struct postal_address address = {.street = settings->text[COMPANY_STREET],
                                           .postcode = settings->text[COMPANY_POSTCODE],
                                           .city = settings->text[COMPANY_CITY],
                                           .country = settings->text[COMPANY_COUNTRY]};
    struct countries countries = {0};
    struct text table = TEXT_INIT;
    struct text place = TEXT_INIT;
    struct slice lines;
    bool done = tool_read_data("labels", "countries.tsv", &table, fault) && countries_read(&countries, text_slice(&table), fault);

    if (done)
        address_form_write(&place, &address, &countries);
    json_open(request, "from", '[');
    json_put_string(request, NULL, settings->text[COMPANY_NAME]);
    for (lines = text_slice(&place); lines.length;)
        json_put_string(request, NULL, law_part(&lines, '\n'));
    json_close(request, ']');
    countries_release(&countries);
    text_release(&table);
    text_release(&place);
    return done;
}

static bool put_names(struct store *store, struct slice manifest, struct text *request, struct fault *fault)
{
    struct slice parcel;
    struct scan scan;
    bool done = true;

    json_open(request, "names", '[');
    if (scan_array(&scan, scan_find(manifest, "parcels")))
        while (done && scan_element(&scan, &parcel)) {
            struct text room = TEXT_INIT;
            struct slice name;

            done = manifest_addressee(store, parcel, &room, &name, fault);
            json_put_string(request, NULL, name);
            text_release(&room);
        }
    json_close(request, ']');
    return done;
}

static bool press(const struct run *run, struct slice manifest, struct text *bytes, struct fault *fault)
{
    struct text request = TEXT_INIT;
    bool done;

    json_open(&request, NULL, '{');
    json_put_string(&request, "format", SLICE("manifest"));
    json_put_string(&request, "as", slice_of(given.format_name));
    json_put_string(&request, "language", run->settings.text[SHOP_LANGUAGE]);
    done = put_sender(&run->settings, &request, fault) && put_names(run->store, manifest, &request, fault);
    json_put_raw(&request, "record", manifest);
    json_close(&request, '}');
    done = done && press_ask(&request, bytes, fault);
    text_release(&request);
    return done;
}

static bool render(const struct run *run, struct slice manifest, struct text *bytes, struct fault *fault)
{
    if (given.format >= AS_PDF)
        return press(run, manifest, bytes, fault);
    return manifest_rows(run->store, manifest, given.format == AS_TEXT ? MANIFEST_TEXT : MANIFEST_CSV, bytes, fault);
}

bool manifest_rendering_show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    struct text bytes = TEXT_INIT;
    bool done = true;

    if (given.format && !given.output && !run->dry_run)
        return render(run, value, text, fault);
    if (given.output && !run->dry_run) {
        done = render(run, value, &bytes, fault);
        if (done)
            printed_files_add(&given.files, slice_from(id, strlen("manifest/")), given.format_name, &bytes);
        text_release(&bytes);
    }
    text_add_slice(text, value);
    text_add_byte(text, '\n');
    return done;
}

static bool settled(struct run *run, struct fault *fault)
{
    (void)run;
    return printed_files_write(&given.files, fault);
}

static void abandoned(void)
{
    printed_files_forget(&given.files);
}

const struct rendering manifest_rendering = {options, prepare, settled, abandoned, NULL};
