/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/claim.h"
#include "tool/reversing.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *reason, *goods, *carriage, *carrier, *of_return, *opened, *filed, *reference, *received, *refused, *settled;

static const struct option_row options[] = {
    {'R', "reason", "WORD", "lost, damaged or late (as the return or the carrier's events say)", OPTION_TEXT, &reason},
    {0, "goods", "AMOUNT", "what the goods are worth (as they were sold, without tax)", OPTION_TEXT, &goods},
    {0, "carriage", "AMOUNT", "what the way cost (as the order's quote has it)", OPTION_TEXT, &carriage},
    {0, "carrier", "ID", "who carried it (as the parcel says)", OPTION_TEXT, &carrier},
    {0, "return", "ID", "the return by which the customer gets his money or others", OPTION_TEXT, &of_return},
    {0, "dated", "DAY", "when it was opened (today)", OPTION_TEXT, &opened},
    {0, "filed", "DAY", "when the carrier was told", OPTION_TEXT, &filed},
    {0, "reference", "REF", "how the carrier calls it; then it is filed", OPTION_TEXT, &reference},
    {0, "received", "AMOUNT", "what the carrier has paid so far", OPTION_TEXT, &received},
    {0, "refused", "WORD", "why the carrier does not pay", OPTION_TEXT, &refused},
    {0, "settled", "DAY", "when it paid or refused (today)", OPTION_TEXT, &settled},
    {0},
};

static bool read_amount(const char *option, const char *given, const struct currency *currency, bool *has, amount *value,
                        struct fault *fault)
{
    *has = given != NULL;
    return !given || amount_read(slice_of(given), currency, false, option, value, fault);
}

static bool read_options(struct claim_request *request, const struct currency *currency, struct fault *fault)
{
    const struct slice none = {NULL, 0};

    *request = (struct claim_request){.has_reason = reason != NULL};
    request->carrier = carrier ? slice_of(carrier) : none;
    request->return_id = of_return ? slice_of(of_return) : none;
    request->reference = reference ? slice_of(reference) : none;
    request->refusal = refused ? slice_of(refused) : none;
    return (!reason || claim_reason_read(slice_of(reason), &request->reason, fault)) &&
           read_amount("--goods", goods, currency, &request->has_goods, &request->goods, fault) &&
           read_amount("--carriage", carriage, currency, &request->has_carriage, &request->carriage, fault) &&
           read_amount("--received", received, currency, &request->has_paid, &request->paid, fault) &&
           option_day("dated", opened, &request->day, &request->has_day, fault) &&
           option_day("filed", filed, &request->filed, &request->has_filed, fault) &&
           option_day("settled", settled, &request->settled, &request->has_settled, fault);
}

/* A parcel ("12-1", "parcel/12-1"), a return ("return/12-1") or a claim that there is ("claim/12-1"); a record says by its type. */
static bool read_name(const struct input *input, enum claim_subject *subject, struct slice *id, struct slice *order,
                      struct fault *fault)
{
    static const char *const kinds[] = {[CLAIM_OF_PARCEL] = "parcel/", [CLAIM_OF_RETURN] = "return/", [CLAIM_ITSELF] = "claim/"};
    struct slice type = SLICE("parcel");
    const char *dash;

    *id = input->record ? (struct slice){NULL, 0} : slice_of(input->operands[0]);
    if (input->record && (!field_string(input->record, "type", &type, fault) || !field_string(input->record, "id", id, fault)))
        return false;
    if (!id->bytes)
        return field_missing("id", fault);
    *subject = slice_is(type, "return") ? CLAIM_OF_RETURN : slice_is(type, "claim") ? CLAIM_ITSELF : CLAIM_OF_PARCEL;
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (slice_starts(*id, kinds[i])) {
            *subject = (enum claim_subject)i;
            *id = slice_from(*id, strlen(kinds[i]));
            break;
        }
    dash = memchr(id->bytes, '-', id->length);
    *order = (struct slice){id->bytes, dash ? (size_t)(dash - id->bytes) : id->length};
    return dash || fault_set(fault, FAULT_REFUSED, "not_an_id", "id",
                             "\"%.*s\" is no id of a parcel, a return or a claim, like 12-1", SLICE_ARGS(*id));
}

static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct claim_request request;
    enum claim_subject subject = CLAIM_OF_PARCEL;
    struct slice id, order_id;
    const json_t *told;
    struct order order;

    if (!read_name(input, &subject, &id, &order_id, fault) || !order_find(&order, run->store, order_id, &run->arena, fault) ||
        !reversing_of_record(input, "set", &told, fault) || !read_options(&request, &order.currency, fault))
        return false;
    if (told && !claim_request_from_json(&request, told, &order.currency, fault))
        return fault_within(fault, "set");
    return claim_set(subject, id, &order, &request, &run->settings, run->store, run->now, &run->arena, &run->changes,
                     &outcome->changed, &outcome->row, outcome->id, fault);
}

static const struct tool tool = {
    .name = "claim-set",
    .summary = "Claims what carriers lost, damaged or brought late, and notes what they pay.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = set,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
