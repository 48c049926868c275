/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/feed_file.h"

#include "json/read.h"
#include "json/write.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file that has lost more than one of so many items is not put in place. */
enum { LOSS_OF = 5, RUN_LIMIT = 4096 };

bool feed_file_begin(struct feed_file *feed, struct run *run, const char *name, struct fault *fault)
{
    *feed = (struct feed_file){.run = run};
    feed->has_name = name && whole_file_begin(&feed->file, name, fault);
    return !name || feed->has_name;
}

void feed_file_add(struct feed_file *feed, struct slice bytes)
{
    feed->bytes += bytes.length;
    output_add(feed->has_name ? &feed->file.output : &feed->run->out, bytes);
}

void feed_file_drop(struct feed_file *feed)
{
    if (feed->has_name)
        whole_file_drop(&feed->file);
}

/* What the record beside the file says. False: nothing that fits the file as it stands. */
static bool items_before(const char *file, const char *record, uint64_t *items)
{
    char bytes[RUN_LIMIT];
    int fd = open(record, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    struct stat status;
    const json_t *run;
    bool fits;

    if (fd >= 0)
        close(fd);
    if (length <= 0 || stat(file, &status) != 0)
        return false;
    while (length && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
        length--;
    run = record_read((struct slice){bytes, (size_t)length}, &arena, &fault);
    fits = run && json_integer_value(json_object_get(run, "bytes")) == status.st_size &&
           json_integer_value(json_object_get(run, "items")) >= 0;
    *items = fits ? (uint64_t)json_integer_value(json_object_get(run, "items")) : 0;
    arena_release(&arena);
    return fits;
}

static bool write_record(const struct feed_file *feed, const char *name, const char *channel, uint64_t items, struct fault *fault)
{
    struct whole_file file;
    struct text text = TEXT_INIT;
    bool done = whole_file_begin(&file, name, fault);

    if (!done)
        return false;
    json_open(&text, NULL, '{');
    json_put_string(&text, "type", SLICE("feed_run"));
    json_put_string(&text, "channel", slice_of(channel));
    json_put_integer(&text, "items", (int64_t)items);
    json_put_integer(&text, "bytes", (int64_t)feed->bytes);
    json_put_instant(&text, "at", feed->run->now);
    json_close(&text, '}');
    output_line(&file.output, text_slice(&text));
    text_release(&text);
    return whole_file_finish(&file, fault);
}

bool feed_file_finish(struct feed_file *feed, const char *channel, uint64_t items, bool force, struct fault *fault)
{
    struct text record = TEXT_INIT;
    uint64_t before = 0;
    bool done = true;

    if (!feed->has_name)
        return true;
    text_printf(&record, "%s.run", feed->file.name);
    if (items_before(feed->file.name, text_string(&record), &before) && !force && items < before &&
        (before - items) * LOSS_OF > before)
        done = fault_set(fault, FAULT_REFUSED, "items_dropped", NULL,
                         "%s stays as it is: it has %llu items, and would have %llu; --force replaces it all the same",
                         feed->file.name, (unsigned long long)before, (unsigned long long)items);
    done = done && (feed->run->dry_run || write_record(feed, text_string(&record), channel, items, fault));
    text_release(&record);
    if (done && !feed->run->dry_run)
        return whole_file_finish(&feed->file, fault);
    whole_file_drop(&feed->file);
    return done;
}
