/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/label_face.h"

#include "json/scan.h"

/* Down the face. */
enum {
    HEAD = 0,
    ADDRESS_RULE = 2700,
    ADDRESS = 2840,
    ADDRESS_LINES = 3110,
    PHONE = 6720,
    FACTS_RULE = 7100,
    FACTS = 7220,
    SQUARES = 7180,
    CODES_RULE = 9700,
    CODES = 9850,
    SECOND_CODE = 12090,
    RULE = 40,
};

/* Across it. Squares have the light that they need around them within their size. */
enum { RIGHT_COLUMN = 6100, SYMBOLS = 5700, GAP = 150, QR_SIZE = 2300, MATRIX_SIZE = 1600 };

/* How high letters are. */
enum { TINY = 210, SMALL = 280, PLAIN = 340, LARGE = 520, LEAST = 140, ADDRESS_MOST = 560 };

struct drawing {
    struct label_face *face;
    struct slice content;
    struct wording wording;
    struct arena *arena;
};

/* Of the letters' height, in thousandths: the widest that fonts of labels have, by the kind of letter. */
static int breadth_of(struct slice text)
{
    int breadth = 0;

    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.bytes[i];

        if (c >= 0xe0)
            breadth += 950;
        else if (c >= 0xc0)
            breadth += 720;
        else if (c >= 0x80)
            continue;
        else if (memchr("MW@%mw", c, 6))
            breadth += 860;
        else if (memchr("ijlI.,:;'| ", c, 11))
            breadth += 330;
        else if (c >= 'A' && c <= 'Z')
            breadth += 690;
        else
            breadth += 590;
    }
    return breadth;
}

static struct face_part *add(struct drawing *drawing, enum face_kind kind, int x, int y, int width, int height, struct slice text)
{
    struct face_part *part = &drawing->face->parts[drawing->face->count];

    if (drawing->face->count + 1 < FACE_PARTS)
        drawing->face->count++;
    *part = (struct face_part){kind, x, y, width, height, false, false, text};
    return part;
}

/* As high as it fits, and no higher. */
static struct face_part *write(struct drawing *drawing, int x, int y, int width, int height, struct slice text)
{
    int breadth = breadth_of(text);

    if (breadth && (int64_t)height * breadth > (int64_t)width * 1000)
        height = (int)((int64_t)width * 1000 / breadth);
    return add(drawing, FACE_TEXT, x, y, width, height < LEAST ? LEAST : height, text);
}

static struct slice member(const struct drawing *drawing, const char *name)
{
    struct text room = TEXT_INIT;
    struct slice text = scan_decoded(scan_find(drawing->content, name), &room);

    if (room.length)
        text = arena_copy(drawing->arena, text);
    text_release(&room);
    return text;
}

static struct slice finished(struct drawing *drawing, struct text *text)
{
    struct slice copy = arena_copy(drawing->arena, text_slice(text));

    text_release(text);
    return copy;
}

/* "Word: value", or nothing where there is no value. */
static struct slice labelled(struct drawing *drawing, const char *key, struct slice value)
{
    struct text text = TEXT_INIT;

    text_add_slice(&text, word(&drawing->wording, key));
    word_mark(&text, &drawing->wording, "colon");
    text_add_slice(&text, value);
    return finished(drawing, &text);
}

static void draw_lines(struct drawing *drawing, const char *name, int y, int width, int room, int most)
{
    struct slice lines = scan_find(drawing->content, name);
    int count = (int)scan_count(lines);
    int pitch = count ? room / count : 0;
    struct scan scan;
    struct slice line;

    if (pitch > most)
        pitch = most;
    if (!scan_array(&scan, lines))
        return;
    for (; scan_element(&scan, &line); y += pitch) {
        struct text text = TEXT_INIT;
        struct slice decoded = scan_decoded(line, &text);

        if (text.length)
            decoded = finished(drawing, &text);
        write(drawing, 0, y, width, pitch * 85 / 100, decoded);
    }
}

/* White on black: what nobody must overlook. */
static void draw_mark(struct drawing *drawing, const char *key, int y)
{
    struct face_part *part;

    add(drawing, FACE_BOX, RIGHT_COLUMN, y, FACE_WIDTH - RIGHT_COLUMN, 620, SLICE(""));
    part = write(drawing, RIGHT_COLUMN + GAP, y + 110, FACE_WIDTH - RIGHT_COLUMN - 2 * GAP, 420, word(&drawing->wording, key));
    part->is_centred = true;
    part->is_white = true;
}

static void draw_head(struct drawing *drawing)
{
    const int width = FACE_WIDTH - RIGHT_COLUMN;
    struct slice account = member(drawing, "account");
    int y = HEAD + 900;

    write(drawing, 0, HEAD, RIGHT_COLUMN - GAP, TINY, word(&drawing->wording, "label.from"));
    draw_lines(drawing, "from", HEAD + 270, RIGHT_COLUMN - GAP, ADDRESS_RULE - 320, 350);
    write(drawing, RIGHT_COLUMN, HEAD, width, LARGE, member(drawing, "carrier"));
    write(drawing, RIGHT_COLUMN, HEAD + 600, width, PLAIN - 40, member(drawing, "service"));
    if (account.length)
        write(drawing, RIGHT_COLUMN, y + 60, width, SMALL - 40, labelled(drawing, "label.account", account));
    if (scan_find(drawing->content, "return").bytes)
        draw_mark(drawing, "label.return", HEAD + 1300);
    if (scan_find(drawing->content, "training").bytes)
        draw_mark(drawing, "label.training", HEAD + 2000);
}

/* "Appointment 24/11/2026 08:00-12:00" */
static struct slice told_appointment(struct drawing *drawing, struct slice appointment)
{
    struct slice slot = scan_text(scan_find(appointment, "slot"));
    struct text text = TEXT_INIT;
    size_t clock = strlen("2026-11-24T");
    day value;

    if (slot.length > clock && day_read((struct slice){slot.bytes, clock - 1}, &value)) {
        word_day(&text, &drawing->wording, value);
        text_printf(&text, " %.*s-%.*s", SLICE_ARGS(slice_from(slot, clock)),
                    SLICE_ARGS(scan_text(scan_find(appointment, "slot_until"))));
    }
    return labelled(drawing, "label.appointment", finished(drawing, &text));
}

static void draw_addressee(struct drawing *drawing)
{
    struct slice phone = member(drawing, "phone");
    struct slice appointment = scan_find(drawing->content, "appointment");
    const int width = appointment.bytes ? FACE_WIDTH / 3 : FACE_WIDTH;

    add(drawing, FACE_BOX, 0, ADDRESS_RULE, FACE_WIDTH, RULE, SLICE(""));
    write(drawing, 0, ADDRESS, FACE_WIDTH, TINY, word(&drawing->wording, "label.to"));
    draw_lines(drawing, "to", ADDRESS_LINES, FACE_WIDTH, PHONE - ADDRESS_LINES - 60, ADDRESS_MOST);
    if (phone.length)
        write(drawing, 0, PHONE, width, SMALL, labelled(drawing, "label.phone", phone));
    if (appointment.bytes)
        write(drawing, width + GAP, PHONE, FACE_WIDTH - width - GAP, SMALL, told_appointment(drawing, appointment));
}

static struct slice kilograms(struct drawing *drawing, int64_t grams)
{
    struct text text = TEXT_INIT;

    word_weight(&text, &drawing->wording, grams);
    return finished(drawing, &text);
}

static struct slice count_of(struct drawing *drawing)
{
    struct text text = TEXT_INIT;
    int64_t number = 1;
    int64_t of = 1;

    if (!scan_integer(scan_find(drawing->content, "number"), &number) || !scan_integer(scan_find(drawing->content, "of"), &of))
        number = of = 1;
    text_printf(&text, "%lld/%lld", (long long)number, (long long)of);
    return finished(drawing, &text);
}

static struct slice told_day(struct drawing *drawing)
{
    struct text text = TEXT_INIT;
    day value;

    if (day_read(scan_text(scan_find(drawing->content, "day")), &value))
        word_day(&text, &drawing->wording, value);
    return finished(drawing, &text);
}

/* In a frame, for the courier who has to collect it. */
static void draw_cash(struct drawing *drawing, struct slice cash, int y)
{
    const int width = SYMBOLS - 2 * GAP;
    struct text money = TEXT_INIT;
    struct currency currency;
    struct fault fault = FAULT_INIT;
    amount value;

    if (!currency_find(member(drawing, "currency"), &currency, &fault) ||
        !amount_read(cash, &currency, false, "cash_on_delivery", &value, &fault))
        return;
    word_money(&money, &drawing->wording, value, &currency);
    add(drawing, FACE_BOX, 0, y, width, RULE, SLICE(""));
    add(drawing, FACE_BOX, 0, y + 880, width, RULE, SLICE(""));
    add(drawing, FACE_BOX, 0, y, RULE, 880, SLICE(""));
    add(drawing, FACE_BOX, width - RULE, y, RULE, 880, SLICE(""));
    write(drawing, GAP, y + 100, width - 2 * GAP, TINY, word(&drawing->wording, "label.cash"));
    write(drawing, GAP, y + 350, width - 2 * GAP, 460, finished(drawing, &money));
}

static void draw_facts(struct drawing *drawing)
{
    const int width = SYMBOLS - 2 * GAP;
    struct slice cash = member(drawing, "cash_on_delivery");
    int64_t grams;
    int y = FACTS;

    add(drawing, FACE_BOX, 0, FACTS_RULE, FACE_WIDTH, RULE, SLICE(""));
    write(drawing, 0, y, width / 2 - GAP, PLAIN, labelled(drawing, "label.parcel", count_of(drawing)));
    if (scan_integer(scan_find(drawing->content, "weight_g"), &grams))
        write(drawing, width / 2, y, width / 2, PLAIN, labelled(drawing, "label.weight", kilograms(drawing, grams)));
    write(drawing, 0, y + 430, width / 2 - GAP, SMALL, labelled(drawing, "label.order", member(drawing, "order")));
    write(drawing, width / 2, y + 430, width / 2, SMALL, told_day(drawing));
    write(drawing, 0, y + 800, width, SMALL, labelled(drawing, "label.reference", member(drawing, "reference")));
    if (cash.bytes)
        draw_cash(drawing, cash, y + 1250);
}

static struct slice with_identifier(struct drawing *drawing, struct slice sscc, const char *identifier)
{
    struct text text = TEXT_INIT;

    text_add_string(&text, identifier);
    text_add_slice(&text, sscc);
    return finished(drawing, &text);
}

static void draw_bars(struct drawing *drawing, enum face_kind kind, struct slice data, struct slice told, int y, int height)
{
    add(drawing, kind, 0, y, FACE_WIDTH, height - 560, data);
    write(drawing, 0, y + height - 500, FACE_WIDTH, 420, told)->is_centred = true;
}

static void draw_codes(struct drawing *drawing)
{
    struct slice number = member(drawing, "tracking_number");
    struct slice sscc = member(drawing, "sscc");
    const bool both = sscc.bytes && !slice_equal(number, sscc);
    const int height = both ? SECOND_CODE - CODES - GAP : FACE_HEIGHT - CODES - GAP;

    add(drawing, FACE_BOX, 0, CODES_RULE, FACE_WIDTH, RULE, SLICE(""));
    add(drawing, FACE_QR, SYMBOLS, SQUARES, QR_SIZE, QR_SIZE, number);
    if (sscc.bytes)
        add(drawing, FACE_GS1_DATAMATRIX, FACE_WIDTH - MATRIX_SIZE, SQUARES + (QR_SIZE - MATRIX_SIZE) / 2, MATRIX_SIZE, MATRIX_SIZE,
            with_identifier(drawing, sscc, "00"));
    else
        add(drawing, FACE_DATAMATRIX, FACE_WIDTH - MATRIX_SIZE, SQUARES + (QR_SIZE - MATRIX_SIZE) / 2, MATRIX_SIZE, MATRIX_SIZE,
            number);
    if (both || !sscc.bytes)
        draw_bars(drawing, FACE_CODE128, number, number, CODES, height);
    if (sscc.bytes)
        draw_bars(drawing, FACE_GS1_128, with_identifier(drawing, sscc, "00"), with_identifier(drawing, sscc, "(00)"),
                  both ? SECOND_CODE : CODES, height);
}

void label_face(struct label_face *face, struct slice content, const struct words *words, struct arena *arena)
{
    struct drawing drawing = {.face = face, .content = content, .arena = arena};

    face->count = 0;
    drawing.wording = words_for(words, member(&drawing, "language"), SLICE(""));
    draw_head(&drawing);
    draw_addressee(&drawing);
    draw_facts(&drawing);
    draw_codes(&drawing);
}
