/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/options.h"

#include "base/card.h"
#include "base/memory.h"

#include <stdio.h>

static const struct option_row *find_long(const struct option_tables *tables, struct slice name)
{
    for (size_t t = 0; t < tables->count; t++)
        for (const struct option_row *row = tables->tables[t]; row && row->name; row++)
            if (slice_is(name, row->name))
                return row;
    return NULL;
}

static const struct option_row *find_letter(const struct option_tables *tables, char letter)
{
    for (size_t t = 0; t < tables->count; t++)
        for (const struct option_row *row = tables->tables[t]; row && row->name; row++)
            if (row->letter && row->letter == letter)
                return row;
    return NULL;
}

static bool take(const struct option_row *row, const char *argument, struct fault *fault)
{
    const struct slice field = row->kind == OPTION_TRACKING_NUMBER ? SLICE("tracking_number") : SLICE("");

    if (argument && card_in_field(field, slice_of(argument)))
        return fault_set(fault, FAULT_USAGE, "card_number", NULL, "--%s: holds the number of a payment card: those are not kept",
                         row->name);
    if (row->kind == OPTION_FLAG) {
        *(bool *)row->variable = true;
    } else if (row->kind == OPTION_LIST) {
        struct option_list *list = row->variable;

        list->values = memory_grow(list->values, &list->room, list->count + 1, sizeof *list->values);
        list->values[list->count++] = argument;
    } else {
        const char **text = row->variable;

        if (*text)
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s is given twice", row->name);
        *text = argument;
    }
    return true;
}

static bool take_long(const struct option_tables *tables, char **argv, int argc, int *at, struct fault *fault)
{
    const char *word = argv[*at] + 2;
    const char *equals = strchr(word, '=');
    struct slice name = {word, equals ? (size_t)(equals - word) : strlen(word)};
    const struct option_row *row = find_long(tables, name);

    if (!row)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "unknown option --%.*s", SLICE_ARGS(name));
    if (row->kind == OPTION_FLAG)
        return equals ? fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s takes no argument", row->name) : take(row, NULL, fault);
    if (equals)
        return take(row, equals + 1, fault);
    if (*at + 1 >= argc)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s needs its argument, %s", row->name, row->argument);
    return take(row, argv[++*at], fault);
}

static bool take_letters(const struct option_tables *tables, char **argv, int argc, int *at, struct fault *fault)
{
    for (const char *letter = argv[*at] + 1; *letter; letter++) {
        const struct option_row *row = find_letter(tables, *letter);

        if (!row)
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "unknown option -%c", *letter);
        if (row->kind == OPTION_FLAG) {
            if (!take(row, NULL, fault))
                return false;
            continue;
        }
        if (letter[1])
            return take(row, letter + 1, fault);
        if (*at + 1 >= argc)
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "-%c needs its argument, %s", *letter, row->argument);
        return take(row, argv[++*at], fault);
    }
    return true;
}

bool options_parse(const struct option_tables *tables, int argc, char **argv, size_t *operand_count, struct fault *fault)
{
    size_t count = 0;

    for (int at = 1; at < argc; at++) {
        const char *word = argv[at];

        if (strcmp(word, "--") == 0) {
            while (++at < argc)
                argv[1 + count++] = argv[at];
            break;
        }
        if (word[0] != '-' || !word[1] || (word[1] >= '0' && word[1] <= '9')) {
            argv[1 + count++] = argv[at];
            continue;
        }
        if (word[1] == '-' ? !take_long(tables, argv, argc, &at, fault) : !take_letters(tables, argv, argc, &at, fault))
            return false;
    }
    *operand_count = count;
    return true;
}

static size_t columns_of(struct slice words)
{
    size_t columns = 0;

    for (size_t i = 0; i < words.length; i++)
        columns += ((unsigned char)words.bytes[i] & 0xc0) != 0x80;
    return columns;
}

/* Adds words behind `column` columns of a line; where they leave the page, they go on below, as far from its edge. */
static void add_folded(struct text *text, const char *words, size_t column)
{
    enum { PAGE_COLUMNS = 80 };
    size_t at = column;

    while (*words) {
        struct slice word = {words, strcspn(words, " ")};
        size_t columns = columns_of(word);

        if (at > column && at + 1 + columns > PAGE_COLUMNS) {
            text_printf(text, "\n%*s", (int)column, "");
            at = column;
        } else if (at > column) {
            text_add_byte(text, ' ');
            at++;
        }
        text_add_slice(text, word);
        at += columns;
        words += word.length + (words[word.length] == ' ');
    }
    text_add_byte(text, '\n');
}

void options_help(const struct tool *tool, const struct option_tables *tables, struct text *text)
{
    enum { HELP_COLUMN = 30 };

    text_printf(text, "Usage: %s [OPTION]...%s%s\n", tool->name, tool->operands ? " " : "", tool->operands ? tool->operands : "");
    add_folded(text, tool->summary, 0);
    text_add_byte(text, '\n');
    for (size_t t = 0; t < tables->count; t++)
        for (const struct option_row *row = tables->tables[t]; row && row->name; row++) {
            char shown[80];

            if (!row->help)
                continue;
            snprintf(shown, sizeof shown, "%c%c%s --%s%s%s", row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
                     row->letter ? "," : " ", row->name, row->argument ? " " : "", row->argument ? row->argument : "");
            text_printf(text, "  %-27s ", shown);
            add_folded(text, row->help, HELP_COLUMN);
        }
    text_printf(text, "\nSee %s(1) and colporteur(7).\n", tool->name);
}

void options_completion(const struct option_tables *tables, struct text *text)
{
    for (size_t t = 0; t < tables->count; t++)
        for (const struct option_row *row = tables->tables[t]; row && row->name; row++)
            if (row->help)
                text_printf(text, "%c\t%s\t%s\n", row->letter ? row->letter : '-', row->name, row->argument ? row->argument : "");
}
