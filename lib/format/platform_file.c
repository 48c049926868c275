/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/platform_file.h"

#include "base/memory.h"
#include "format/feed_columns.h"
#include "json/scan.h"

#include <stdlib.h>

/* Whether the dialect has a field of that name: then a column of the table has it. */
static bool is_known(const struct platform_file *file, struct slice name)
{
    struct sheet_row row = {.cells = &name, .count = 1};
    struct header header;
    bool known;

    if (file->is_column && !file->is_column(name))
        return true;
    header_bind(&header, &row, file->names);
    known = header.unknown == 0 && !(file->is_of_some && file->is_of_some(header.columns[0].field));
    header_release(&header);
    return known;
}

static void note(struct platform_file *file, struct slice name)
{
    for (size_t i = 0; i < file->more_count; i++)
        if (slice_equal(file->more[i], name))
            return;
    name = arena_copy(&file->arena, name);
    file->more = memory_grow(file->more, &file->more_room, file->more_count + 1, sizeof *file->more);
    file->more[file->more_count++] = name;
}

static void note_columns(struct platform_file *file, struct slice product)
{
    struct slice columns = scan_find(product, "columns");
    struct slice name;
    struct slice value;
    struct scan scan;

    if (!columns.bytes || !scan_object(&scan, scan_find(columns, file->dialect)))
        return;
    while (scan_member(&scan, &name, &value)) {
        text_clear(&file->cell);
        note(file, scan_decoded((struct slice){name.bytes - 1, name.length + 2}, &file->cell));
    }
}

static int by_name(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static void drop_known(struct platform_file *file)
{
    size_t count = 0;

    for (size_t i = 0; i < file->more_count; i++)
        if (!is_known(file, file->more[i]))
            file->more[count++] = file->more[i];
    file->more_count = count;
    if (count)
        qsort(file->more, count, sizeof *file->more, by_name);
}

static void index_names(struct platform_file *file)
{
    int most = 0;

    for (const struct column_name *name = file->names; name->field; name++)
        most = name->field > most ? name->field : most;
    file->first_names = arena_take(&file->arena, ((size_t)most + 1) * sizeof *file->first_names);
    memset(file->first_names, 0, ((size_t)most + 1) * sizeof *file->first_names);
    for (const struct column_name *name = file->names; name->field; name++)
        if (name->field != COLUMN_KEPT && !file->first_names[name->field].bytes)
            file->first_names[name->field] = slice_of(name->name);
}

bool platform_file_open(struct platform_file *file, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done;

    index_names(file);
    if (!file->feed->options.store)
        return true;
    done = store_walk_begin(&walk, file->feed->options.store, SLICE("product/"), fault);
    while (done && found) {
        struct slice product;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found)
            continue;
        done = store_walk_value(&walk, &product, fault);
        if (done)
            note_columns(file, product);
        if (done && file->look)
            file->look(file, product);
    }
    store_walk_end(&walk);
    drop_known(file);
    return done;
}

void platform_file_close(struct platform_file *file)
{
    free(file->more);
    text_release(&file->cell);
    arena_release(&file->arena);
}

static void end_cell(struct platform_file *file, bool first)
{
    struct text *text = &file->feed->text;
    struct slice cell = text_slice(&file->cell);

    if (!first)
        text_add_byte(text, file->separator);
    if (cell_is_formula(cell)) {
        struct text harmless = TEXT_INIT;

        text_add_byte(&harmless, '\'');
        text_add_slice(&harmless, cell);
        table_cell_write(text, text_slice(&harmless), file->separator);
        text_release(&harmless);
    } else if (cell.length) {
        table_cell_write(text, cell, file->separator);
    }
    text_clear(&file->cell);
}

void platform_file_head(struct platform_file *file)
{
    for (const struct platform_column *column = file->columns; column->field; column++) {
        const struct header_column name = {.field = column->field, .number = column->number};

        if (column->field == file->left_out)
            continue;
        if (column->title)
            text_add_string(&file->cell, column->title);
        else
            header_first_name(&file->cell, file->names, &name);
        for (size_t i = 0; file->comma && i < file->cell.length; i++)
            if (file->cell.bytes[i] == ',')
                file->cell.bytes[i] = file->comma;
        end_cell(file, column == file->columns);
    }
    for (size_t i = 0; i < file->more_count; i++) {
        text_add_slice(&file->cell, file->more[i]);
        end_cell(file, false);
    }
    text_add_byte(&file->feed->text, '\n');
}

void platform_file_row(struct platform_file *file, const struct platform_row *row)
{
    for (const struct platform_column *column = file->columns; column->field; column++) {
        if (column->field == file->left_out)
            continue;
        if (column->parts & row->parts)
            column->put(row, column, &file->cell);
        end_cell(file, column == file->columns);
    }
    for (size_t i = 0; i < file->more_count; i++) {
        text_add_slice(&file->cell, file->kept(row, file->more[i]));
        end_cell(file, false);
    }
    text_add_byte(&file->feed->text, '\n');
}

static bool no_unit(struct slice name, const char *setting, struct fault *fault)
{
    return fault_set(fault, FAULT_USAGE, "unknown_unit", NULL, "the channel's %s is \"%.*s\", which is no unit that is known",
                     setting, SLICE_ARGS(name));
}

static struct slice told_unit(const struct channel *channel, const char *setting, const char *otherwise)
{
    struct slice told = channel_setting(channel, setting);

    return told.length ? told : slice_of(otherwise);
}

const struct measure_unit *channel_weight_unit(const struct channel *channel, const char *otherwise, struct fault *fault)
{
    struct slice name = told_unit(channel, "weight_unit", otherwise);
    const struct measure_unit *unit = weight_unit(name);

    return unit || no_unit(name, "weight_unit", fault) ? unit : NULL;
}

const struct measure_unit *channel_length_unit(const struct channel *channel, const char *otherwise, struct fault *fault)
{
    struct slice name = told_unit(channel, "length_unit", otherwise);
    const struct measure_unit *unit = length_unit(name);

    return unit || no_unit(name, "length_unit", fault) ? unit : NULL;
}

struct slice kept_cell(const struct article *article, const char *dialect, struct slice column)
{
    const json_t *columns = json_object_get(article->member[ARTICLE_COLUMNS], dialect);

    return json_slice(json_object_getn(columns, column.bytes, column.length));
}

struct slice kept_cell_of(const struct platform_row *row, const struct article *article, int field)
{
    return kept_cell(article, row->file->dialect, row->file->first_names[field]);
}
