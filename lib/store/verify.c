/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/verify.h"

#include "base/memory.h"
#include "store/format.h"
#include "store/line.h"
#include "store/lock.h"
#include "store/month.h"
#include "store/state.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void __attribute__((format(printf, 3, 4))) wrong(struct verdict *verdict, const char *code, const char *format, ...)
{
    struct fault fit_to_print = FAULT_INIT;
    va_list arguments;

    if (!verdict->ok)
        return;
    verdict->ok = false;
    verdict->code = code;
    va_start(arguments, format);
    vsnprintf(verdict->reason, sizeof verdict->reason, format, arguments);
    va_end(arguments);
    (void)fault_set(&fit_to_print, FAULT_NONE, code, NULL, "%s", verdict->reason);
    snprintf(verdict->reason, sizeof verdict->reason, "%s", fit_to_print.reason);
}

static void at_line(struct verdict *verdict, const char *folder, uint32_t month, uint64_t line, uint64_t seq)
{
    if (!verdict->ok)
        return;
    snprintf(verdict->file, sizeof verdict->file, "%s/%04u-%02u.jsonl", folder, month / 100, month % 100);
    verdict->line = line;
    verdict->seq = seq;
}

/* Whether a line that is none is no damage: what a writer left, at the end of all, before its blocks were on the disk. */
static bool is_torn(struct store *store, struct ledger *ledger, uint32_t month, uint64_t offset, uint64_t seq, bool *torn,
                    struct fault *fault)
{
    struct slice rest;
    uint32_t next;

    if (!ledger_rest(ledger, month, offset, &rest, fault) || !ledger_next_month(ledger, month, &next, fault))
        return false;
    *torn = !next && store_looks_torn(store, seq, rest, offset);
    return true;
}

/* The lines of people/, which stand in the order in which the journal names the persons. */
struct people_reader {
    uint32_t month;
    uint64_t offset, number;
    struct text room;
    struct person_line line;
    bool has;      /* `line` is the next one */
    bool readable; /* and no erasure has begun to overwrite it */
    struct unread *unread;
    size_t unread_count, unread_room;
};

/*
 * A line of which the head alone can be read, or whose person is another than the journal says: damage, unless the journal erases
 * it and was stopped while it did. After a loss of power blanks may stand anywhere in such a line, in the midst of a text too.
 */
struct unread {
    struct text id;
    unsigned version;
    uint32_t month;
    uint64_t number;
    uint64_t seq; /* of the change that names another person than this; 0: the line cannot be read */
    bool erased;
};

static void people_reader_release(struct people_reader *people)
{
    for (size_t i = 0; i < people->unread_count; i++)
        text_release(&people->unread[i].id);
    free(people->unread);
    text_release(&people->room);
}

static void note_unread(struct people_reader *people, uint64_t seq)
{
    struct unread *unread;

    people->unread = memory_grow(people->unread, &people->unread_room, people->unread_count + 1, sizeof *people->unread);
    unread = &people->unread[people->unread_count++];
    *unread = (struct unread){TEXT_INIT, people->line.version, people->month, people->number, seq, false};
    text_add_slice(&unread->id, people->line.id);
}

static void excuse_erased(struct people_reader *people, const struct line_change *change)
{
    struct scan erased;
    struct slice number;
    int64_t version;

    if (!people->unread_count || !slice_starts(change->id, STORE_ERASURE) ||
        !scan_array(&erased, scan_find(change->value, "erased")))
        return;
    while (scan_element(&erased, &number) && slice_integer(number, INT64_MAX, &version))
        for (size_t i = 0; i < people->unread_count; i++)
            if (people->unread[i].version == version &&
                slice_equal(text_slice(&people->unread[i].id), slice_from(change->id, strlen(STORE_ERASURE))))
                people->unread[i].erased = true;
}

static void judge_unread(const struct people_reader *people, struct verdict *verdict)
{
    for (size_t i = 0; i < people->unread_count; i++) {
        const struct unread *unread = &people->unread[i];

        if (unread->erased)
            continue;
        at_line(verdict, "people", unread->month, unread->number, unread->seq);
        if (unread->seq)
            wrong(verdict, "wrong_person", "version %u of \"%.*s\" is not what its digest in the journal says", unread->version,
                  (int)unread->id.length, unread->id.bytes);
        else
            wrong(verdict, "wrong_person", "the line is no person's");
    }
}

static bool next_person(struct store *store, struct people_reader *people, struct verdict *verdict, struct fault *fault)
{
    people->has = false;
    if (!people->month && !ledger_next_month(&store->people, 0, &people->month, fault))
        return false;
    while (people->month) {
        struct slice rest;
        const char *newline;
        bool torn = false;
        uint32_t next;

        if (!ledger_rest(&store->people, people->month, people->offset, &rest, fault))
            return false;
        newline = rest.length ? memchr(rest.bytes, '\n', rest.length) : NULL;
        if (newline) {
            struct slice bytes = {rest.bytes, (size_t)(newline - rest.bytes) + 1};

            people->readable = person_line_read(bytes, &people->line, &people->room);
            people->has = people->readable || person_line_head(bytes, &people->line, &people->room);
            if (!people->readable && !(people->has && person_line_leaving(&people->line)) &&
                !is_torn(store, &store->people, people->month, people->offset, store->head.seq, &torn, fault))
                return false;
            people->has = people->has && !torn;
            if (torn)
                return true; /* as below; one whom the journal names is missed there */
            people->number++;
            people->offset += bytes.length;
            if (people->has && !people->readable && !person_line_leaving(&people->line))
                note_unread(people, 0);
            if (!people->has) {
                at_line(verdict, "people", people->month, people->number, 0);
                wrong(verdict, "wrong_person", "the line is no person's");
            }
            return true;
        }
        if (!ledger_next_month(&store->people, people->month, &next, fault))
            return false;
        if (rest.length && next) {
            at_line(verdict, "people", people->month, people->number + 1, 0);
            wrong(verdict, "wrong_person", "the file does not end with a whole line");
        }
        if (rest.length)
            return true; /* torn: nobody was told of it */
        people->month = next;
        people->offset = people->number = 0;
    }
    return true;
}

/* A change that refers to a person: the next line of people/ must be that person, as the digest says. */
static bool check_person(struct store *store, struct people_reader *people, uint64_t seq, const struct line_change *change,
                         struct verdict *verdict, struct fault *fault)
{
    struct digest kept;
    struct digest found;
    int64_t version;

    if (store->people.folder < 0 || !line_change_person(change, &version, &kept))
        return true;
    if (!people->has && store->head.copied && verdict->persons) {
        wrong(verdict, "torn_end",
              "the persons of this transaction were not copied; the next writer sets it aside with all behind it");
        return true;
    }
    if (!people->has || people->line.seq != seq || people->line.version != version || !slice_equal(people->line.id, change->id)) {
        wrong(verdict, "wrong_person", "people/ has not the data of \"%.*s\", version %lld", SLICE_ARGS(change->id),
              (long long)version);
        return true;
    }
    verdict->persons++;
    if (!people->readable)
        return next_person(store, people, verdict, fault); /* judged when it is known what the journal erases */
    found = person_digest(people->line.salt, people->line.value);
    /* Beside a writer it may be overwritten at this very moment. */
    if (!digest_equal(&kept, &found) && !person_line_leaving(&people->line))
        note_unread(people, seq);
    return next_person(store, people, verdict, fault);
}

static void check_erasure(const struct people_reader *people, uint64_t erased_by, bool behind, struct verdict *verdict)
{
    const struct person_line *line = &people->line;
    uint64_t seq = 0;
    bool erased = person_line_erased(line, &seq);

    at_line(verdict, "people", people->month, people->number, line->seq);
    if (erased_by && !(erased && seq == erased_by))
        wrong(verdict, "not_erased",
              "transaction %llu erases version %u of \"%.*s\", but the line is not overwritten (store-rebuild does it)",
              (unsigned long long)erased_by, line->version, SLICE_ARGS(line->id));
    else if (!erased_by && person_line_leaving(line) && !(behind && (!erased || seq > verdict->transactions)))
        wrong(verdict, "wrong_person", "version %u of \"%.*s\" is overwritten, but no transaction erases it", line->version,
              SLICE_ARGS(line->id));
}

/*
 * Whether people/ may know of transactions that are not looked at: it is read while others write, was copied after the journal
 * from a store that was written to, or stands beside a journal that was cut for a look back.
 */
static bool journal_is_behind(struct store *store, bool *behind, struct fault *fault)
{
    struct store_format format;

    if (!store_format_read(store->folder, store->path, &format, fault) || !ledger_outgrown(&store->journal, behind, fault))
        return false;
    *behind |= format.is_past || store->head.copied;
    return true;
}

/*
 * Whether what is overwritten in people/ is what the journal erases; the store has its fresh index. `since`: some lines are
 * overwritten by transactions that are not looked at.
 */
static bool check_erasures(struct store *store, struct verdict *verdict, bool *since, struct fault *fault)
{
    struct people_reader people = {0};
    bool done = store->people.folder < 0 || next_person(store, &people, verdict, fault);

    while (done && verdict->ok && people.has && people.line.seq <= verdict->transactions) {
        uint64_t erased_by;
        bool behind = false;

        done = store_person_erased(store, people.line.id, people.line.version, &erased_by, fault) &&
               (erased_by || !person_line_leaving(&people.line) || journal_is_behind(store, &behind, fault));
        if (done)
            check_erasure(&people, erased_by, behind, verdict);
        *since |= behind;
        done = done && next_person(store, &people, verdict, fault);
    }
    people_reader_release(&people);
    return done;
}

/* What is looked at: the shared index at one moment, and how far the files went then. */
struct view {
    struct index *shared; /* NULL if there is none, or one that would be thrown away: the next tool makes it */
    struct tip tip;       /* of it */
    uint64_t torn;        /* bytes of a line that was not finished */
    bool beside_writer;   /* who goes on: what was acknowledged may be more than what the view has */
};

/* No line follows the last one whose "prev" would tell of a change in it, but the head does. */
static void check_head(const struct head *head, const struct digest *last, struct verdict *verdict)
{
    if (head->seq && verdict->transactions == head->seq && !digest_equal(last, &head->digest))
        wrong(verdict, "broken_chain", "the line is not the one that was acknowledged: the file \"head\" has its digest");
}

static void check_journal_end(struct store *store, const struct view *view, const struct store_lines *lines,
                              struct verdict *verdict)
{
    if (verdict->transactions >= store->head.seq || view->beside_writer)
        return;
    if (lines->month)
        at_line(verdict, "journal", lines->month, lines->number + 1, verdict->transactions + 1);
    wrong(verdict, "broken_chain", "the journal ends at transaction %llu, but %llu were acknowledged, as the file \"head\" says",
          (unsigned long long)verdict->transactions, (unsigned long long)store->head.seq);
}

static bool judge_no_line(struct store *store, const struct store_lines *lines, size_t length, struct verdict *verdict,
                          struct fault *fault)
{
    bool torn;

    if (!is_torn(store, &store->journal, lines->month, lines->offset - length, verdict->transactions, &torn, fault))
        return false;
    if (torn)
        wrong(verdict, "torn_end", "from here on there is what never reached the disk whole; the next writer sets it aside");
    else
        wrong(verdict, "broken_chain", "the line is no transaction");
    return true;
}

static bool check_chain(struct store *store, const struct view *view, struct verdict *verdict, struct digest *last,
                        struct fault *fault)
{
    struct store_lines lines;
    struct slice bytes = {NULL, 0};
    struct text room = TEXT_INIT;
    struct people_reader people = {0};
    bool done = store_lines_begin(&lines, store, fault) && next_person(store, &people, verdict, fault);

    memset(last, 0, sizeof *last);
    while (done && verdict->ok) {
        struct line line;
        struct line_change change;
        uint64_t expected = verdict->transactions + 1;

        done = store_lines_next(&lines, &bytes, fault);
        if (!done || !bytes.bytes)
            break;
        at_line(verdict, "journal", lines.month, lines.number, expected);
        if (!line_read(bytes, &line))
            done = judge_no_line(store, &lines, bytes.length, verdict, fault);
        else if (!digest_equal(&line.previous, last))
            wrong(verdict, "broken_chain",
                  expected == 1
                      ? "the first line names a line before it"
                      : "\"prev\" is not the SHA-256 of the line before: one of the two was changed, or lines are missing");
        else if (month_of(line.at) != lines.month)
            wrong(verdict, "broken_chain", "the line is of another month than its file");
        else if (line.seq != expected)
            wrong(verdict, "broken_chain", "the sequence number is %llu, not %llu", (unsigned long long)line.seq,
                  (unsigned long long)expected);
        while (done && verdict->ok && line_next_change(&line, &change, &room)) {
            excuse_erased(&people, &change);
            done = check_person(store, &people, expected, &change, verdict, fault);
        }
        if (verdict->ok && !line_changes_whole(&line))
            wrong(verdict, "broken_chain", "the list of changes is not whole");
        *last = digest_of(bytes);
        verdict->transactions += verdict->ok;
        if (verdict->ok)
            check_head(&store->head, last, verdict);
    }
    if (done && verdict->ok)
        check_journal_end(store, view, &lines, verdict);
    if (done && verdict->ok && view->torn) {
        uint32_t month = store->journal.bound_month;

        at_line(verdict, "journal", month, lines.month == month ? lines.number + 1 : 1, verdict->transactions + 1);
        wrong(verdict, "torn_end", "%llu bytes of a line that was not finished; the next writer sets them aside",
              (unsigned long long)view->torn);
    }
    if (done && verdict->ok && people.has && people.line.seq <= verdict->transactions) {
        at_line(verdict, "people", people.month, people.number, 0);
        wrong(verdict, "wrong_person", "the journal knows nothing of this person");
    }
    judge_unread(&people, verdict);
    text_release(&room);
    people_reader_release(&people);
    if (!done && strcmp(fault->code, "broken_chain") == 0) {
        at_line(verdict, "journal", lines.month, lines.number + 1, verdict->transactions + 1);
        wrong(verdict, "broken_chain", "%s", fault->reason);
        return true;
    }
    return done;
}

static bool same_table(struct index *a, struct index *b, enum index_table table, struct verdict *verdict, struct fault *fault)
{
    struct index_walk left;
    struct index_walk right;
    bool found_left = true;
    bool found_right = true;
    bool done;

    if (!index_walk_begin(&left, a, table, SLICE(""), fault))
        return false;
    done = index_walk_begin(&right, b, table, SLICE(""), fault);
    while (done && verdict->ok && found_left) {
        done = index_walk_next(&left, &found_left, fault) && index_walk_next(&right, &found_right, fault);
        if (done && (found_left != found_right ||
                     (found_left && !(slice_equal(left.key, right.key) && slice_equal(left.value, right.value))))) {
            struct slice key = found_left ? left.key : right.key;

            verdict->file[0] = '\0';
            verdict->line = verdict->seq = 0;
            wrong(verdict, "wrong_index", "the index differs from what the journal gives, at \"%.*s\" (store-rebuild repairs it)",
                  (int)(key.length > 60 ? 60 : key.length), key.bytes);
        }
    }
    index_walk_end(&left);
    index_walk_end(&right);
    return done;
}

static bool open_shared(struct store *store, struct view *view)
{
    struct fault unopened = FAULT_INIT;
    char path[STORE_PATH_SIZE];

    store_index_path(store, path);
    if (!index_open(&view->shared, path, false, &unopened)) {
        view->shared = NULL;
        return false;
    }
    if (index_begin(view->shared, false, &unopened) && index_tip(view->shared, &view->tip, &unopened) && view->tip.complete &&
        view->tip.index_format == INDEX_FORMAT && view->tip.fold_version == store->fold->version)
        return true;
    index_close(view->shared);
    view->shared = NULL;
    return false;
}

static bool take_view(struct store *store, struct view *view, struct fault *fault)
{
    struct fault busy = FAULT_INIT;
    bool alone = store->lock >= 0 && lock_take(store->lock, 0, &busy);
    bool shared = open_shared(store, view);
    uint64_t torn_person;
    bool done = true;

    if (!shared && busy.kind == FAULT_BUSY) { /* who makes an index anew may be in the middle of an erasure */
        busy = (struct fault)FAULT_INIT;
        alone = lock_take(store->lock, store->wait, &busy);
        shared = open_shared(store, view);
    }
    head_read(store->folder, &store->head);
    view->beside_writer = busy.kind == FAULT_BUSY;
    if (shared && view->beside_writer) {
        ledger_bound(&store->journal, view->tip.month, view->tip.offset);
        ledger_bound(&store->people, view->tip.people_month, view->tip.people_offset);
        /* The head goes ahead of the index. */
        if (store->head.seq > view->tip.seq)
            store->head = (struct head){0};
    } else {
        done = ledger_bound_to_last_line(&store->journal, &view->torn, fault) &&
               ledger_bound_to_last_line(&store->people, &torn_person, fault);
        /* A torn end is no end where another month follows. */
        if (done)
            ledger_bound(&store->people, store->people.bound_month, store->people.bound + torn_person);
    }
    if (alone)
        lock_drop(store->lock);
    return done;
}

/* The shared index, if it says that it is as far as the journal, against a new one. */
static bool check_index(struct store *store, const struct view *view, const struct digest *last, struct verdict *verdict,
                        struct fault *fault)
{
    const struct tip *tip = &view->tip;
    bool stands = true;
    bool done = tip->seq >= store->tip.seq || store_line_stands(store, tip, &stands, fault);

    if (tip->seq == store->tip.seq && !digest_equal(&tip->last, last))
        wrong(verdict, "broken_chain", "the last line is not the one that was written");
    if (tip->seq > store->tip.seq)
        wrong(verdict, "broken_chain", "the journal ends at transaction %llu, but %llu were acknowledged",
              (unsigned long long)store->tip.seq, (unsigned long long)tip->seq);
    if (!stands) {
        verdict->file[0] = '\0';
        verdict->line = verdict->seq = 0;
        wrong(verdict, "wrong_index", "the index knows another transaction %llu than the journal (store-rebuild repairs it)",
              (unsigned long long)tip->seq);
    }
    for (int table = 0; done && verdict->ok && tip->seq == store->tip.seq && table < TABLE_TIP; table++)
        done = same_table(view->shared, store->index, (enum index_table)table, verdict, fault);
    return done;
}

/* Where the month is there plain too, that one counts, but then the archive must not say otherwise. */
static bool same_as_plain(struct store *store, uint32_t month, struct slice archived, bool *same, struct fault *fault)
{
    struct slice plain;

    if (!ledger_rest(&store->journal, month, 0, &plain, fault))
        return false;
    *same = ledger_is_archived(&store->journal, month) || slice_equal(plain, archived);
    return true;
}

static bool check_archive(struct store *store, uint32_t month, struct verdict *verdict, struct fault *fault)
{
    char label[LEDGER_LABEL_SIZE];
    struct month_file file;
    struct month_finding finding;
    struct archive_about about;
    bool same = true;
    bool done;

    snprintf(label, sizeof label, "journal/%04u-%02u.jsonl" ARCHIVE_ENDING, month / 100, month % 100);
    if (!month_examine(&file, store->folder, label, label, &about, &finding, fault))
        return faccessat(store->folder, label, F_OK, AT_SYMLINK_NOFOLLOW) != 0; /* it was restored meanwhile */
    done = finding.code || same_as_plain(store, month, file.bytes, &same, fault);
    if (done && (finding.code || !same)) {
        snprintf(verdict->file, sizeof verdict->file, "%s", label);
        verdict->line = finding.line;
        verdict->seq = finding.seq;
        wrong(verdict, finding.code ? finding.code : "damaged_archive", "%s",
              finding.code ? finding.reason : "the archive holds another month than the plain file beside it, which counts");
    }
    month_close(&file);
    return done;
}

/* Before all else: what stands in an archive that is damaged can be nobody's line. */
static bool check_archives(struct store *store, struct verdict *verdict, struct fault *fault)
{
    uint32_t month = 0;

    do {
        if (!ledger_next_archive(&store->journal, month, &month, fault))
            return false;
        if (month && !check_archive(store, month, verdict, fault))
            return false;
    } while (month && verdict->ok);
    return true;
}

/* Lines of an archived month are told by the name of the archive. */
static void name_archive(struct store *store, struct verdict *verdict)
{
    const size_t folder = strlen("journal/");
    uint32_t month;

    if (strncmp(verdict->file, "journal/", folder) == 0 && month_read((struct slice){verdict->file + folder, 7}, &month))
        ledger_label(&store->journal, month, verdict->file);
}

static bool verify_view(struct store *store, const struct view *view, struct verdict *verdict, struct fault *fault)
{
    struct digest last;
    bool erased_since = false;

    if (!check_chain(store, view, verdict, &last, fault))
        return false;
    if (!verdict->ok && strcmp(verdict->code, "torn_end") != 0)
        return true;
    if (!store_fold_into_own_index(store, fault)) {
        /* The chain is whole: what cannot be folded was written by no tool, and sealed by somebody. */
        if (strcmp(fault->code, "broken_chain") != 0)
            return false;
        verdict->file[0] = '\0';
        verdict->line = 0;
        verdict->seq = store->tip.seq + 1;
        wrong(verdict, "unreadable", "the transaction holds what no record is");
        return true;
    }
    if (!index_begin(store->index, false, fault))
        return false;
    verdict->index_store = store;
    if (verdict->ok && !check_erasures(store, verdict, &erased_since, fault))
        return false;
    if (!verdict->ok)
        return true;
    /* An index of before an erasure knows persons that the fresh one cannot, and is about to be replaced. */
    if (view->shared && !erased_since && !check_index(store, view, &last, verdict, fault))
        return false;
    if (verdict->ok) {
        verdict->file[0] = '\0';
        verdict->line = verdict->seq = 0;
    }
    return true;
}

bool store_verify(struct store *store, struct verdict *verdict, struct fault *fault)
{
    struct view view = {0};
    bool done;

    *verdict = (struct verdict){.ok = true, .code = ""};
    done = check_archives(store, verdict, fault);
    if (done && verdict->ok) {
        done = take_view(store, &view, fault) && verify_view(store, &view, verdict, fault);
        name_archive(store, verdict);
    }
    index_close(view.shared);
    return done;
}
