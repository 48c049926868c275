/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/invoice_report.h"

#include "base/memory.h"
#include "json/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { FINDINGS_PRINTED = 1000, PIECE = 65536 };

/* File names and what is cut off of texts may be no UTF-8. */
static void put_words(struct invoice_report *report, const char *name, struct slice words)
{
    text_clear(&report->words);
    while (words.length) {
        const size_t valid = utf8_valid_length(words);

        text_add(&report->words, words.bytes, valid);
        words = slice_from(words, valid);
        if (words.length) {
            text_add_byte(&report->words, '?');
            words = slice_from(words, 1);
        }
    }
    json_put_string(&report->line, name, text_slice(&report->words));
}

static void begin_record(struct invoice_report *report, const char *type)
{
    text_clear(&report->line);
    json_open(&report->line, NULL, '{');
    json_put_string(&report->line, "type", slice_of(type));
}

static void end_record(struct invoice_report *report)
{
    json_close(&report->line, '}');
    output_line(&report->run->out, text_slice(&report->line));
}

static const char *severity_name(const struct invoice_rule *rule)
{
    return rule->is_warning ? "warning" : "fatal";
}

static void print_finding(void *context, const struct invoice_finding *finding)
{
    struct invoice_report *report = context;
    struct text path = TEXT_INIT;

    if (report->printed++ >= FINDINGS_PRINTED)
        return;
    begin_record(report, "invoice_finding");
    put_words(report, "file", slice_of(report->file));
    json_put_string(&report->line, "set", report->set->name);
    json_put_string(&report->line, "rule", finding->rule->id);
    json_put_string(&report->line, "severity", slice_of(severity_name(finding->rule)));
    rule_place_tell(&report->tree, finding->place, &path);
    put_words(report, "path", text_slice(&path));
    json_put_integer(&report->line, "line", report->tree.elements[finding->place.element].line);
    json_put_string(&report->line, "message", finding->rule->sentence);
    if (finding->why[0])
        put_words(report, "because", slice_of(finding->why));
    end_record(report);
    text_release(&path);
}

static bool is_wanted(const struct invoice_report *report, const struct invoice_rule_set *set, struct slice customization)
{
    for (size_t i = 0; i < report->wanted->count; i++)
        if (slice_is(set->name, report->wanted->values[i]))
            return true;
    return !report->wanted->count && einvoice_set_concerns(set, customization);
}

static void put_set(struct invoice_report *report, size_t ran)
{
    json_open(&report->line, NULL, '{');
    json_put_string(&report->line, "name", report->set->name);
    json_put_string(&report->line, "version", report->set->version);
    json_put_integer(&report->line, "rules", (int64_t)report->set->count);
    json_put_integer(&report->line, "run", (int64_t)ran);
    json_close(&report->line, '}');
}

/* What the sets that a document is held against make of it. */
struct judgement {
    struct text sets, unchecked; /* elements of arrays */
    size_t unchecked_count;
    bool is_covered; /* a set is all of the specification that the document names */
};

static void add_unchecked(struct invoice_report *report, struct judgement *judgement, struct slice words)
{
    text_clear(&report->line);
    put_words(report, NULL, words);
    if (judgement->unchecked_count++)
        text_add_byte(&judgement->unchecked, ',');
    text_add_slice(&judgement->unchecked, text_slice(&report->line));
}

static void run_set(struct invoice_report *report, const struct invoice_rule_set *set, struct judgement *judgement)
{
    size_t ran = 0;

    report->set = set;
    report->ran = memory_grow(report->ran, &report->ran_room, set->count + 1, sizeof *report->ran);
    invoice_check_run(&report->check, set, report->ran);
    for (size_t i = 0; i < set->count; i++) {
        ran += report->ran[i];
        if (!report->ran[i])
            add_unchecked(report, judgement, set->rules[i].id);
    }
    text_clear(&report->line);
    put_set(report, ran);
    if (judgement->sets.length)
        text_add_byte(&judgement->sets, ',');
    text_add_slice(&judgement->sets, text_slice(&report->line));
}

static void put_array(struct text *line, const char *name, const struct text *elements)
{
    json_open(line, name, '[');
    text_add_slice(line, text_slice(elements));
    json_close(line, ']');
}

static void print_verdict(struct invoice_report *report, const struct judgement *judgement)
{
    const bool faulty = report->check.fatal > 0;
    const bool valid = !faulty && !judgement->unchecked_count;

    begin_record(report, "invoice_check");
    put_words(report, "file", slice_of(report->file));
    json_put_string(&report->line, "document", invoice_kind(&report->tree));
    put_words(report, "number", invoice_member(&report->tree, "ID"));
    put_words(report, "customization", invoice_member(&report->tree, "CustomizationID"));
    json_put_string(&report->line, "verdict", slice_of(valid ? "valid" : faulty ? "faulty" : "no_fault_found"));
    json_put_bool(&report->line, "valid", valid);
    json_put_integer(&report->line, "fatal", (int64_t)report->check.fatal);
    json_put_integer(&report->line, "warnings", (int64_t)report->check.warnings);
    put_array(&report->line, "rule_sets", &judgement->sets);
    put_array(&report->line, "not_checked", &judgement->unchecked);
    json_put_bool(&report->line, "schema_checked", false);
    end_record(report);
    report->run->answer_is_no = report->run->answer_is_no || faulty;
}

static void judge(struct invoice_report *report)
{
    const struct slice customization = invoice_member(&report->tree, "CustomizationID");
    struct judgement judgement = {.sets = TEXT_INIT, .unchecked = TEXT_INIT};
    day issued;

    if (!day_read(invoice_member(&report->tree, "IssueDate"), &issued))
        issued = INT32_MAX;
    invoice_check_begin(&report->check, &report->tree);
    for (size_t i = 0; i < report->sets.count; i++) {
        const struct invoice_rule_set *set = &report->sets.sets[i];

        if (!is_wanted(report, set, customization) || !einvoice_set_in_force(&report->sets, i, issued))
            continue;
        run_set(report, set, &judgement);
        judgement.is_covered = judgement.is_covered || slice_equal(set->customization, customization);
    }
    if (!judgement.is_covered && customization.length)
        add_unchecked(report, &judgement, customization);
    print_verdict(report, &judgement);
    text_release(&judgement.sets);
    text_release(&judgement.unchecked);
}

static void print_other(struct invoice_report *report, const char *verdict, const char *reason)
{
    begin_record(report, "invoice_check");
    put_words(report, "file", slice_of(report->file));
    json_put_string(&report->line, "verdict", slice_of(verdict));
    json_put_bool(&report->line, "valid", false);
    put_words(report, "message", slice_of(reason));
    end_record(report);
    report->run->answer_is_no = true;
}

/* What it is instead: an invoice in CII is one as well, of which nobody here says anything. */
static void print_not_ubl(struct invoice_report *report)
{
    const struct xml_tree *tree = &report->tree;
    const struct xml_name *root = &tree->names->names[tree->elements[tree->elements[0].first].name];
    enum { NAME_TOLD = 100 };
    struct text reason = TEXT_INIT;

    text_add_string(&reason, "not checked: this is neither an Invoice nor a CreditNote of UBL 2");
    if (root->local.length <= NAME_TOLD && root->space.length <= NAME_TOLD)
        text_printf(&reason, ", but %.*s of %.*s", SLICE_ARGS(root->local),
                    SLICE_ARGS(root->space.length ? root->space : SLICE("no namespace")));
    print_other(report, "not_ubl", text_string(&reason));
    text_release(&reason);
}

static bool read_tree(struct xml_tree_reader *reader, int fd, const char *name, struct fault *fault)
{
    static char piece[PIECE];
    ssize_t count;

    do {
        count = read(fd, piece, sizeof piece);
        if (count < 0 && errno != EINTR)
            return fault_system(fault, "input_failed", "cannot read %s", name);
        if (count >= 0 && !xml_tree_feed(reader, (struct slice){piece, (size_t)count}, count == 0, fault))
            return false;
    } while (count != 0);
    return true;
}

bool invoice_report_file(struct invoice_report *report, const char *name, struct fault *fault)
{
    const bool is_stdin = strcmp(name, "-") == 0;
    const int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    struct xml_tree_reader *reader;
    bool done;

    if (fd < 0)
        return fault_system(fault, "input_failed", "cannot read %s", name);
    report->file = name;
    report->printed = 0;
    reader = xml_tree_begin(&report->tree, &report->sets.names);
    done = read_tree(reader, fd, name, fault);
    xml_tree_end(reader);
    if (!is_stdin)
        close(fd);
    if (!done && fault->kind == FAULT_REFUSED) {
        print_other(report, "not_xml", fault->reason);
        *fault = (struct fault)FAULT_INIT;
        return true;
    }
    if (!done)
        return false;
    if (invoice_kind(&report->tree).bytes)
        judge(report);
    else
        print_not_ubl(report);
    return true;
}

void invoice_report_rules(struct invoice_report *report)
{
    for (size_t i = 0; i < report->sets.count; i++) {
        const struct invoice_rule_set *set = &report->sets.sets[i];

        for (size_t j = 0; j < set->count; j++) {
            begin_record(report, "invoice_rule");
            json_put_string(&report->line, "set", set->name);
            json_put_string(&report->line, "version", set->version);
            json_put_string(&report->line, "id", set->rules[j].id);
            json_put_string(&report->line, "severity", slice_of(severity_name(&set->rules[j])));
            json_put_string(&report->line, "message", set->rules[j].sentence);
            end_record(report);
        }
    }
}

static bool has_set(const struct einvoice_sets *sets, const char *name)
{
    for (size_t i = 0; i < sets->count; i++)
        if (slice_is(sets->sets[i].name, name))
            return true;
    return false;
}

bool invoice_report_begin(struct invoice_report *report, struct run *run, const struct option_list *wanted, struct fault *fault)
{
    *report = (struct invoice_report){.run = run, .wanted = wanted, .check = {.tell = print_finding, .context = report}};
    if (!einvoice_sets_read(&report->sets, fault))
        return false;
    for (size_t i = 0; i < wanted->count; i++)
        if (!has_set(&report->sets, wanted->values[i]))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--set: there is no set of rules \"%s\"", wanted->values[i]);
    return true;
}

void invoice_report_release(struct invoice_report *report)
{
    einvoice_sets_release(&report->sets);
    xml_tree_release(&report->tree);
    invoice_check_release(&report->check);
    text_release(&report->line);
    text_release(&report->words);
    free(report->ran);
}
