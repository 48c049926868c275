/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/tool.h"

#include "base/card.h"
#include "base/memory.h"
#include "shop/fold.h"
#include "shop/shape.h"
#include "tool/options.h"
#include "tool/records.h"
#include "tool/rendering.h"
#include "tool/source.h"
#include "json/read.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_FAILED = 3, EXIT_BUSY = 75 };
enum { PATH_ROOM = 4096 };

static const double STANDARD_WAIT = 30;
static const int64_t STANDARD_BATCH = 50000;

/*
 * File names and operands come from elsewhere too: on a terminal they are to be read, and to do nothing; and who keeps
 * what is said here must not keep the number of a card.
 */
void tool_warn(const struct run *run, const char *format, ...)
{
    char line[2048];
    struct text shown = TEXT_INIT;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    card_mask(&shown, slice_of(line));
    fprintf(stderr, "%s: %s\n", run->tool->name, text_string(&shown));
    text_release(&shown);
}

void tool_say_fault(const struct run *run, const char *where, const struct fault *fault)
{
    tool_warn(run, "%s%s%s%s%s", where ? where : "", where ? ": " : "", fault->field, fault->field[0] ? ": " : "", fault->reason);
}

void tool_say_counts(const struct run *run)
{
    const struct counts *counts = &run->counts;
    struct text line = TEXT_INIT;
    const char *written =
        run->dry_run || ((run->tool->traits & (TAKES_RECORDS | WRITES_STORE)) == TAKES_RECORDS) ? "would be written" : "written";

    if (run->quiet)
        return;
    text_printf(&line, "%llu read, %llu %s, %llu unchanged, %llu rejected", (unsigned long long)counts->read,
                (unsigned long long)counts->written, written, (unsigned long long)counts->unchanged,
                (unsigned long long)counts->rejected);
    if (counts->skipped)
        text_printf(&line, ", %llu skipped", (unsigned long long)counts->skipped);
    if (counts->closed)
        text_printf(&line, ", %llu closed", (unsigned long long)counts->closed);
    if (counts->held_back)
        text_printf(&line, ", %llu held back", (unsigned long long)counts->held_back);
    if (counts->stock_left_out)
        text_printf(&line, "; %llu with a stock on hand that was not taken: --stock takes it",
                    (unsigned long long)counts->stock_left_out);
    if (counts->without_maker)
        text_printf(&line, "; %llu name no manufacturer, as most goods offered there must: --lint leaves them out",
                    (unsigned long long)counts->without_maker);
    tool_warn(run, "%s", text_string(&line));
    text_release(&line);
}

instant tool_clock(const struct run *run)
{
    struct timespec now;

    if (run->now_fixed)
        return run->now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (instant)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool tool_read_file(const char *name, struct text *text, struct fault *fault)
{
    const size_t limit = 16 * 1024 * 1024;
    bool is_stdin = strcmp(name, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    ssize_t count = fd < 0 ? -1 : 1;

    while (count > 0 && text->length <= limit) {
        text_make_room(text, 65536);
        count = read(fd, text->bytes + text->length, 65536);
        if (count > 0)
            text->length += (size_t)count;
        else if (count < 0 && errno == EINTR)
            count = 1;
    }
    if (count < 0)
        fault_system(fault, "input_failed", "cannot read %s", name);
    if (fd >= 0 && !is_stdin)
        close(fd);
    if (count > 0)
        return fault_set(fault, FAULT_USAGE, "too_long", NULL, "%s has more than %zu bytes", name, limit);
    return count == 0;
}

static const char *data_path(const char *folder, const char *name, char path[PATH_ROOM])
{
    const char *data = getenv("COLPORTEUR_DATADIR");

    snprintf(path, PATH_ROOM, "%s/%s/%s", data && data[0] ? data : COLPORTEUR_DATADIR, folder, name);
    return access(path, F_OK) == 0 ? path : NULL;
}

bool tool_has_data(const char *folder, const char *name)
{
    char path[PATH_ROOM];

    return data_path(folder, name, path) != NULL;
}

bool tool_read_data(const char *folder, const char *name, struct text *text, struct fault *fault)
{
    char path[PATH_ROOM];
    const char *found;

    if (strchr(name, '/') || strcmp(name, "-") == 0 || access(name, F_OK) == 0)
        return tool_read_file(name, text, fault);
    found = data_path(folder, name, path);
    return tool_read_file(found ? found : name, text, fault);
}

bool option_day(const char *option, const char *argument, day *value, bool *present, struct fault *fault)
{
    *present = argument != NULL;
    return !argument || day_read(slice_of(argument), value) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: \"%s\" is no day like 2026-11-21", option, argument);
}

bool option_whole(const char *option, const char *argument, int64_t limit, int64_t *value, bool *present, struct fault *fault)
{
    *present = argument != NULL;
    return !argument || slice_integer(slice_of(argument), limit, value) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s: \"%s\" is no whole number up to %lld", option, argument,
                     (long long)limit);
}

bool input_id(const struct input *input, const char *type, struct slice *id, struct fault *fault)
{
    struct slice given_type;

    if (input->operand_count) {
        *id = slice_of(input->operands[0]);
        return true;
    }
    if (!field_string(input->record, "type", &given_type, fault) || !field_string(input->record, "id", id, fault))
        return false;
    if (given_type.bytes && !slice_is(given_type, type))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"%s\"", SLICE_ARGS(given_type), type);
    return id->bytes || field_missing("id", fault);
}

/* Options that come with the traits. */
static struct {
    bool help, version, completion;
    const char *now, *wait, *batch, *fields, *limit;
} given;

static const struct option_row general_options[] = {
    {'h', "help", NULL, "say how the tool is used", OPTION_FLAG, &given.help},
    {'V', "version", NULL, "say which version it is", OPTION_FLAG, &given.version},
    {0, "completion", NULL, NULL, OPTION_FLAG, &given.completion},
    {0},
};

static void list_options(struct run *run, struct option_row *rows)
{
    const unsigned traits = run->tool->traits;
    size_t count = 0;

    if (traits & (READS_STORE | WRITES_STORE)) {
        rows[count++] =
            (struct option_row){'s', "store", "DIR", "the store (else COLPORTEUR_STORE)", OPTION_TEXT, &run->store_path};
        rows[count++] =
            (struct option_row){0, "now", "INSTANT", "the time to go by (else COLPORTEUR_NOW, the clock)", OPTION_TEXT, &given.now};
        rows[count++] = (struct option_row){'w', "wait", "SECONDS", "wait for other writers (30)", OPTION_TEXT, &given.wait};
        rows[count++] = (struct option_row){'q', "quiet", NULL, "no counts, no progress", OPTION_FLAG, &run->quiet};
    }
    if (traits & WRITES_STORE)
        rows[count++] =
            (struct option_row){'n', "dry-run", NULL, "print what would be written, write nothing", OPTION_FLAG, &run->dry_run};
    if (traits & (TAKES_RECORDS | TAKES_IDS | REJECTS_RECORDS))
        rows[count++] = (struct option_row){'r', "rejects", "FILE", "put refused records there", OPTION_TEXT, &run->rejects_name};
    if ((traits & (TAKES_RECORDS | TAKES_IDS)) && (traits & WRITES_STORE)) {
        rows[count++] = (struct option_row){'a', "atomic", NULL, "all records or none", OPTION_FLAG, &run->atomic};
        rows[count++] = (struct option_row){'b', "batch", "N", "write after N records at most (50000)", OPTION_TEXT, &given.batch};
    }
    if (run->tool->lists) {
        rows[count++] =
            (struct option_row){'F', "fields", "LIST", "only these members, as id,customer.id", OPTION_TEXT, &given.fields};
        rows[count++] = (struct option_row){'N', "limit", "N", "at most so many", OPTION_TEXT, &given.limit};
    }
    if (run->tool->tables)
        rows[count++] = (struct option_row){'m', "map", "FILE", "which column is which field", OPTION_TEXT, &run->map_name};
    if (run->tool->dialects) {
        rows[count++] =
            (struct option_row){0, "from", "PLATFORM", "whose export it is (else its columns tell)", OPTION_TEXT, &run->from};
        if (run->tool->dialects->weighs)
            rows[count++] = (struct option_row){0,           "weight-unit",    "UNIT", "of weights, where no column tells (kg)",
                                                OPTION_TEXT, &run->weight_unit};
    }
    for (const struct option_row *row = run->tool->rendering ? run->tool->rendering->options : NULL; row && row->name; row++)
        rows[count++] = *row;
    rows[count] = (struct option_row){0};
}

static bool settle_now(struct run *run, struct fault *fault)
{
    const char *now = given.now ? given.now : getenv("COLPORTEUR_NOW");

    run->now_fixed = now && now[0];
    if (!run->now_fixed || instant_read(slice_of(now), &run->now))
        return true;
    return fault_set(fault, FAULT_USAGE, "usage", NULL, "%s: \"%s\" is no instant like 2026-11-21T18:07:21Z",
                     given.now ? "--now" : "COLPORTEUR_NOW", now);
}

/* Seconds with at most three decimals: no locale, no surprise. */
static bool read_wait(struct run *run, struct fault *fault)
{
    const struct currency thousandths = {"", 3};
    amount milliseconds;

    run->wait = STANDARD_WAIT;
    if (!given.wait)
        return true;
    if (!amount_read(slice_of(given.wait), &thousandths, false, NULL, &milliseconds, fault))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--wait: \"%s\" is no number of seconds", given.wait);
    run->wait = (double)milliseconds / 1000;
    return true;
}

static bool works_on_files(const struct run *run)
{
    return (run->tool->traits & TAKES_MONTHS) && run->operand_count;
}

static bool settle(struct run *run, struct fault *fault)
{
    int64_t batch = STANDARD_BATCH;
    bool present;

    if (!settle_now(run, fault) || !read_wait(run, fault) || !option_whole("batch", given.batch, 1000000, &batch, &present, fault))
        return false;
    if (batch == 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--batch: must be at least 1");
    run->batch = (size_t)batch;
    run->limit = INT64_MAX;
    if (!option_whole("limit", given.limit, INT64_MAX, &run->limit, &present, fault))
        return false;
    if (given.fields && !projection_read(&run->fields, slice_of(given.fields), shape_of(run->tool->lists), fault))
        return false;
    if (run->map_name && run->from)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--map and --from are two ways to say what the columns are");
    if (run->tool->rendering && !run->tool->rendering->prepare(run, fault))
        return false;
    if (!(run->tool->traits & (READS_STORE | WRITES_STORE)) || works_on_files(run))
        return true;
    if (!run->store_path)
        run->store_path = getenv("COLPORTEUR_STORE");
    if (!run->store_path || !run->store_path[0])
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "which store? --store DIR, or COLPORTEUR_STORE in the environment");
    return true;
}

/* Users of this machine stand in a file: reading it saves starting up the name services. */
static const struct passwd *find_user(uid_t uid)
{
    FILE *file = fopen("/etc/passwd", "re");
    const struct passwd *entry = NULL;

    if (file) {
        do
            entry = fgetpwent(file);
        while (entry && entry->pw_uid != uid);
        fclose(file);
    }
    return entry ? entry : getpwuid(uid);
}

static struct slice user_name(char room[32])
{
    const struct passwd *entry = find_user(geteuid());

    if (entry && entry->pw_name && utf8_valid_length(slice_of(entry->pw_name)) == strlen(entry->pw_name))
        snprintf(room, 32, "%s", entry->pw_name);
    else
        snprintf(room, 32, "%lu", (unsigned long)geteuid());
    return slice_of(room);
}

static void say_training(struct run *run, bool training)
{
    if (training && !run->training_told && !run->quiet)
        tool_warn(run, "this store is for training: what it holds and prints has no value");
    run->training_told = true;
}

bool tool_load_settings(struct run *run, struct fault *fault)
{
    if (!settings_load(&run->settings, run->store, fault))
        return false;
    say_training(run, run->settings.training);
    return true;
}

bool tool_tell_training(struct run *run, struct store *store, struct fault *fault)
{
    bool training;

    if (!setting_training(store, &training, fault))
        return false;
    say_training(run, training);
    return true;
}

struct store_options tool_store_options(const struct run *run, enum store_access access)
{
    static char user[32];
    struct store_options options = {
        .path = run->store_path, .fold = &shop_fold, .access = access, .wait = run->wait, .tool = slice_of(run->tool->name)};

    if (access == STORE_WRITE || access == STORE_TRIAL)
        options.user = user_name(user);
    return options;
}

bool tool_open_store(struct run *run, enum store_access access, struct fault *fault)
{
    const struct store_options options = tool_store_options(run, access);

    run->may_write |= access == STORE_WRITE;
    return store_open(&run->store, &options, fault);
}

static bool perform(struct run *run, struct fault *fault)
{
    const struct tool *tool = run->tool;

    if ((tool->traits & OPENS_ITSELF) || works_on_files(run))
        return tool->act(run, fault);
    if (tool->traits & WRITES_STORE) {
        if (!tool_open_store(run, run->dry_run ? STORE_TRIAL : STORE_WRITE, fault))
            return false;
    } else if (tool->traits & READS_STORE) {
        if (!tool_open_store(run, STORE_READ, fault))
            return false;
        if (!(tool->traits & WITHOUT_SETTINGS) && !tool_load_settings(run, fault))
            return false;
        run->now = tool_clock(run);
    }
    if (tool->prepare && !tool->prepare(run, fault))
        return false;
    return tool->each ? records_run(run, fault) : tool->act(run, fault);
}

static int exit_code(const struct run *run, const struct fault *fault)
{
    switch (fault->kind) {
    case FAULT_NONE:
        return run->counts.rejected || run->answer_is_no ? EXIT_REFUSED : EXIT_DONE;
    case FAULT_REFUSED:
    case FAULT_CONFLICT:
        return EXIT_REFUSED;
    case FAULT_USAGE:
        return EXIT_USAGE;
    case FAULT_SYSTEM:
        return EXIT_FAILED;
    case FAULT_BUSY:
        return EXIT_BUSY;
    }
    return EXIT_FAILED;
}

static _Noreturn void out_of_memory(void)
{
    static const char words[] = "out of memory\n";

    (void)!write(STDERR_FILENO, words, sizeof words - 1);
    _exit(EXIT_FAILED);
}

/*
 * A closed standard stream would be handed to the next file opened, and a journal must not become stdout. What
 * takes its place refuses to be used, so that nothing is lost without a word.
 */
static void hold_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static void print_about(const struct run *run, const struct option_tables *tables, struct output *out)
{
    struct text text = TEXT_INIT;

    if (given.help)
        options_help(run->tool, tables, &text);
    else if (given.version)
        text_printf(&text, "%s (colporteur) %s\n", run->tool->name, PACKAGE_VERSION);
    else
        options_completion(tables, &text);
    output_add(out, text_slice(&text));
    text_release(&text);
}

int tool_main(const struct tool *tool, int argc, char **argv)
{
    static struct run run = {.settings = SETTINGS_INIT, .changes = CHANGES_INIT};
    struct option_row common[16];
    struct option_tables tables = {{tool->options, common, general_options}, 3};
    struct fault fault = FAULT_INIT;
    struct fault at_end = FAULT_INIT;
    const struct fault none = FAULT_INIT;
    bool done;
    int code;

    run.tool = tool;
    hold_standard_streams();
    /* A file that may not grow is an error of writing like a full disk, and no reason to die in the middle. */
    signal(SIGXFSZ, SIG_IGN);
    memory_exhausted = out_of_memory;
    output_init(&run.out, STDOUT_FILENO, "standard output");
    list_options(&run, common);
    done = options_parse(&tables, argc, argv, &run.operand_count, &fault);
    run.operands = argv + 1;
    if (done && (given.help || given.version || given.completion)) {
        print_about(&run, &tables, &run.out);
    } else {
        if (done && run.operand_count && !tool->operands)
            done = fault_set(&fault, FAULT_USAGE, "usage", NULL, "takes no operands, as \"%s\"", run.operands[0]);
        done = done && settle(&run, &fault) && perform(&run, &fault);
    }
    if (!done) {
        tool_say_fault(&run, NULL, &fault);
        if (fault.kind == FAULT_USAGE && strcmp(fault.code, "usage") == 0)
            fprintf(stderr, "Try '%s --help'.\n", tool->name);
    }
    code = exit_code(&run, done ? &none : &fault);
    if (!output_finish(&run.out, &at_end)) {
        tool_say_fault(&run, NULL, &at_end);
        code = EXIT_FAILED;
    }
    if (run.out.gone && (run.may_write || (tool->traits & WRITES_STORE)) && code == EXIT_DONE)
        code = EXIT_FAILED;
    store_leave(run.store);
    if (fflush(stderr) != 0 || ferror(stderr))
        return code;
    return code;
}
