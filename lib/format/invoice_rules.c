/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/invoice_rules.h"

#include "base/memory.h"

#include <stdlib.h>

static const char folder[] = "einvoice";

enum { DEEPEST = 8 };

struct reader {
    struct invoice_rule_set *set;
    const struct code_files *files;
    const char *file;
    size_t line;                 /* of the statement at hand */
    struct slice unwanted_below; /* of "avoid": the path that its rules go on from */
    struct slice unwanted_sentence;
    bool avoids;
    bool fills;            /* within "each" */
    struct xml_names *ids; /* of rules, each of which there is once */
    unsigned depth;        /* of files that name files */
    struct fault *fault;
};

static bool read_statements(struct reader *reader, struct slice text);

static bool wrong(const struct reader *reader, const char *what, struct slice of)
{
    return fault_set(reader->fault, FAULT_USAGE, "wrong_rules", NULL, "%s:%zu: %s: %.*s", reader->file, reader->line, what,
                     of.length < 80 ? (int)of.length : 80, of.bytes);
}

/* A fault of what stands in the statement gets the statement's place. */
static bool located(const struct reader *reader, bool done)
{
    char reason[FAULT_REASON];

    if (done)
        return true;
    memcpy(reason, reader->fault->reason, sizeof reason);
    return fault_set(reader->fault, FAULT_USAGE, "wrong_rules", NULL, "%s:%zu: %s", reader->file, reader->line, reason);
}

static struct slice cut(struct slice *rest, const char *separator)
{
    const char *end = rest->length ? memmem(rest->bytes, rest->length, separator, strlen(separator)) : NULL;
    const struct slice part = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};

    *rest = slice_trim(slice_from(*rest, part.length + (end ? strlen(separator) : 0)));
    return slice_trim(part);
}

static struct slice keep(struct reader *reader, struct slice text)
{
    return arena_copy(&reader->set->words.arena, text);
}

static bool read_term(struct reader *reader, struct slice rest)
{
    const struct slice id = cut(&rest, " ");
    const struct slice type = cut(&rest, " ");
    const struct slice group = cut(&rest, " ");

    return located(reader, rule_words_add_term(&reader->set->words, id, type, group, cut(&rest, " "), reader->fault));
}

static bool read_definition(struct reader *reader, struct slice rest)
{
    struct rule_words *words = &reader->set->words;
    const struct slice name = keep(reader, cut(&rest, " "));

    if (!rest.length)
        return wrong(reader, "a definition says what its name stands for", name);
    words->definitions =
        memory_grow(words->definitions, &words->definition_room, words->definition_count + 1, sizeof *words->definitions);
    words->definitions[words->definition_count++] = (struct rule_definition){name, keep(reader, rest)};
    return true;
}

static bool read_other(struct reader *reader, struct slice name, struct text *text)
{
    if (!reader->files || reader->depth == DEEPEST)
        return wrong(reader, "no file can be read from here", name);
    return reader->files->read(reader->files->context, folder, keep(reader, name).bytes, text, reader->fault);
}

static bool read_codes(struct reader *reader, struct slice name)
{
    struct text text = TEXT_INIT;
    bool done = read_other(reader, name, &text) && code_lists_read(&reader->set->words.codes, text_slice(&text),
                                                                   keep(reader, name).bytes, reader->files, reader->fault);

    text_release(&text);
    return done;
}

static bool read_file(struct reader *reader, struct slice name)
{
    struct reader other = {.set = reader->set,
                           .files = reader->files,
                           .file = keep(reader, name).bytes,
                           .ids = reader->ids,
                           .depth = reader->depth + 1,
                           .fault = reader->fault};
    struct text text = TEXT_INIT;
    bool done = read_other(reader, name, &text) && read_statements(&other, text_slice(&text));

    text_release(&text);
    return done;
}

static bool begin_block(struct reader *reader, struct slice at)
{
    struct invoice_rule_set *set = reader->set;
    struct invoice_block block = {.at = keep(reader, at), .first = set->count};

    reader->avoids = false;
    if (!located(reader, rule_path_compile(&set->words, at, &block.context, &block.anchor, reader->fault)))
        return false;
    set->blocks = memory_grow(set->blocks, &set->block_room, set->block_count + 1, sizeof *set->blocks);
    set->blocks[set->block_count++] = block;
    return true;
}

/* "avoid PATH ! SENTENCE": the statements that follow are "ID PATH". */
static bool begin_avoiding(struct reader *reader, struct slice rest)
{
    const struct slice below = keep(reader, cut(&rest, " ! "));

    if (!begin_block(reader, SLICE("/")))
        return false;
    reader->avoids = true;
    reader->unwanted_below = below;
    if (rest.length)
        reader->unwanted_sentence = keep(reader, rest);
    return reader->unwanted_sentence.length || wrong(reader, "what is wrong with these is not told", below);
}

static bool add_rule(struct reader *reader, struct invoice_rule rule)
{
    struct invoice_rule_set *set = reader->set;
    const size_t known = reader->ids->count;

    if (!set->block_count)
        return wrong(reader, "this rule stands above the first \"at\"", rule.id);
    xml_name(reader->ids, SLICE(""), rule.id);
    if (reader->ids->count == known)
        return wrong(reader, "there are two rules of this name", rule.id);
    set->rules = memory_grow(set->rules, &set->room, set->count + 1, sizeof *set->rules);
    set->rules[set->count++] = rule;
    set->blocks[set->block_count - 1].count++;
    return true;
}

static bool add_unwanted(struct reader *reader, struct slice rest)
{
    struct invoice_rule rule = {.id = keep(reader, cut(&rest, " ")), .sentence = reader->unwanted_sentence, .is_warning = true};
    struct rule_path *path;
    struct rule_anchor anchor;
    struct text whole = TEXT_INIT;
    bool done;

    text_add_slice(&whole, reader->unwanted_below);
    if (whole.length && whole.bytes[whole.length - 1] != '/')
        text_add_byte(&whole, '/');
    text_add_slice(&whole, rest);
    done = located(reader, rule_path_compile(&reader->set->words, text_slice(&whole), &path, &anchor, reader->fault));
    text_release(&whole);
    rule.unwanted = path;
    return done && add_rule(reader, rule);
}

/* "ID: EXPRESSION ! SENTENCE", or "ID warning: …" */
static bool read_rule(struct reader *reader, struct slice rest)
{
    struct invoice_rule_set *set = reader->set;
    struct slice head = cut(&rest, ": ");
    const struct slice expression = cut(&rest, " ! ");
    struct invoice_rule rule = {.id = keep(reader, cut(&head, " ")), .sentence = keep(reader, rest)};
    struct expression *compiled = NULL;

    rule.is_warning = slice_is(head, "warning");
    if ((head.length && !rule.is_warning) || !expression.length || !rest.length)
        return wrong(reader, "a rule is \"ID: EXPRESSION ! SENTENCE\"", rule.id);
    if (set->block_count &&
        !located(reader, rule_compile(&set->words, expression, set->blocks[set->block_count - 1].anchor, &compiled, reader->fault)))
        return false;
    rule.expression = compiled;
    return add_rule(reader, rule);
}

static bool read_since(struct reader *reader, struct slice rest)
{
    return day_read(rest, &reader->set->since) || wrong(reader, "this is no day", rest);
}

static bool read_text(struct reader *reader, struct slice rest, struct slice *text)
{
    *text = keep(reader, rest);
    return true;
}

static bool read_for(struct reader *reader, struct slice rest)
{
    reader->set->is_for_every = slice_is(rest, "every invoice");
    return reader->set->is_for_every || wrong(reader, "only \"for every invoice\" is known", rest);
}

static bool read_statement(struct reader *reader, struct slice statement)
{
    struct slice rest = statement;
    const struct slice word = cut(&rest, " ");

    if (slice_is(word, "set"))
        return read_text(reader, rest, &reader->set->name);
    if (slice_is(word, "version"))
        return read_text(reader, rest, &reader->set->version);
    if (slice_is(word, "source"))
        return read_text(reader, rest, &reader->set->source);
    if (slice_is(word, "customization"))
        return read_text(reader, rest, &reader->set->customization);
    if (slice_is(word, "for"))
        return read_for(reader, rest);
    if (slice_is(word, "since"))
        return read_since(reader, rest);
    if (slice_is(word, "codes"))
        return read_codes(reader, rest);
    if (slice_is(word, "with"))
        return read_file(reader, rest);
    if (slice_is(word, "term"))
        return read_term(reader, rest);
    if (slice_is(word, "define"))
        return read_definition(reader, rest);
    if (slice_is(word, "at"))
        return begin_block(reader, rest);
    if (slice_is(word, "avoid"))
        return begin_avoiding(reader, rest);
    return reader->avoids ? add_unwanted(reader, statement) : read_rule(reader, statement);
}

/* What a line of "each" puts in the place of "{id}", "{code}"… */
struct filling {
    struct slice names, values;
};

static bool fill_in(const struct filling *filling, struct slice name, struct text *text)
{
    struct slice names = filling->names;
    struct slice values = filling->values;

    while (names.length) {
        const struct slice value = cut(&values, " ");

        if (slice_equal(cut(&names, " "), name)) {
            text_add_slice(text, value);
            return true;
        }
    }
    return false;
}

static void add_filled(struct slice line, const struct filling *filling, struct text *text)
{
    while (line.length) {
        const char *end = line.bytes[0] == '{' ? memchr(line.bytes, '}', line.length) : NULL;
        const size_t length = end ? (size_t)(end - line.bytes) + 1 : 1;

        if (!end || !fill_in(filling, (struct slice){line.bytes, length}, text))
            text_add(text, line.bytes, length);
        line = slice_from(line, length);
    }
}

/* "each {id} {code}: AE AE, IC K" and the statements up to "end", once for each. */
static bool read_each(struct reader *reader, struct slice head, struct slice body)
{
    const size_t line = reader->line;
    struct filling filling = {.names = cut(&head, ":")};
    struct text text = TEXT_INIT;
    bool done = !reader->fills || wrong(reader, "this stands within another \"each\"", filling.names);

    reader->fills = true;
    while (done && head.length) {
        filling.values = cut(&head, ",");
        text_clear(&text);
        add_filled(body, &filling, &text);
        reader->line = line;
        done = read_statements(reader, text_slice(&text));
    }
    reader->fills = false;
    text_release(&text);
    return done;
}

static struct slice next_line(struct slice *rest)
{
    const char *end = memchr(rest->bytes, '\n', rest->length);
    const struct slice line = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};

    *rest = slice_from(*rest, line.length + (end != NULL));
    return line;
}

static struct slice next_body(struct slice *rest, size_t *lines)
{
    struct slice body = {rest->bytes, 0};

    *lines = 0;
    while (rest->length) {
        const struct slice line = next_line(rest);

        ++*lines;
        if (slice_is(line, "end"))
            break;
        body.length = (size_t)(rest->bytes - body.bytes);
    }
    return body;
}

static bool goes_on(struct slice rest)
{
    return rest.length && (rest.bytes[0] == ' ' || rest.bytes[0] == '\t');
}

/* A statement is a line and those behind it that begin with a blank. */
static bool read_statements(struct reader *reader, struct slice text)
{
    struct text statement = TEXT_INIT;
    bool done = true;
    size_t lines = 0;

    for (struct slice rest = text; done && rest.length;) {
        struct slice line = next_line(&rest);

        reader->line += lines + 1;
        lines = 0;
        if (!slice_trim(line).length || line.bytes[0] == '#')
            continue;
        text_clear(&statement);
        text_add_slice(&statement, slice_trim(line));
        for (; goes_on(rest); lines++) {
            text_add_byte(&statement, ' ');
            text_add_slice(&statement, slice_trim(next_line(&rest)));
        }
        if (slice_starts(line, "each ")) {
            const size_t head_lines = lines;
            const struct slice body = next_body(&rest, &lines);
            const size_t line_of_each = reader->line;

            done = read_each(reader, slice_from(text_slice(&statement), 5), body);
            reader->line = line_of_each;
            lines += head_lines;
        } else {
            done = read_statement(reader, text_slice(&statement));
        }
    }
    text_release(&statement);
    return done;
}

bool invoice_rules_read(struct invoice_rule_set *set, struct slice text, const char *file, struct xml_names *names,
                        const struct code_files *files, struct fault *fault)
{
    struct xml_names ids = {0};
    struct reader reader = {.set = set, .files = files, .file = file, .ids = &ids, .fault = fault};
    bool done;

    set->words.names = names;
    done = read_statements(&reader, text);
    names->registered = names->count;
    xml_names_release(&ids);
    return done;
}

void invoice_rules_release(struct invoice_rule_set *set)
{
    rule_words_release(&set->words);
    free(set->rules);
    free(set->blocks);
    *set = (struct invoice_rule_set){0};
}
