/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/line.h"

#include "json/write.h"

void line_common(struct text *text, instant at, struct slice tool, struct slice user)
{
    text_clear(text);
    text_add_string(text, ",\"at\":\"");
    instant_write(text, at);
    text_add_byte(text, '"');
    json_put_string(text, "tool", tool);
    json_put_string(text, "user", user);
    text_add_string(text, ",\"prev\":\"");
}

void line_begin(struct text *text, uint64_t seq, struct slice common, const struct digest *previous)
{
    char hex[DIGEST_HEX];

    digest_hex(previous, hex);
    text_add_string(text, "{\"seq\":");
    text_add_integer(text, (int64_t)seq);
    text_add_slice(text, common);
    text_add(text, hex, DIGEST_HEX);
    text_add_string(text, "\",\"changes\":[");
}

void line_change_begin(struct text *text, bool first, struct slice id)
{
    if (!first)
        text_add_byte(text, ',');
    text_add_string(text, "{\"id\":");
    json_add_string(text, id);
    text_add_string(text, ",\"value\":");
}

/* The value of the next member, which must have this name. */
static bool expect(struct scan *scan, const char *wanted, struct slice *value)
{
    struct slice name;

    return scan_member(scan, &name, value) && slice_is(name, wanted);
}

static bool read_seq(struct slice value, uint64_t *seq)
{
    int64_t number;

    if (!slice_integer(value, INT64_MAX, &number))
        return false;
    *seq = (uint64_t)number;
    return true;
}

/* With its newline, and without a NUL: a block that the disk never got may be within a string, where a scan does not look. */
static bool is_complete(struct slice bytes)
{
    return bytes.length >= 3 && bytes.bytes[bytes.length - 1] == '\n' && bytes.bytes[bytes.length - 2] == '}' &&
           !memchr(bytes.bytes, '\0', bytes.length);
}

struct slice line_first(struct slice bytes)
{
    const char *newline = bytes.length ? memchr(bytes.bytes, '\n', bytes.length) : NULL;

    return newline ? (struct slice){bytes.bytes, (size_t)(newline - bytes.bytes) + 1} : bytes;
}

struct slice line_last(struct slice bytes)
{
    const char *newline = bytes.length ? memrchr(bytes.bytes, '\n', bytes.length - 1) : NULL;

    return newline ? slice_from(bytes, (size_t)(newline - bytes.bytes) + 1) : bytes;
}

bool line_read(struct slice bytes, struct line *line)
{
    struct scan scan;
    struct slice value;

    if (!is_complete(bytes))
        return false;
    bytes.length--;
    if (!scan_object(&scan, bytes) || !expect(&scan, "seq", &value) || !read_seq(value, &line->seq))
        return false;
    if (!expect(&scan, "at", &value) || !instant_read(scan_text(value), &line->at))
        return false;
    if (!expect(&scan, "tool", &line->tool) || !expect(&scan, "user", &line->user))
        return false;
    if (!expect(&scan, "prev", &value) || !digest_read(scan_text(value), &line->previous))
        return false;
    if (!slice_starts(scan.rest, ",\"changes\":["))
        return false;
    line->changes.rest = slice_from(scan.rest, strlen(",\"changes\":["));
    return true;
}

bool line_next_change(struct line *line, struct line_change *change, struct text *room)
{
    struct scan *scan = &line->changes;
    static const char id_name[] = "{\"id\":";
    static const char value_name[] = ",\"value\":";
    struct slice id;
    size_t length;

    if (scan->rest.length && scan->rest.bytes[0] == ',')
        scan->rest = slice_from(scan->rest, 1);
    if (!slice_starts(scan->rest, id_name))
        return false;
    scan->rest = slice_from(scan->rest, sizeof id_name - 1);
    length = scan_value_length(scan->rest);
    id = (struct slice){scan->rest.bytes, length};
    scan->rest = slice_from(scan->rest, length);
    change->id = scan_decoded(id, room);
    if (!change->id.bytes || !slice_starts(scan->rest, value_name))
        return false;
    scan->rest = slice_from(scan->rest, sizeof value_name - 1);
    length = scan_value_length(scan->rest);
    if (!length || length >= scan->rest.length || scan->rest.bytes[length] != '}')
        return false;
    change->value = (struct slice){scan->rest.bytes, length};
    scan->rest = slice_from(scan->rest, length + 1);
    return true;
}

bool line_changes_whole(const struct line *line)
{
    return slice_is(line->changes.rest, "]}");
}

bool line_is_whole(struct line line)
{
    struct line_change change;
    struct text room = TEXT_INIT;

    while (line_next_change(&line, &change, &room))
        ;
    text_release(&room);
    return line_changes_whole(&line);
}

bool line_changes_record(struct line *line, const char *kind, const char *id)
{
    struct line_change change;
    struct text room = TEXT_INIT;
    bool wanted = !kind && !id;

    while (!wanted && line_next_change(line, &change, &room)) {
        size_t length = kind ? strlen(kind) : 0;

        wanted = (!id || slice_is(change.id, id)) &&
                 (!kind || (slice_starts(change.id, kind) && change.id.length > length && change.id.bytes[length] == '/'));
    }
    text_release(&room);
    return wanted;
}

void person_line_write(struct text *text, uint64_t seq, instant at, struct slice id, unsigned version, struct slice salt,
                       struct slice value)
{
    text_add_string(text, "{\"seq\":");
    text_add_integer(text, (int64_t)seq);
    json_put_instant(text, "at", at);
    json_put_string(text, "id", id);
    json_put_integer(text, "version", version);
    json_put_string(text, "salt", salt);
    json_put_raw(text, "value", value);
    text_add_string(text, "}\n");
}

bool person_line_head(struct slice bytes, struct person_line *line, struct text *room)
{
    struct scan scan;
    struct slice value;
    int64_t version;

    if (!bytes.length || bytes.bytes[bytes.length - 1] != '\n' || !scan_object(&scan, bytes))
        return false;
    if (!expect(&scan, "seq", &value) || !read_seq(value, &line->seq))
        return false;
    if (!expect(&scan, "at", &line->at) || !expect(&scan, "id", &value))
        return false;
    line->at = scan_text(line->at);
    line->id = scan_decoded(value, room);
    if (!expect(&scan, "version", &value) || !slice_integer(value, 1000000000, &version))
        return false;
    line->version = (unsigned)version;
    line->rest = scan.rest;
    return true;
}

bool person_line_read(struct slice bytes, struct person_line *line, struct text *room)
{
    struct scan scan;
    struct slice value;

    if (!is_complete(bytes) || !person_line_head(bytes, line, room))
        return false;
    scan.rest = line->rest;
    if (!expect(&scan, "salt", &value))
        return false;
    line->salt = scan_text(value);
    return expect(&scan, "value", &line->value) && slice_is(scan.rest, "}\n");
}

static const char erased_name[] = ",\"erased\":";

void person_line_erase(struct text *text, size_t length, uint64_t seq, size_t *start)
{
    size_t before = text->length;

    text_add_string(text, erased_name);
    text_add_integer(text, (int64_t)seq);
    text_add_byte(text, ' ');
    *start = text->length - before;
    while (text->length - before + 2 < length)
        text_add_byte(text, ' ');
    text_add_string(text, "}\n");
}

bool person_line_leaving(const struct person_line *line)
{
    return slice_starts(line->rest, erased_name);
}

bool person_line_erased(const struct person_line *line, uint64_t *seq)
{
    struct text wanted = TEXT_INIT;
    struct slice number;
    size_t start;
    bool erased;

    if (!person_line_leaving(line))
        return false;
    number = slice_from(line->rest, sizeof erased_name - 1);
    number.length = scan_value_length(number);
    if (!read_seq(number, seq))
        return false;
    person_line_erase(&wanted, line->rest.length, *seq, &start);
    erased = slice_equal(text_slice(&wanted), line->rest);
    text_release(&wanted);
    return erased;
}

struct digest person_digest(struct slice salt, struct slice value)
{
    return digest_of_two(salt, value);
}

bool line_change_person(const struct line_change *change, int64_t *version, struct digest *digest)
{
    return digest_read(scan_text(scan_find(change->value, "digest")), digest) &&
           slice_integer(scan_find(change->value, "version"), INT64_MAX, version);
}
