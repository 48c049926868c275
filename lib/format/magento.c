/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/magento.h"

#include "base/date.h"
#include "base/memory.h"
#include "base/name.h"
#include "format/draft.h"
#include "format/html.h"

#include <stdlib.h>

struct magento {
    const struct header *header;
    /* The product that is held back for rows of its store views. */
    struct draft draft;
    bool holds;
    struct text sku;
    /* Of it: the variants that it names, as records. */
    json_t *variants;
    struct text room, made;
};

struct magento_row {
    struct magento *magento;
    const struct sheet_row *sheet;
    struct draft *draft;
    bool configurable, bundle, elsewhere; /* elsewhere: grouped, a gift card: not sold as one article */
};

static unsigned recognise(const struct header *header)
{
    static const enum magento_field own[] = {MAGENTO_TYPE,   MAGENTO_ATTRIBUTE_SET, MAGENTO_STORE_VIEW, MAGENTO_WEBSITES,
                                             MAGENTO_ONLINE, MAGENTO_ATTRIBUTES,    MAGENTO_TAX_CLASS,  MAGENTO_VARIATIONS};
    unsigned sure = 0;

    if (!header_has(header, MAGENTO_SKU))
        return 0;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (header_has(header, (int)own[i]))
            sure += 25;
    return sure > 100 ? 100 : sure;
}

static void *open_magento(const struct header *header)
{
    struct magento *magento = memory_take_zeroed(1, sizeof *magento);

    magento->header = header;
    return magento;
}

static void close_magento(void *state)
{
    struct magento *magento = state;

    if (magento->holds)
        draft_drop(&magento->draft);
    json_decref(magento->variants);
    text_release(&magento->sku);
    text_release(&magento->room);
    text_release(&magento->made);
    free(magento);
}

/* What the importer takes for "nothing" where an empty cell leaves things as they are. */
static struct slice cell_of(const struct magento_row *row, enum magento_field field)
{
    struct slice cell = header_cell(row->magento->header, row->sheet, (int)field);

    return slice_is(cell, "__EMPTY__VALUE__") ? SLICE("") : cell;
}

static struct slice title_of(const struct magento_row *row, enum magento_field field)
{
    return header_title(row->magento->header, (int)field);
}

/* Pairs. */

static bool is_code_sign(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The length of a code that "=" follows; 0: there is none. */
static size_t code_length(struct slice text)
{
    size_t length = 0;

    while (length < text.length && is_code_sign(text.bytes[length]))
        length++;
    return length < text.length && text.bytes[length] == '=' ? length : 0;
}

/* "…""…" up to the quote that closes it; how much of the text that was. */
static size_t take_quoted(struct slice text, struct text *room)
{
    size_t at = 1;

    text_clear(room);
    for (; at < text.length; at++) {
        if (text.bytes[at] == '"' && (at + 1 == text.length || text.bytes[at + 1] != '"'))
            return at + 1;
        at += text.bytes[at] == '"';
        text_add_byte(room, text.bytes[at]);
    }
    return 0;
}

/* Usually a comma; whoever exports may choose a bar, which else stands between several values of one attribute. */
static bool separates_pairs(char c)
{
    return c == ',' || c == '|';
}

static size_t plain_value_length(struct slice text)
{
    size_t at = 0;

    while (at < text.length && (!separates_pairs(text.bytes[at]) || !code_length(slice_from(text, at + 1))))
        at++;
    return at;
}

bool magento_pair_next(struct slice *rest, struct text *room, struct magento_pair *pair)
{
    size_t length;
    size_t taken;

    while (rest->length && !code_length(*rest))
        *rest = slice_from(*rest, 1);
    if (!rest->length)
        return false;
    length = code_length(*rest);
    pair->code = (struct slice){rest->bytes, length};
    *rest = slice_from(*rest, length + 1);
    taken = rest->length && rest->bytes[0] == '"' ? take_quoted(*rest, room) : 0;
    pair->value = text_slice(room);
    if (!taken || (taken < rest->length && !separates_pairs(rest->bytes[taken]))) {
        taken = plain_value_length(*rest);
        pair->value = slice_trim((struct slice){rest->bytes, taken});
    }
    *rest = slice_from(*rest, taken < rest->length ? taken + 1 : taken);
    return true;
}

static bool reads_back(struct slice value)
{
    if (!slice_equal(slice_trim(value), value) || (value.length && value.bytes[0] == '"'))
        return false;
    return plain_value_length(value) == value.length;
}

void magento_pair_add(struct text *cell, struct slice code, struct slice value)
{
    bool quoted = !reads_back(value);

    if (cell->length && cell->bytes[cell->length - 1] != '|')
        text_add_byte(cell, ',');
    text_add_slice(cell, code);
    text_add_string(cell, quoted ? "=\"" : "=");
    for (size_t i = 0; i < value.length; i++) {
        if (quoted && value.bytes[i] == '"')
            text_add_byte(cell, '"');
        text_add_byte(cell, value.bytes[i]);
    }
    if (quoted)
        text_add_byte(cell, '"');
}

/* Languages of store views. */

bool magento_language(struct slice code, struct text *tag)
{
    static const char two[] =
        " bg cs da de el en es et fi fr ga hr hu is it lt lv mt nb nl nn no pl pt ro ru sk sl sr sv tr uk zh ja ko ar he ";
    static const struct {
        const char *name, *tag;
    } names[] = {{"english", "en"}, {"german", "de"},  {"deutsch", "de"},   {"french", "fr"},  {"francais", "fr"},
                 {"dutch", "nl"},   {"spanish", "es"}, {"italian", "it"},   {"polish", "pl"},  {"portuguese", "pt"},
                 {"danish", "da"},  {"swedish", "sv"}, {"norwegian", "no"}, {"finnish", "fi"}, {"nederlands", "nl"},
                 {"espanol", "es"}, {"czech", "cs"},   {"italiano", "it"}};
    struct text folded = TEXT_INIT;
    struct slice rest;
    struct slice word;
    struct text room = TEXT_INIT;
    bool found = false;

    text_clear(tag);
    text_add_folded_name(&folded, code);
    rest = text_slice(&folded);
    while (!found && list_next(&rest, ' ', '\0', &room, &word)) {
        char padded[] = {' ', word.length == 2 ? word.bytes[0] : '-', word.length == 2 ? word.bytes[1] : '-', ' ', '\0'};

        found = word.length == 2 && strstr(two, padded);
        if (found)
            text_add_slice(tag, word);
        for (size_t i = 0; !found && i < sizeof names / sizeof *names; i++)
            if (slice_is(word, names[i].name)) {
                text_add_string(tag, names[i].tag);
                found = true;
            }
    }
    /* A country behind it, "en_us". */
    if (found && rest.bytes && rest.length == 2 && word.length == 2) {
        text_add_byte(tag, '-');
        for (size_t i = 0; i < 2; i++)
            text_add_byte(tag, (char)(rest.bytes[i] >= 'a' && rest.bytes[i] <= 'z' ? rest.bytes[i] - 32 : rest.bytes[i]));
    }
    text_release(&folded);
    text_release(&room);
    return found;
}

/* Members. */

/* Entities are no part of a name. */
static struct slice name_of(struct magento_row *row, struct slice cell)
{
    text_clear(&row->magento->made);
    html_to_text(&row->magento->made, cell);
    return cell_term(text_slice(&row->magento->made), &row->magento->room);
}

static void give_texts(struct magento_row *row, json_t *object)
{
    for (const struct magento_text *text = magento_texts; text->member; text++)
        draft_text_in(object, text->member,
                      text->field == MAGENTO_NAME ? name_of(row, cell_of(row, text->field)) : cell_of(row, text->field));
}

static bool is_counted(const struct magento_row *row)
{
    return !slice_is(cell_of(row, MAGENTO_MANAGE_STOCK), "0") && cell_of(row, MAGENTO_QTY).length;
}

/* A service of which there are so many is one that is booked: seats, appointments. */
static void read_type(struct magento_row *row)
{
    struct slice type = cell_of(row, MAGENTO_TYPE);

    row->configurable = slice_is(type, "configurable");
    row->bundle = slice_is(type, "bundle");
    row->elsewhere = slice_is(type, "grouped") || slice_is(type, "giftcard");
    if (slice_is(type, "virtual"))
        draft_text(row->draft, "kind", is_counted(row) ? SLICE("bookable") : SLICE("service"));
    if (slice_is(type, "downloadable"))
        draft_text(row->draft, "kind", SLICE("digital"));
    if (row->elsewhere || row->bundle)
        draft_column(row->draft, SLICE("product_type"), type);
}

/* "Default Category/Men/Tops,Default Category/Sale"; "\/" is a slash in a name. The root is none of the shop's own. */
static void give_category(struct magento_row *row, struct slice path)
{
    struct text made = TEXT_INIT;
    struct slice level;
    bool first = true;

    while (list_next(&path, '/', '\\', &row->magento->room, &level)) {
        bool is_root = first && slice_is(level, MAGENTO_ROOT);

        if (first && !is_root)
            draft_column(row->draft, SLICE("root/category"), level);
        first = false;
        if (is_root || !level.length)
            continue;
        if (made.length)
            text_add_string(&made, " > ");
        text_add_slice(&made, level);
    }
    draft_category(row->draft, text_slice(&made));
    text_release(&made);
}

/* Whoever exports may choose a bar: then another path with the same root stands behind it, and not the rest of a name. */
static char separator_of_paths(struct slice paths)
{
    const char *bar = paths.length ? memchr(paths.bytes, '|', paths.length) : NULL;
    const char *slash = paths.length ? memchr(paths.bytes, '/', paths.length) : NULL;
    struct slice root;

    if (!bar || !slash || bar < slash || memchr(paths.bytes, ',', paths.length))
        return ',';
    root = (struct slice){paths.bytes, (size_t)(slash - paths.bytes)};
    for (struct slice rest = slice_from(paths, (size_t)(bar - paths.bytes)); rest.length;) {
        const char *next = memchr(rest.bytes, '|', rest.length);

        if (!next)
            return '|';
        rest = slice_trim(slice_from(rest, (size_t)(next - rest.bytes) + 1));
        if (rest.length < root.length || memcmp(rest.bytes, root.bytes, root.length) != 0)
            return ',';
    }
    return '|';
}

/* Paths and addresses of pictures have neither. */
static char separator_of_images(struct slice urls)
{
    return urls.length && memchr(urls.bytes, '|', urls.length) && !memchr(urls.bytes, ',', urls.length) ? '|' : ',';
}

static void give_categories(struct magento_row *row)
{
    struct slice rest = cell_of(row, MAGENTO_CATEGORIES);
    char separator = separator_of_paths(rest);
    struct text room = TEXT_INIT;
    struct slice path;

    while (list_next(&rest, separator, '\0', &room, &path))
        give_category(row, path);
    text_release(&room);
}

static size_t separators_in(struct slice cell, char separator)
{
    size_t count = 0;

    for (size_t i = 0; i < cell.length; i++)
        count += cell.bytes[i] == separator;
    return count;
}

/* Labels go with the images if there are as many; a comma within one makes them more, and then nobody can tell whose they are. */
static void give_images(struct magento_row *row)
{
    struct slice urls = cell_of(row, MAGENTO_IMAGES);
    struct slice labels = cell_of(row, MAGENTO_IMAGE_LABELS);
    struct slice base = cell_of(row, MAGENTO_BASE_IMAGE);
    struct slice url;
    struct slice label = SLICE("");
    char separator = separator_of_images(urls);
    bool parallel = labels.length && separators_in(urls, separator) == separators_in(labels, separator);

    draft_picture(row->draft, base, cell_of(row, MAGENTO_BASE_IMAGE_LABEL));
    if (labels.length && !parallel)
        draft_column(row->draft, SLICE("additional_image_labels"), labels);
    while (list_next(&urls, separator, '\0', &row->magento->room, &url)) {
        if (parallel)
            (void)list_next(&labels, separator, '\0', &row->magento->made, &label);
        /* The gallery holds the base image as well. */
        if (!base.length || !slice_equal(url, base))
            draft_picture(row->draft, url, label);
    }
}

/*
 * Dates are written as the language of the administrator writes them short: what begins with a year is ISO 8601; dots and
 * hyphens stand between day, month and year; slashes between month and day where nothing is padded with zeros and the year has
 * two digits (American English), else between day and month.
 */
static bool local_date(struct slice cell, struct text *iso)
{
    unsigned parts[3] = {0, 0, 0};
    size_t digits[3] = {0, 0, 0};
    char between = '\0';
    size_t part = 0;
    bool month_first;
    bool padded = false;
    day value;

    for (size_t i = 0; i < cell.length && cell.bytes[i] != ' ' && cell.bytes[i] != ','; i++) {
        char c = cell.bytes[i];

        if (c >= '0' && c <= '9') {
            padded |= digits[part] == 0 && part < 2 && c == '0';
            if (++digits[part] > 4)
                return false;
            parts[part] = parts[part] * 10 + (unsigned)(c - '0');
        } else if ((c == '/' || c == '.' || c == '-') && (!between || c == between) && digits[part] && part < 2) {
            between = c;
            part++;
        } else {
            return false;
        }
    }
    if (part != 2 || (digits[2] != 2 && digits[2] != 4) || digits[0] > 2 || digits[1] > 2)
        return false;
    month_first = between == '/' && !padded && digits[2] == 2 && parts[0] <= 12;
    text_clear(iso);
    text_add_padded(iso, digits[2] == 2 ? 2000 + parts[2] : parts[2], 4);
    text_add_byte(iso, '-');
    text_add_padded(iso, parts[month_first ? 0 : 1], 2);
    text_add_byte(iso, '-');
    text_add_padded(iso, parts[month_first ? 1 : 0], 2);
    return day_read(text_slice(iso), &value);
}

static void give_date(struct magento_row *row, json_t *sale, const char *member, enum magento_field field, bool until)
{
    struct slice cell = cell_of(row, field);
    struct text iso = TEXT_INIT;

    if (local_date(cell, &iso))
        cell = text_slice(&iso);
    /* The time of day is midnight, whatever the sale: it counts by days. */
    else if (cell.length > 10)
        cell.length = 10;
    draft_moment(row->draft, sale, member, title_of(row, field), cell, until);
    text_release(&iso);
}

static void give_prices(struct magento_row *row)
{
    struct slice special = cell_of(row, MAGENTO_SPECIAL_PRICE);
    json_t *sale;

    /* A configurable product has its variants' prices, a bundle its parts': 0 says nothing of them. */
    draft_price(row->draft, "price", title_of(row, MAGENTO_PRICE), cell_of(row, MAGENTO_PRICE));
    draft_price(row->draft, "cost", title_of(row, MAGENTO_COST), cell_of(row, MAGENTO_COST));
    if (!special.length) {
        if (header_has(row->magento->header, MAGENTO_SPECIAL_PRICE))
            draft_nothing(row->draft, "sale");
        return;
    }
    sale = draft_object(row->draft, "sale");
    draft_price_in(row->draft, sale, "price", title_of(row, MAGENTO_SPECIAL_PRICE), special);
    give_date(row, sale, "from", MAGENTO_SPECIAL_FROM, false);
    give_date(row, sale, "until", MAGENTO_SPECIAL_TO, true);
}

static const char *first_code(const char *member)
{
    size_t i = 0;

    while (strcmp(magento_codes[i].member, member) != 0)
        i++;
    return magento_codes[i].code;
}

static bool is_member(struct magento_row *row, const struct magento_pair *pair)
{
    const struct magento_code *known = magento_codes;
    struct text name = TEXT_INIT;

    while (known->code && !slice_is(pair->code, known->code))
        known++;
    if (!known->code || !pair->value.length || json_object_get(row->draft->record, known->member))
        return false;
    if (strcmp(known->member, "gtin") == 0 && !cell_is_gtin(pair->value))
        return false;
    if (strcmp(known->member, "cost") == 0)
        draft_price(row->draft, "cost", pair->code, pair->value);
    else
        draft_term(row->draft, known->member, pair->value);
    text_printf(&name, "attribute/%s", known->member);
    if (strcmp(known->code, first_code(known->member)) != 0)
        draft_column(row->draft, text_slice(&name), pair->code);
    text_release(&name);
    return true;
}

/* Attributes of a shop come in one cell, or as its own columns. */
static void give_attributes(struct magento_row *row)
{
    const struct header *header = row->magento->header;
    struct slice rest = cell_of(row, MAGENTO_ATTRIBUTES);
    struct magento_pair pair;

    while (magento_pair_next(&rest, &row->magento->room, &pair))
        if (!is_member(row, &pair))
            draft_attribute(row->draft, pair.code, pair.value);
    for (size_t i = 0; i < header->count && i < row->sheet->count; i++) {
        if (header->columns[i].field != COLUMN_UNKNOWN)
            continue;
        pair = (struct magento_pair){header->columns[i].title, slice_trim(row->sheet->cells[i])};
        if (!is_member(row, &pair))
            draft_attribute(row->draft, pair.code, pair.value);
    }
}

static void give_stock(struct magento_row *row)
{
    struct slice backorders = cell_of(row, MAGENTO_BACKORDERS);

    if (slice_is(cell_of(row, MAGENTO_TYPE), "downloadable")) {
        draft_column(row->draft, SLICE("qty"), cell_of(row, MAGENTO_QTY));
    } else if (!row->configurable && !row->bundle && !row->elsewhere && is_counted(row)) {
        if (slice_is(cell_of(row, MAGENTO_IN_STOCK), "0"))
            draft_whole(row->draft, "stock", 0);
        else
            draft_rounded(row->draft, "stock", title_of(row, MAGENTO_QTY), cell_of(row, MAGENTO_QTY));
    }
    if (slice_is(backorders, "2"))
        draft_column(row->draft, SLICE("allow_backorders"), backorders);
    if (backorders.length && !slice_is(cell_of(row, MAGENTO_CONFIG_BACKORDERS), "1"))
        draft_flag(row->draft, "backorder", !slice_is(backorders, "0"));
    if (!slice_is(cell_of(row, MAGENTO_CONFIG_LOW_STOCK), "1"))
        draft_rounded(row->draft, "low_stock", title_of(row, MAGENTO_LOW_STOCK), cell_of(row, MAGENTO_LOW_STOCK));
}

/* A bundle that leaves a choice is no fixed set of articles: each of its parts would have to have one product alone. */
static void give_components(struct magento_row *row)
{
    struct slice rest = cell_of(row, MAGENTO_BUNDLE_VALUES);
    struct text room = TEXT_INIT;
    struct text before = TEXT_INIT;
    json_t *components = json_array();
    struct slice selection;
    bool fixed = rest.length > 0;

    while (fixed && list_next(&rest, '|', '\0', &room, &selection)) {
        json_t *component = json_object();
        struct magento_pair pair;

        while (magento_pair_next(&selection, &row->magento->room, &pair)) {
            if (slice_is(pair.code, "name")) {
                fixed &= !slice_equal(pair.value, text_slice(&before));
                text_clear(&before);
                text_add_slice(&before, pair.value);
            } else if (slice_is(pair.code, "sku")) {
                draft_text_in(component, "sku", pair.value);
            } else if (slice_is(pair.code, "default_qty") || slice_is(pair.code, "qty")) {
                draft_whole_in(component, "quantity", pair.value);
            }
        }
        fixed &= json_object_get(component, "sku") != NULL;
        json_array_append_new(components, component);
    }
    if (fixed)
        json_object_set(row->draft->record, "components", components);
    json_decref(components);
    text_release(&room);
    text_release(&before);
}

/* Configurable products. */

/* "Size" of "size=Size,color=Color"; a code without a label is its own. */
static struct slice label_of(const struct magento_row *row, struct slice code)
{
    struct slice rest = cell_of(row, MAGENTO_VARIATION_LABELS);
    struct magento_pair pair;

    while (magento_pair_next(&rest, &row->magento->made, &pair))
        if (slice_equal(pair.code, code) && pair.value.length)
            return pair.value;
    return code;
}

static json_t *variant_of(struct magento_row *row, struct slice variation)
{
    json_t *record = json_object();
    json_t *options = json_object();
    struct magento_pair pair;

    json_object_set_new(record, "type", json_string("product"));
    while (magento_pair_next(&variation, &row->magento->room, &pair)) {
        struct slice label;

        if (slice_is(pair.code, "sku")) {
            draft_text_in(record, "sku", pair.value);
            continue;
        }
        label = label_of(row, pair.code);
        draft_append(row->draft, "axes", label);
        json_object_setn_new_nocheck(options, label.bytes, label.length, json_stringn_nocheck(pair.value.bytes, pair.value.length));
    }
    draft_text_in(record, "parent", cell_of(row, MAGENTO_SKU));
    json_object_set_new(record, "options", options);
    return record;
}

static void give_variations(struct magento_row *row)
{
    struct slice rest = cell_of(row, MAGENTO_VARIATIONS);
    struct text room = TEXT_INIT;
    struct slice variation;

    row->magento->variants = json_array();
    while (rest.length && list_next(&rest, '|', '\0', &room, &variation)) {
        json_t *record = variant_of(row, variation);

        if (json_object_get(record, "sku"))
            json_array_append_new(row->magento->variants, record);
        else
            json_decref(record);
    }
    text_release(&room);
}

static void give_status(struct magento_row *row)
{
    bool online = !slice_is(cell_of(row, MAGENTO_ONLINE), "2") && !slice_is(cell_of(row, MAGENTO_ONLINE), "0");
    bool can_be_sold = !row->elsewhere && (!row->bundle || json_object_get(row->draft->record, "components")) &&
                       json_object_get(row->draft->record, row->configurable ? "axes" : "price");

    draft_text(row->draft, "status", online && can_be_sold ? SLICE("active") : SLICE("draft"));
    if (online && !can_be_sold)
        draft_column(row->draft, SLICE("product_online"), SLICE("1"));
}

/* The same number, "1.0000" and "1"? */
static bool is_default(struct slice title, struct slice cell)
{
    const char *value = magento_default(title);
    size_t length = value ? strlen(value) : 0;

    if (!value || !slice_starts(cell, value))
        return false;
    cell = slice_from(cell, length);
    for (size_t i = 0; i < cell.length; i++)
        if (cell.bytes[i] != (i ? '0' : '.'))
            return false;
    return true;
}

static void keep_rest(struct magento_row *row)
{
    const struct header *header = row->magento->header;

    for (size_t i = 0; i < header->count && i < row->sheet->count; i++) {
        struct slice title = header->columns[i].title;
        struct slice cell = slice_trim(row->sheet->cells[i]);

        switch (header->columns[i].field) {
        case COLUMN_KEPT:
        case MAGENTO_ATTRIBUTE_SET:
        case MAGENTO_WEBSITES:
        case MAGENTO_VISIBILITY:
        case MAGENTO_IN_STOCK:
        case MAGENTO_MANAGE_STOCK:
        case MAGENTO_BUNDLE_VALUES:
        case MAGENTO_VARIATION_LABELS:
            draft_column(row->draft, title, is_default(title, cell) ? SLICE("") : cell);
            break;
        default:
            break;
        }
    }
}

static void take_product(struct magento_row *row)
{
    read_type(row);
    draft_text(row->draft, "sku", cell_of(row, MAGENTO_SKU));
    give_texts(row, row->draft->record);
    give_categories(row);
    give_images(row);
    give_prices(row);
    draft_term(row->draft, "tax_class", cell_of(row, MAGENTO_TAX_CLASS));
    if (slice_is(cell_of(row, MAGENTO_TAX_CLASS), "None"))
        draft_text(row->draft, "vat_rate", SLICE("0"));
    draft_weight(row->draft, title_of(row, MAGENTO_WEIGHT), cell_of(row, MAGENTO_WEIGHT), SLICE(""),
                 row->magento->header->weight_unit ? row->magento->header->weight_unit : "kg");
    give_stock(row);
    give_attributes(row);
    if (row->bundle)
        give_components(row);
    if (row->configurable)
        give_variations(row);
    give_status(row);
    keep_rest(row);
}

static bool is_said_by_product(int field)
{
    return field == MAGENTO_SKU || field == MAGENTO_TYPE || field == MAGENTO_ATTRIBUTE_SET || field == MAGENTO_CREATED ||
           field == MAGENTO_UPDATED;
}

/* What a store view says otherwise: texts, if its code tells a language. Anything else is the platform's own matter. */
static void take_store_view(struct magento_row *row)
{
    const struct header *header = row->magento->header;
    struct slice code = cell_of(row, MAGENTO_STORE_VIEW);
    struct text tag = TEXT_INIT;
    struct text name = TEXT_INIT;
    bool speaks = magento_language(code, &tag);

    if (speaks) {
        json_t *language = json_object();

        give_texts(row, language);
        json_object_setn_new_nocheck(draft_object(row->draft, "texts"), tag.bytes, tag.length, language);
    }
    for (size_t i = 0; i < header->count && i < row->sheet->count; i++) {
        bool is_text = false;

        for (const struct magento_text *known = magento_texts; known->member; known++)
            is_text |= header->columns[i].field == (int)known->field;
        if ((speaks && is_text) || is_said_by_product(header->columns[i].field))
            continue;
        text_clear(&name);
        text_add_slice(&name, code);
        text_add_byte(&name, '/');
        text_add_slice(&name, header->columns[i].title);
        draft_column(row->draft, text_slice(&name), slice_trim(row->sheet->cells[i]));
    }
    text_release(&tag);
    text_release(&name);
}

static void hand_over(struct magento *magento, struct product_queue *queue)
{
    struct text raw = TEXT_INIT;
    size_t line = magento->draft.line;
    bool good = magento->draft.fault.kind == FAULT_NONE;
    size_t i;
    json_t *variant;

    if (!magento->holds)
        return;
    text_add_slice(&raw, text_slice(&magento->draft.raw));
    draft_finish(&magento->draft, queue);
    magento->holds = false;
    json_array_foreach(magento->variants, i, variant)
    {
        if (good)
            queue_record(queue, json_incref(variant), line, text_slice(&raw));
    }
    json_decref(magento->variants);
    magento->variants = NULL;
    text_release(&raw);
}

static void take_row(void *state, const struct sheet_row *sheet, struct product_queue *queue)
{
    struct magento *magento = state;
    struct magento_row row = {.magento = magento, .sheet = sheet, .draft = &magento->draft};
    struct slice sku = cell_of(&row, MAGENTO_SKU);
    bool of_view = cell_of(&row, MAGENTO_STORE_VIEW).length > 0;
    bool goes_on = magento->holds && of_view && slice_equal(sku, text_slice(&magento->sku));

    if (goes_on) {
        draft_add_row(&magento->draft, sheet);
    } else {
        hand_over(magento, queue);
        draft_begin(&magento->draft, dialect_magento.name, sheet);
        magento->holds = true;
        text_clear(&magento->sku);
        text_add_slice(&magento->sku, sku);
        if (!sku.length)
            draft_refuse(&magento->draft, "missing_field", SLICE("sku"), "is missing");
    }
    if (of_view && !goes_on)
        draft_text(&magento->draft, "sku", sku);
    if (of_view)
        take_store_view(&row);
    else
        take_product(&row);
}

static void end(void *state, struct product_queue *queue)
{
    hand_over(state, queue);
}

const struct dialect dialect_magento = {
    .name = "magento",
    .title = "Magento 2",
    .names = magento_names,
    .recognise = recognise,
    .open = open_magento,
    .row = take_row,
    .end = end,
    .close = close_magento,
};
