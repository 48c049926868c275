/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/logo.h"
#include "tool/question.h"
#include "tool/tool.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static struct option_list sets;
static bool ask;
static const char *logo_name;

static const struct option_row options[] = {
    {0, "set", "NAME=VALUE", "a setting (several times)", OPTION_LIST, &sets},
    {0, "logo", "FILE", "the picture of the shop on documents: PNG, JPEG or SVG; empty for none", OPTION_TEXT, &logo_name},
    {0, "ask", NULL, "ask on the terminal for what is missing", OPTION_FLAG, &ask},
    {0},
};

static struct slice wanted[SETTINGS]; /* bytes NULL: not given */
static struct text logo;              /* the picture itself */
static struct text logo_record;       /* "logo/DIGEST" */

static bool read_sets(struct fault *fault)
{
    for (size_t i = 0; i < sets.count; i++) {
        const char *equals = strchr(sets.values[i], '=');
        struct slice name = {sets.values[i], equals ? (size_t)(equals - sets.values[i]) : 0};
        enum setting setting;

        if (!equals)
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--set: \"%s\" is not NAME=VALUE", sets.values[i]);
        if (!setting_find(name, &setting, fault))
            return false;
        wanted[setting] = slice_of(equals + 1);
    }
    return true;
}

/* The setting holds the digest by which documents name the picture. */
static bool read_logo(struct fault *fault)
{
    if (!logo_name)
        return true;
    if (logo_name[0]) {
        if (!tool_read_file(logo_name, &logo, fault) || !logo_check(text_slice(&logo), fault))
            return false;
        logo_id(text_slice(&logo), &logo_record);
    }
    wanted[COMPANY_LOGO] = logo_record.length ? slice_from(text_slice(&logo_record), strlen("logo/")) : SLICE("");
    return true;
}

/* A picture is kept once, however often it is set again. */
static bool add_logo(struct run *run, struct fault *fault)
{
    struct slice before = {NULL, 0};

    if (!logo_record.length || (run->store && !store_get(run->store, text_slice(&logo_record), &before, fault)))
        return !logo_record.length;
    if (!before.bytes) {
        logo_write(text_slice(&logo), changes_begin(&run->changes, text_slice(&logo_record)));
        changes_end(&run->changes);
    }
    return true;
}

static bool check_settings(bool is_new, struct fault *fault)
{
    for (int i = 0; i < SETTINGS; i++) {
        enum setting setting = (enum setting)i;

        if (ask && !wanted[i].bytes)
            wanted[i] = question_ask(setting_question(setting), !setting_needed(setting));
        if (!wanted[i].bytes && is_new && setting_needed(setting))
            return fault_set(fault, FAULT_USAGE, "setting_missing", setting_name(setting), "is needed: --set %s=..., or --ask",
                             setting_name(setting));
        if (wanted[i].bytes && !setting_check(setting, wanted[i], fault))
            return false;
    }
    return true;
}

static bool collect_changes(struct run *run, size_t *changed_count, struct fault *fault)
{
    *changed_count = 0;
    for (int i = 0; i < SETTINGS; i++) {
        bool changed;

        if (!wanted[i].bytes)
            continue;
        run->counts.read++;
        if (!setting_change(run->store, (enum setting)i, wanted[i], &run->changes, &changed, fault))
            return false;
        *changed_count += changed;
    }
    run->counts.written = *changed_count;
    run->counts.unchanged = run->counts.read - *changed_count;
    return true;
}

static bool make(struct run *run, struct fault *fault)
{
    struct stat status;
    char path[4096];
    bool is_new;
    size_t changed;

    snprintf(path, sizeof path, "%s/format", run->store_path);
    is_new = stat(path, &status) != 0 && errno != EACCES;
    if (!read_sets(fault) || !read_logo(fault) || !check_settings(is_new, fault))
        return false;
    if (!run->dry_run && is_new && !store_create(run->store_path, fault) && fault->kind != FAULT_CONFLICT)
        return false;
    if (!(run->dry_run && is_new) && (!tool_open_store(run, run->dry_run ? STORE_TRIAL : STORE_WRITE, fault) ||
                                      !store_begin(run->store, tool_clock(run), fault)))
        return false;
    if (!collect_changes(run, &changed, fault) || (changed && !add_logo(run, fault)) ||
        (run->store && changed && !store_apply(run->store, &run->changes, fault)) ||
        (run->store && !(tool_tell_training(run, run->store, fault) && store_commit(run->store, fault))))
        return false;
    for (size_t i = 0; i < changed; i++)
        output_line(&run->out, changes_value(&run->changes, i));
    tool_say_counts(run);
    return true;
}

static const struct tool tool = {
    .name = "store-init",
    .summary = "Makes a store, or changes the settings of one.",
    .options = options,
    .traits = WRITES_STORE | WITHOUT_SETTINGS | OPENS_ITSELF,
    .act = make,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
