/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tariff_structure.h"

#include "base/memory.h"
#include "shop/postcode.h"

#include <limits.h>
#include <stdlib.h>

/* Customers of a shop live in the same places: most addresses were asked for a moment ago. */
enum { PLACES = 4096 };

struct tariff_place {
    char postcode[POSTCODE_ROOM]; /* plain */
    uint8_t length;
    int list, carrier;
    int row;
    bool known;
};

/* Capitals, without blanks and hyphens, and of lists their "*" and "-" have gone before. */
static struct slice plain_word(struct arena *arena, struct slice word)
{
    char room[POSTCODE_ROOM];
    size_t length = 0;

    for (size_t i = 0; i < word.length && length < sizeof room; i++) {
        char c = word.bytes[i];

        if (c != ' ' && c != '-')
            room[length++] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
    }
    return arena_copy(arena, (struct slice){room, length});
}

/* No postcode of the world has other characters: "1000," is no postcode that nobody lives at, but a list with a comma. */
static bool has_postcode_letters(struct slice word)
{
    for (size_t i = 0; i < word.length; i++) {
        char c = word.bytes[i];

        if ((c < '0' || c > '9') && (c < 'A' || c > 'Z'))
            return false;
    }
    return word.length > 0;
}

/* "1000", "20*" or "1000-1299"; a postcode with a hyphen is written without. */
static bool read_postcode(struct arena *arena, struct slice word, struct tariff_postcode *postcode, struct fault *fault)
{
    const char *hyphen = memchr(word.bytes, '-', word.length);
    size_t length = hyphen ? (size_t)(hyphen - word.bytes) : word.length;

    *postcode = (struct tariff_postcode){.kind = hyphen ? POSTCODE_BETWEEN : POSTCODE_IS};
    if (word.bytes[word.length - 1] == '*') {
        postcode->kind = POSTCODE_BEGINS;
        length = word.length - 1;
    }
    postcode->first = plain_word(arena, (struct slice){word.bytes, length});
    if (postcode->kind == POSTCODE_BETWEEN)
        postcode->last = plain_word(arena, slice_from(word, length + 1));
    if (word.length >= POSTCODE_ROOM || !has_postcode_letters(postcode->first) ||
        (hyphen && (postcode->kind == POSTCODE_BEGINS || !has_postcode_letters(postcode->last))))
        return fault_set(fault, FAULT_REFUSED, "not_a_postcode", "postcodes", "\"%.*s\" is neither 1000 nor 10* nor 1000-1299",
                         SLICE_ARGS(word));
    return postcode->kind != POSTCODE_BETWEEN ||
           (postcode->first.length == postcode->last.length && slice_compare(postcode->first, postcode->last) <= 0) ||
           fault_set(fault, FAULT_REFUSED, "not_a_range", "postcodes", "\"%.*s\" does not go up from one postcode to another",
                     SLICE_ARGS(word));
}

/* Letters have one bit for both cases. */
static uint64_t beginning_bit(unsigned char byte)
{
    unsigned char lower = byte | 0x20;

    if (byte >= '0' && byte <= '9')
        return UINT64_C(1) << (byte - '0');
    return UINT64_C(1) << (lower >= 'a' && lower <= 'z' ? 10 + lower - 'a' : 63);
}

/* Which bytes a text that fits can begin with: most patterns need not be tried. */
static void know_beginning(struct tariff_zone *zone)
{
    const uint8_t *bits = NULL;
    uint32_t kind = 0;
    uint32_t unit = 0;

    zone->begins = UINT64_MAX;
    if (pcre2_pattern_info(zone->code, PCRE2_INFO_FIRSTCODETYPE, &kind) == 0 && kind == 1 &&
        pcre2_pattern_info(zone->code, PCRE2_INFO_FIRSTCODEUNIT, &unit) == 0 && unit < 0x80) {
        zone->begins = beginning_bit((unsigned char)unit);
    } else if (pcre2_pattern_info(zone->code, PCRE2_INFO_FIRSTBITMAP, &bits) == 0 && bits) {
        zone->begins = 0;
        for (unsigned i = 0; i <= UCHAR_MAX; i++)
            if (bits[i / 8] >> i % 8 & 1)
                zone->begins |= beginning_bit((unsigned char)i);
    }
}

bool tariff_read_place(struct tariff *tariff, struct tariff_zone *zone, struct slice postcodes, struct slice pattern,
                       struct fault *fault)
{
    struct slice word;
    char reason[200];

    zone->postcodes = arena_take(&tariff->arena, (postcodes.length / 2 + 1) * sizeof *zone->postcodes);
    while (tariff_next_word(&postcodes, &word))
        if (!read_postcode(&tariff->arena, word, &zone->postcodes[zone->postcode_count++], fault))
            return false;
    if (!pattern.length)
        return true;
    zone->code = pattern_compile(pattern, PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_CASELESS, reason, sizeof reason);
    if (!zone->code)
        return fault_set(fault, FAULT_REFUSED, "bad_pattern", "pattern", "\"%.*s\" is no pattern: %s", SLICE_ARGS(pattern), reason);
    know_beginning(zone);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * What British postcodes say before their last three characters: PA3 of PA34AB, which is not in PA34; empty of others. London's
 * W1A is of the district W1.
 */
static struct slice british_district(struct slice country, struct slice plain, bool with_letter)
{
    size_t length = plain.length >= 5 && is_digit(plain.bytes[plain.length - 3]) ? plain.length - 3 : 0;

    if (!slice_is(country, "GB") || !length)
        return (struct slice){NULL, 0};
    if (!with_letter && !is_digit(plain.bytes[length - 1]))
        length--;
    return (struct slice){plain.bytes, length};
}

/* Whether a word names districts, as PA3 and PA20-PA49 do. */
static bool fits_district(const struct tariff_postcode *word, struct slice country, struct slice plain)
{
    struct slice last = word->kind == POSTCODE_BETWEEN ? word->last : word->first;
    struct slice district = british_district(country, plain, !is_digit(last.bytes[last.length - 1]));

    return district.length == last.length && slice_compare(word->first, district) <= 0 && slice_compare(district, last) <= 0;
}

static bool fits_word(const struct tariff_postcode *word, struct slice country, struct slice plain)
{
    if (word->kind != POSTCODE_BEGINS && fits_district(word, country, plain))
        return true;
    switch (word->kind) {
    case POSTCODE_IS:
        return slice_equal(word->first, plain);
    case POSTCODE_BEGINS:
        return plain.length >= word->first.length && memcmp(plain.bytes, word->first.bytes, word->first.length) == 0;
    case POSTCODE_BETWEEN:
        /* A longer postcode lies in the range if its beginning does: 1012AB in 1000-1099. A British one does by its district. */
        return plain.length >= word->first.length &&
               (plain.length == word->first.length || !british_district(country, plain, true).length) &&
               memcmp(plain.bytes, word->first.bytes, word->first.length) >= 0 &&
               memcmp(plain.bytes, word->last.bytes, word->last.length) <= 0;
    }
    return false;
}

static bool fits_pattern(const struct tariff *tariff, const struct tariff_zone *zone, struct slice written, struct slice plain)
{
    if (!(zone->begins & beginning_bit((unsigned char)plain.bytes[0])))
        return false;
    return pattern_matches(&tariff->matcher, zone->code, written) == 1 ||
           (written.length != plain.length && pattern_matches(&tariff->matcher, zone->code, plain) == 1);
}

static bool fits(const struct tariff *tariff, const struct tariff_zone *zone, struct slice country, struct slice written,
                 struct slice plain)
{
    if (!zone->postcode_count && !zone->code)
        return true;
    for (size_t i = 0; i < zone->postcode_count; i++)
        if (fits_word(&zone->postcodes[i], country, plain))
            return true;
    return zone->code && plain.length && fits_pattern(tariff, zone, written, plain);
}

/* The rows of a country and those of every country, as one list in the order of the spreadsheet. */
static int find_row(const struct tariff *tariff, struct slice country, int carrier, struct slice written, struct slice plain)
{
    int list = tariff_country_list(country);
    int own = list < 0 ? TARIFF_NONE : tariff->countries[list];
    int every = tariff->countries[EVERY_COUNTRY];

    while (own != TARIFF_NONE || every != TARIFF_NONE) {
        int *next = own != TARIFF_NONE && (every == TARIFF_NONE || own < every) ? &own : &every;
        const struct tariff_zone *zone = &tariff->zones[*next];

        if ((zone->carrier == TARIFF_NONE || zone->carrier == carrier) && fits(tariff, zone, country, written, plain))
            return *next;
        *next = zone->next;
    }
    return TARIFF_NONE;
}

void tariff_places_release(struct tariff *tariff)
{
    free(tariff->places);
}

const struct tariff_zone *tariff_zone_of(struct tariff *tariff, int carrier, struct slice country, struct slice postcode)
{
    char room[POSTCODE_ROOM];
    char plain_room[POSTCODE_ROOM];
    struct slice written = postcode_plain(postcode, room);
    struct slice plain = {plain_room, 0};
    struct tariff_place *place;
    int list = tariff_country_list(country);

    for (size_t i = 0; i < written.length; i++)
        if (written.bytes[i] != '-')
            plain_room[plain.length++] = written.bytes[i];
    if (!tariff->carriers_differ)
        carrier = TARIFF_NONE;
    if (!tariff->places)
        tariff->places = memory_take_zeroed(PLACES, sizeof *tariff->places);
    place = &tariff->places[(slice_hash(written) + (unsigned)(list * 31 + carrier)) % PLACES];
    if (!place->known || place->list != list || place->carrier != carrier ||
        !slice_equal(written, (struct slice){place->postcode, place->length})) {
        *place = (struct tariff_place){.length = (uint8_t)written.length, .list = list, .carrier = carrier, .known = true};
        if (written.length)
            memcpy(place->postcode, written.bytes, written.length);
        place->row = find_row(tariff, country, carrier, written, plain);
    }
    return place->row == TARIFF_NONE ? NULL : &tariff->zones[place->row];
}
