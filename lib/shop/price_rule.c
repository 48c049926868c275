/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/price_rule.h"

#include "shop/product.h"

enum { PERCENT_DECIMALS_LESS = 100, MOST_PERCENT = 100 }; /* a price has two decimals more; MOST_PERCENT wholes */

bool price_rule_read_percent(struct slice text, const char *option, percent *value, struct fault *fault)
{
    price read = 0;

    if (text.length && text.bytes[text.length - 1] == '%')
        text.length--;
    if (!price_read(text, option, &read, fault) || read % PERCENT_DECIMALS_LESS ||
        read / PERCENT_DECIMALS_LESS > MOST_PERCENT * PERCENT_WHOLE)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: \"%.*s\" is no percentage like 12.5", option, SLICE_ARGS(text));
    *value = read / PERCENT_DECIMALS_LESS;
    return true;
}

bool price_rule_read_change(struct price_rule *rule, struct slice text, bool is_percent, const char *option, struct fault *fault)
{
    if (rule->change != PRICE_CHANGE_NONE)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: another change is given already", option);
    rule->less = text.length && text.bytes[0] == '-';
    if (text.length && (text.bytes[0] == '-' || text.bytes[0] == '+'))
        text = slice_from(text, 1);
    rule->change = is_percent ? PRICE_CHANGE_BY_PERCENT : PRICE_CHANGE_BY_AMOUNT;
    if (is_percent)
        return price_rule_read_percent(text, option, &rule->percent, fault);
    return price_read(text, option, &rule->amount, fault) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: \"%.*s\" is no amount like +5 or -0.50", option, SLICE_ARGS(text));
}

bool price_rule_read_ending(struct price_rule *rule, struct slice text, struct fault *fault)
{
    const char *point = text.length ? memchr(text.bytes, '.', text.length) : NULL;
    struct text whole = TEXT_INIT;
    size_t digits = point ? (size_t)(point - text.bytes) : text.length;
    bool done;

    if (!digits)
        text_add_byte(&whole, '0');
    text_add_slice(&whole, text);
    done = digits <= 6 && price_read(text_slice(&whole), "ending", &rule->ending, fault);
    text_release(&whole);
    if (!done)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--ending: \"%.*s\" is no ending like .99 or 9.90", SLICE_ARGS(text));
    rule->has_ending = true;
    /* "0.99" is ".99" as people write it. */
    for (rule->step = PRICE_UNIT; digits > 0 && rule->ending >= rule->step; digits--)
        rule->step *= 10;
    return true;
}

static void add_part(struct text *text, size_t start, const char *words)
{
    if (text->length > start)
        text_add_string(text, ", ");
    text_add_string(text, words);
}

void price_rule_write(const struct price_rule *rule, const struct currency *currency, struct text *text)
{
    static const char *const directions[] = {"", " up", " down"};
    size_t start = text->length;

    if (rule->change != PRICE_CHANGE_NONE)
        text_add_string(text, rule->change == PRICE_CHANGE_TO ? "to " : rule->less ? "-" : "+");
    if (rule->change == PRICE_CHANGE_BY_PERCENT) {
        percent_write(text, rule->percent);
        text_add_string(text, " %");
    } else if (rule->change != PRICE_CHANGE_NONE) {
        price_write(text, rule->amount, currency);
    }
    if (rule->has_ending) {
        add_part(text, start, "ending ");
        price_write(text, rule->ending, currency);
        text_add_string(text, directions[rule->direction]);
    }
    if (rule->has_floor) {
        add_part(text, start, "floor ");
        percent_write(text, rule->floor);
        text_add_string(text, " %");
    }
}

static price least_step(const struct currency *currency)
{
    price step = PRICE_UNIT;

    for (unsigned i = 0; i < currency->decimals; i++)
        step /= 10;
    return step;
}

static wide changed_by_rule(const struct price_rule *rule, price unit, price step)
{
    const wide whole = PERCENT_WHOLE;

    switch (rule->change) {
    case PRICE_CHANGE_TO:
        return rule->amount;
    case PRICE_CHANGE_BY_AMOUNT:
        return (wide)unit + (rule->less ? -rule->amount : rule->amount);
    case PRICE_CHANGE_BY_PERCENT:
        return divide_rounded(unit * (whole + (rule->less ? -rule->percent : rule->percent)), whole * step) * step;
    case PRICE_CHANGE_NONE:
        break;
    }
    return unit;
}

/* The nearest price with the ending, in the direction; never below nothing. */
static wide ended(const struct price_rule *rule, wide unit, enum price_direction direction)
{
    wide above = (unit - rule->ending + rule->step - 1) / rule->step;
    wide up;
    wide down;

    if (unit <= rule->ending)
        above = 0;
    up = above * rule->step + rule->ending;
    down = up == unit ? up : up - rule->step;
    if (direction == PRICE_UP || down <= 0)
        return up;
    return direction == PRICE_DOWN || unit - down < up - unit ? down : up;
}

/* The least price that leaves the margin, with the tax that is in prices. */
static wide floor_of(const struct price_rule *rule, price cost, percent rate, price step)
{
    const wide whole = PERCENT_WHOLE;
    wide least = (wide)cost * (whole + rule->floor) * (whole + rate);
    wide unit = whole * whole * step;

    return (least + unit - 1) / unit * step;
}

bool price_rule_apply(const struct price_rule *rule, price unit, price cost, percent rate, const struct currency *currency,
                      price *changed, struct price_steps *steps, struct fault *fault)
{
    const price step = least_step(currency);
    wide found = changed_by_rule(rule, unit, step);
    wide least = 0;

    *steps = (struct price_steps){false, false};
    if (rule->has_floor && cost == PRODUCT_UNSET)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "cost", "is not known: no floor can be kept");
    if (rule->has_floor)
        least = floor_of(rule, cost, rate, step);
    if (rule->has_ending) {
        wide before = found;

        found = ended(rule, found, rule->direction);
        steps->ending = found != before;
    }
    if (found < least) {
        steps->floor = true;
        found = rule->has_ending ? ended(rule, least, PRICE_UP) : least;
    }
    if (found <= 0 || found > AMOUNT_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "price", "would be nothing, or more than can be written");
    *changed = (price)found;
    return true;
}
