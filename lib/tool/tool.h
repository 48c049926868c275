/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_TOOL_H
#define COLPORTEUR_TOOL_TOOL_H

#include "base/arena.h"
#include "format/fields.h"
#include "shop/settings.h"
#include "store/store.h"
#include "tool/output.h"
#include "json/projection.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What every executable is made of: a table of options and a function.
 *
 *     static const struct option_row options[] = {{'l', "location", "NAME", "where the goods are", OPTION_TEXT, &location}, {0}};
 *     static const struct tool tool = {.name = "stock-adjust", .summary = "…", .options = options, .traits = WRITES_STORE, .each =
 * adjust}; int main(int argc, char **argv) { return tool_main(&tool, argc, argv); }
 *
 * The rows make the parser, --help and --completion. Options that many tools have (--store, --now, --dry-run…) come with
 * the traits. A letter means one thing in every tool; tests/every-command.t holds that.
 *
 * A tool either works on records one by one (`each`) or does its one thing (`act`).
 */

enum option_kind {
    OPTION_FLAG,            /* bool */
    OPTION_TEXT,            /* const char *, NULL unless given */
    OPTION_LIST,            /* struct option_list: may be given several times */
    OPTION_TRACKING_NUMBER, /* as OPTION_TEXT, of a number that may look like a payment card's */
};

struct option_list {
    const char **values;
    size_t count, room;
};

struct option_row {
    char letter; /* 0: none */
    const char *name, *argument, *help;
    enum option_kind kind;
    void *variable;
};

enum trait {
    READS_STORE = 1,       /* --store, --now; the store is open for reading, settings are loaded */
    WRITES_STORE = 2,      /* as well --dry-run, --quiet, --wait; batches */
    TAKES_RECORDS = 4,     /* operands are files, without any stdin; --rejects, --atomic, --batch */
    TAKES_IDS = 8,         /* operands are ids, without any records on stdin; the same options */
    GROUPS_ROWS = 16,      /* with `tables`: rows of one order stand together */
    WITHOUT_SETTINGS = 32, /* the store may lack settings */
    REJECTS_RECORDS = 64,  /* --rejects alone */
    TAKES_MONTHS = 1024,   /* operands are files of months of the journal; with any, `act` works on them and no store is open */
    TAKES_TOKENS = 2048,   /* operands open what they name: of each, messages show what is before its first dot */
    OPENS_ITSELF = 256,    /* the options of the other traits, but `act` opens the store */
};

enum { OPERANDS_ALL = 1000000 }; /* operands_each: all of them make one record */

struct run;
struct rendering;
struct table_reader;
struct dialect_reader;

/* One record as it came: `record`, or of a table `fields`, or of the command line `operands`. */
struct input {
    const json_t *record;
    const struct fields *fields;
    const char *file; /* whence it came, and at which line; NULL: from the command line */
    size_t line;
    char *const *operands;
    size_t operand_count;
};

/* What became of it; filled by `each` on success. */
struct outcome {
    bool changed; /* run->changes are to be made, and row `row` is the answer */
    bool skipped; /* it is none of those that were asked for: there is no answer */
    size_t row;
    struct text *id;    /* not changed: the record that stands, by its id; empty: there is nothing to show */
    struct place place; /* not changed: where it stands, if that was looked up; length 0: it was not */
};

struct tool {
    const char *name, *summary, *operands; /* operands as in a synopsis: "[FILE]..." */
    const struct option_row *options;      /* ends in {0}; NULL: none of its own */
    unsigned traits;
    size_t operands_each;                                  /* operands that make one record; 0: 1 */
    bool (*prepare)(struct run *run, struct fault *fault); /* once the store is open; may be NULL */
    /*
     * What has to be found out elsewhere about a record before `each`, by who writes to the store: it may take long. So no batch
     * is open meanwhile and nobody waits, and the store as it is may be read; with --atomic or --dry-run all is one batch, and
     * others do wait. May be NULL.
     */
    bool (*ask)(struct run *run, const struct input *input, struct fault *fault);
    bool (*each)(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault);
    /*
     * Once all input was read: what follows from the whole of it, a change at a time in `outcome`, which is carried out and
     * answered and counted in counts.closed, until *found is false. A refusal is said, and ends it. May be NULL.
     */
    bool (*follow)(struct run *run, struct outcome *outcome, bool *found, struct fault *fault);
    /* Turns an answer into what is printed instead of it, if not NULL; the batch is still open. */
    bool (*show)(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault);
    bool (*act)(struct run *run, struct fault *fault);
    const struct table_reader *tables;     /* &table_reader: files may be CSV, and --map; see tool/source.h */
    const struct dialect_reader *dialects; /* &dialect_reader: and exports of platforms, and --from */
    const struct feed_reader *feeds;       /* &feed_reader: and product feeds in XML */
    const char *own_numbers;               /* a field whose numbers may look like payment cards': see tool/source.h */
    const struct rendering *rendering;     /* &document_rendering: documents, in formats; see tool/rendering.h */
    const char *lists;                     /* the type of the records that are listed: --fields, --limit; see tool/listing.h */
};

struct counts {
    uint64_t read, written, unchanged, rejected, skipped;
    uint64_t closed;         /* what was not in the input, and is not any more */
    uint64_t held_back;      /* good ones that --atomic kept from being written */
    uint64_t stock_left_out; /* products of which the stock on hand was told and not asked for */
    uint64_t without_maker;  /* items of a feed that name no manufacturer, where a rule asks for one and was not asked */
};

struct run {
    const struct tool *tool;
    const char *store_path;
    struct store *store;
    struct settings settings;
    instant now; /* of this batch */
    bool now_fixed;
    bool dry_run, quiet, atomic;
    const char *map_name;
    const char *from;        /* whose export the tables are; NULL: their headers tell */
    const char *plain_field; /* what a line is that is neither record nor row: see tool/source.h */
    const char *weight_unit; /* of the weights in it, where no column tells; NULL: the platform's usual one */
    const char *rejects_name;
    double wait;
    struct projection fields; /* of what is listed; without members: all */
    struct text projected;    /* the record that is being listed, with these alone */
    int64_t limit;            /* how many more may be listed */
    size_t batch;
    char **operands;
    size_t operand_count;
    bool shows_records;  /* answers are printed as they are stored, whatever the tool's `show` would make of them */
    bool operands_alone; /* of TAKES_IDS: no records from stdin, even if there are none */
    struct output out;
    struct arena arena;     /* cleared for each record */
    struct changes changes; /* the same */
    struct counts counts;
    bool answer_is_no; /* exit 1 */
    bool training_told;
    bool may_write; /* the store was opened for that, whatever the traits */
};

int tool_main(const struct tool *tool, int argc, char **argv);

/* One line on stderr: "tool: …". */
void tool_warn(const struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tool_say_fault(const struct run *run, const char *where, const struct fault *fault);

void tool_say_counts(const struct run *run); /* unless --quiet */

/* The settings, anew; of a store to learn with, that it is one is said once on stderr unless --quiet. */
bool tool_load_settings(struct run *run, struct fault *fault) CHECKED;
/* The same word alone, for tools that do without settings; the store has an index open. */
bool tool_tell_training(struct run *run, struct store *store, struct fault *fault) CHECKED;
bool tool_open_store(struct run *run, enum store_access access, struct fault *fault) CHECKED;
struct store_options tool_store_options(const struct run *run, enum store_access access); /* what that opens it with */
instant tool_clock(const struct run *run);

/* A whole file, "-" for stdin, at most 16 MiB. */
bool tool_read_file(const char *name, struct text *text, struct fault *fault) CHECKED;

/* A file by its path; a bare name that is not in the working folder is looked for in COLPORTEUR_DATADIR/FOLDER. */
bool tool_read_data(const char *folder, const char *name, struct text *text, struct fault *fault) CHECKED;
bool tool_has_data(const char *folder, const char *name); /* whether COLPORTEUR_DATADIR/FOLDER has the file */

/* Options' arguments; the fault names the option. NULL arguments: true and *present false. */
bool option_day(const char *option, const char *argument, day *value, bool *present, struct fault *fault) CHECKED;
bool option_whole(const char *option, const char *argument, int64_t limit, int64_t *value, bool *present,
                  struct fault *fault) CHECKED;

/* Which record of a type is meant: an operand, or a record's "id". A record of another type is refused. */
bool input_id(const struct input *input, const char *type, struct slice *id, struct fault *fault) CHECKED;

#endif
