/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/rejects.h"

#include "json/card.h"
#include "json/write.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void add_base64(struct text *text, struct slice bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < bytes.length; i += 3) {
        size_t left = bytes.length - i;
        const unsigned char *byte = (const unsigned char *)bytes.bytes + i;
        unsigned bits = (unsigned)byte[0] << 16 | (left > 1 ? (unsigned)byte[1] << 8 : 0) | (left > 2 ? byte[2] : 0);

        text_add_byte(text, digits[bits >> 18]);
        text_add_byte(text, digits[bits >> 12 & 63]);
        text_add_byte(text, left > 1 ? digits[bits >> 6 & 63] : '=');
        text_add_byte(text, left > 2 ? digits[bits & 63] : '=');
    }
}

static void put_rejected(struct text *line, const struct source_item *item)
{
    if (item->record && !item->raw_is_rows && record_holds_security_code(item->record)) {
        json_t *masked = record_masked(item->record);

        json_put_value(line, "record", masked);
        json_decref(masked);
    } else if (item->record && !item->raw_is_rows && item->raw.bytes) {
        /* As it was written: a number must not come back with other digits. */
        json_put_raw(line, "record", slice_trim(item->raw));
    } else if (item->record && !item->raw_is_rows) {
        json_put_value(line, "record", item->record);
    } else if (item->fields) {
        json_t *record = fields_json(item->fields);

        json_put_value(line, "record", record);
        json_decref(record);
    } else if (item->raw.bytes && utf8_valid_length(item->raw) == item->raw.length) {
        json_put_string(line, "input", item->raw);
    } else if (item->raw.bytes) {
        struct text base64 = TEXT_INIT;

        add_base64(&base64, item->raw);
        json_put_string(line, "input_base64", text_slice(&base64));
        text_release(&base64);
    }
}

void rejects_add(struct rejects *rejects, const char *file, const struct source_item *item, const struct fault *fault)
{
    struct run *run = rejects->run;
    struct text line = TEXT_INIT;

    run->counts.rejected++;
    if (item->line)
        text_printf(&line, "%s:%zu", file, item->line);
    else
        text_add_string(&line, file);
    tool_say_fault(run, text_string(&line), fault);
    if (rejects->output.fd >= 0) {
        text_clear(&line);
        text_add_string(&line, "{\"type\":\"reject\"");
        json_put_string(&line, "tool", slice_of(run->tool->name));
        if (item->line) {
            json_put_string(&line, "file", slice_of(file));
            json_put_integer(&line, "line", (int64_t)item->line);
        }
        json_put_string(&line, "code", slice_of(fault->code));
        if (fault->field[0])
            json_put_string(&line, "field", slice_of(fault->field));
        json_put_string(&line, "reason", slice_of(fault->reason));
        if (fault->is_short)
            json_put_integer(&line, "available", fault->available);
        put_rejected(&line, item);
        text_add_byte(&line, '}');
        output_line(&rejects->output, text_slice(&line));
    }
    text_release(&line);
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Whether the file is also what is read: emptied, it would take along what it holds. */
static bool is_input(const struct run *run, const struct stat *file)
{
    struct stat status;
    bool found = fstat(STDIN_FILENO, &status) == 0 && is_same(file, &status);

    for (size_t i = 0; !found && (run->tool->traits & TAKES_RECORDS) && i < run->operand_count; i++)
        found = stat(run->operands[i], &status) == 0 && is_same(file, &status);
    return found;
}

bool rejects_open(struct rejects *rejects, struct run *run, struct fault *fault)
{
    const char *name = run->rejects_name;
    struct stat status;
    int fd = -1;

    rejects->run = run;
    rejects->output.fd = -1;
    if (name) {
        fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0 || fstat(fd, &status) != 0)
            return fault_system(fault, "output_failed", "cannot write to %s", name);
        if (S_ISREG(status.st_mode) && is_input(run, &status)) {
            close(fd);
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--rejects: %s is what is read", name);
        }
        if (S_ISREG(status.st_mode) && ftruncate(fd, 0) != 0) {
            fault_system(fault, "output_failed", "cannot write to %s", name);
            close(fd);
            return false;
        }
    }
    output_init(&rejects->output, fd, name);
    return true;
}

bool rejects_close(struct rejects *rejects, struct fault *fault)
{
    return rejects->output.fd < 0 || output_finish(&rejects->output, fault);
}
