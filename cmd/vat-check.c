/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/http.h"
#include "net/vies.h"
#include "shop/vat_law.h"
#include "tool/law.h"
#include "tool/tool.h"

static const char *address, *given_age, *given_seconds, *given_attempts;
static struct vies_service service;
static int64_t most_days;
static bool has_age;

/* Of the record at hand. */
static struct vat_number number;
static struct vat_number requester;
static struct vies_answer answer;
static bool is_asked, is_told;

static const struct option_row options[] = {
    {0, "attempts", "N", "ask at most so often while it cannot be answered (3)", OPTION_TEXT, &given_attempts},
    {0, "max-age", "DAYS", "ask nobody about what was answered in so many days (tax.vat_number_days)", OPTION_TEXT, &given_age},
    {0, "timeout", "SECONDS", "wait so long for an answer (20)", OPTION_TEXT, &given_seconds},
    {0, "url", "ADDRESS", "ask there", OPTION_TEXT, &address},
    {0},
};

static struct vat_law law = VAT_LAW_INIT(law_read_table);

static bool prepare(struct run *run, struct fault *fault)
{
    int64_t seconds = 20;
    int64_t attempts = 3;
    bool given;

    (void)run;
    if (!option_whole("max-age", given_age, 36500, &most_days, &has_age, fault) ||
        !option_whole("timeout", given_seconds, 600, &seconds, &given, fault) ||
        !option_whole("attempts", given_attempts, 20, &attempts, &given, fault))
        return false;
    if (!seconds || !attempts)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: must be at least 1", seconds ? "attempts" : "timeout");
    service = (struct vies_service){address ? address : VIES_ADDRESS, (long)seconds, (int)attempts};
    return http_address_check(service.address, fault) && vat_law_load(&law, fault);
}

static bool is_of_member(const struct vat_number *of, instant now)
{
    return vat_law_member(&law, (struct slice){of->country, sizeof of->country}, instant_day(now));
}

static bool read_number(struct run *run, const struct input *input, struct fault *fault)
{
    struct slice given = {NULL, 0};
    struct slice country = {NULL, 0};
    bool known;

    if (input->operand_count)
        given = slice_of(input->operands[0]);
    else if (!vies_number_of(input->record, &given, &country, fault))
        return false;
    is_told = given.bytes;
    if (!is_told || !vat_number_read(given, country, "vat_number", &number, &known, fault))
        return !is_told;
    return (known && is_of_member(&number, run->now)) ||
           fault_set(fault, FAULT_REFUSED, "not_in_vies", "vat_number", "\"%.*s\" is no number of a Member State, which VIES knows",
                     SLICE_ARGS(given));
}

/* Only who has a number of a Member State gets a proof of having asked. */
static void know_requester(struct run *run)
{
    if (vat_number_judge(run->settings.text[COMPANY_VAT_NUMBER], run->settings.text[COMPANY_COUNTRY], &requester) !=
            VAT_NUMBER_RIGHT ||
        !is_of_member(&requester, run->now))
        requester = (struct vat_number){.length = 0};
}

/* Whether what the register said then need not be asked again. */
static bool is_recent(const struct run *run, instant at)
{
    const instant day_length = 86400000;
    int64_t days = most_days;

    if (!has_age && !(slice_integer(run->settings.text[TAX_VAT_NUMBER_DAYS], DUE_DAYS_LIMIT, &days) && days))
        return false;
    return at >= run->now - days * day_length;
}

static bool ask(struct run *run, const struct input *input, struct fault *fault)
{
    enum vies_verdict known;
    instant at;

    if (!read_number(run, input, fault) || (is_told && !vies_find(run->store, &number, &known, &at, fault)))
        return false;
    is_asked = is_told && !(known != VIES_UNKNOWN && is_recent(run, at));
    if (!is_asked) {
        answer = (struct vies_answer){.verdict = is_told ? known : VIES_UNKNOWN};
        return true;
    }
    know_requester(run);
    vies_ask(&service, &number, &requester, &answer, &run->arena);
    if (answer.reason.bytes && !run->quiet)
        tool_warn(run, "%s: unknown: %.*s", number.text, SLICE_ARGS(answer.reason));
    return true;
}

static bool write_down(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    (void)input;
    outcome->skipped = !is_told;
    if (!is_told)
        return true;
    run->answer_is_no |= answer.verdict != VIES_VALID;
    outcome->changed = is_asked;
    return is_asked ? vies_write_down(run->store, &number, &requester, &answer, run->now, &run->changes, &outcome->row, fault)
                    : vies_record_id(run->store, &number, outcome->id, fault);
}

/* The record has no number; who asks has given it. */
static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)run;
    (void)id;
    (void)fault;
    vies_write_shown(value, &number, text);
    text_add_byte(text, '\n');
    return true;
}

static const struct tool tool = {
    .name = "vat-check",
    .summary = "Asks the registers of the Member States about VAT numbers, by VIES, and keeps what they said.",
    .operands = "[NUMBER]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .ask = ask,
    .each = write_down,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
