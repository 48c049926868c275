/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/words.h"
#include "shop/address_form.h"

#include <stdlib.h>

static struct text table = TEXT_INIT, words_table = TEXT_INIT;
static struct countries countries;
static struct words words = WORDS_INIT;

static bool read_whole(const char *name, struct text *text)
{
    const char *data = getenv("COLPORTEUR_DATADIR");
    char room[4096];
    FILE *stream;
    int c;

    snprintf(room, sizeof room, "%s/%s", data ? data : "share", name);
    stream = fopen(room, "r");
    if (!stream)
        return false;
    while ((c = getc(stream)) != EOF)
        text_add_byte(text, (char)c);
    fclose(stream);
    return true;
}

struct vector {
    const char *country, *street, *postcode, *city, *region, *wanted;
};

/* As the posts of these countries show how they are addressed, and the Universal Postal Union's S42 after them. */
static const struct vector vectors[] = {
    {"GB", "44 Wilson Road", "LS1 4DY", "Leeds", "West Yorkshire", "44 Wilson Road\nLeeds\nLS1 4DY"},
    {"IE", "27 The Glen", "T23 KX5P", "Cork", "Co. Cork", "27 The Glen\nCork\nCo. Cork\nT23 KX5P"},
    {"IE", "12 Quay Street", "D02 X285", "Dublin 2", "", "12 Quay Street\nDublin 2\nD02 X285"},
    {"US", "795 E Dragram", "85705", "Tucson", "AZ", "795 E Dragram\nTucson AZ 85705"},
    {"CA", "10-123 1/2 Main Street NW", "H3Z 2Y7", "Montreal", "QC", "10-123 1/2 Main Street NW\nMontreal QC H3Z 2Y7"},
    {"AU", "200 Broadway Av", "5024", "West Beach", "SA", "200 Broadway Av\nWest Beach SA 5024"},
    {"NZ", "43 Vogel Street", "4820", "Dannevirke", "", "43 Vogel Street\nDannevirke 4820"},
    {"JP", "10-23 Shimomeguro 1-chome", "153-0064", "Meguro-ku", "Tokyo", "10-23 Shimomeguro 1-chome\nMeguro-ku, Tokyo\n153-0064"},
    {"BR", "Boulevard das Flores 255", "40301-110", "Salvador", "BA", "Boulevard das Flores 255\nSalvador - BA\n40301-110"},
    {"BR", "Rua Alecrim 1", "40301-110", "Salvador", "", "Rua Alecrim 1\nSalvador\n40301-110"},
    {"PT", "Rua Augusta 12", "1100-053", "Lisboa", "", "Rua Augusta 12\n1100-053 Lisboa"},
    {"ES", "Calle Mayor 5", "28013", "Madrid", "", "Calle Mayor 5\n28013 Madrid"},
    {"ES", "Calle Aduana 29", "08203", "Sabadell", "Barcelona", "Calle Aduana 29\n08203 Sabadell\nBarcelona"},
    {"IT", "Via Garibaldi 27", "47037", "Rimini", "RN", "Via Garibaldi 27\n47037 Rimini RN"},
    {"NL", "Rapenburgerstraat 10", "1011 VA", "Amsterdam", "Noord-Holland", "Rapenburgerstraat 10\n1011 VA Amsterdam"},
    {"BE", "Rue du Pont 12", "4500", "Huy", "Liège", "Rue du Pont 12\n4500 Huy"},
    {"FR", "25 rue de l'Église", "33380", "Mios", "Gironde", "25 rue de l'Église\n33380 Mios"},
    {"DE", "Rhondorfer Str. 666", "50939", "Köln", "", "Rhondorfer Str. 666\n50939 Köln"},
    {"AT", "Pazmaniteng 24-9", "1020", "Wien", "", "Pazmaniteng 24-9\n1020 Wien"},
    {"LU", "71 route de Longwy", "4750", "Pétange", "", "71 route de Longwy\n4750 Pétange"},
    {"DK", "Kastanievej 15, 2", "8660", "Skanderborg", "", "Kastanievej 15, 2\n8660 Skanderborg"},
    {"SE", "Nyby 10", "123 45", "Lillbyn", "", "Nyby 10\n123 45 Lillbyn"},
    {"NO", "Solveien 123", "0123", "Oslo", "", "Solveien 123\n0123 Oslo"},
    {"FI", "Mäkelänkatu 25 B 13", "00550", "Helsinki", "", "Mäkelänkatu 25 B 13\n00550 Helsinki"},
    {"CH", "Schanzenstrasse 7", "3030", "Bern", "BE", "Schanzenstrasse 7\n3030 Bern"},
    {"PL", "ul. Bosmanska 1", "81-116", "Gdynia", "", "ul. Bosmanska 1\n81-116 Gdynia"},
    {"CZ", "Prujezdna 320/62", "100 00", "Praha 10", "", "Prujezdna 320/62\n100 00 Praha 10"},
    {"HU", "Kossuth u. 2", "1234", "Újváros", "", "Újváros\nKossuth u. 2\n1234"},
    {"GR", "Αιόλου 100", "101 88", "Αθήνα", "", "Αιόλου 100\n101 88 Αθήνα"},
    {"LV", "Lielā iela 15", "LV-1010", "Rīga", "", "Lielā iela 15\nRīga, LV-1010"},
    {"MT", "200 Triq Ir-Repubblika", "VLT 1117", "Valletta", "", "200 Triq Ir-Repubblika\nValletta VLT 1117"},
    {"TR", "Atatürk Caddesi 5", "06490", "Çankaya", "Ankara", "Atatürk Caddesi 5\n06490 Çankaya/Ankara"},
    {"DZ", "2 Rue de l'Indépendance", "16027", "Alger", "", "2 Rue de l'Indépendance\n16027 Alger"},
    {"TN", "1 Avenue de la Liberté", "1002", "Tunis", "", "1 Avenue de la Liberté\n1002 Tunis"},
    {"MA", "Villa 14, Rue Ibn Sina", "11100", "Salé", "", "Villa 14, Rue Ibn Sina\n11100 Salé"},
    {"UA", "вул. Хрещатик 22", "01001", "Київ", "", "вул. Хрещатик 22\nКиїв\n01001"},
    {"SG", "16 Sandilands Road", "546080", "Singapore", "", "16 Sandilands Road\nSingapore 546080"},
    /* What is missing takes its punctuation along; what no table has is written as most are. */
    {"JP", "1-2 Marunouchi", "100-8994", "", "Tokyo", "1-2 Marunouchi\nTokyo\n100-8994"},
    {"US", "Maison\n\n  795 E Dragram ", "", "Tucson", "", "Maison\n795 E Dragram\nTucson"},
    {"QX", "Street 1", "123", "Town", "", "Street 1\n123 Town"},
    {"GB", "", "", "", "", ""},
};

static void test_vectors(void)
{
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *vector = &vectors[i];
        const struct postal_address address = {.given = true,
                                               .street = slice_of(vector->street),
                                               .postcode = slice_of(vector->postcode),
                                               .city = slice_of(vector->city),
                                               .region = slice_of(vector->region),
                                               .country = slice_of(vector->country)};
        struct text text = TEXT_INIT;

        address_form_write(&text, &address, &countries);
        is_bytes(text.bytes, text.length, vector->wanted, "%s, %s", vector->country, vector->city);
        text_release(&text);
    }
}

/* What a place of the table is called wrong would print nothing. */
static void test_forms(void)
{
    const struct postal_address address = {
        .given = true, .street = SLICE("S"), .postcode = SLICE("P"), .city = SLICE("C"), .region = SLICE("R")};
    size_t wrong = 0;

    for (size_t i = 0; i < countries.count; i++) {
        struct postal_address there = address;
        struct text text = TEXT_INIT;

        there.country = countries.rows[i].code;
        address_form_write(&text, &there, &countries);
        if (!memchr(text.bytes, 'S', text.length) || memchr(text.bytes, '{', text.length) || memchr(text.bytes, '|', text.length)) {
            wrong++;
            printf("# %.*s: %.*s\n", SLICE_ARGS(there.country), SLICE_ARGS(text_slice(&text)));
        }
        text_release(&text);
    }
    ok(countries.count > 240 && !wrong, "every country's address has its street, and no place of the form");
}

static void test_names(void)
{
    const struct wording wording = words_for(&words, SLICE("en"), SLICE(""));
    size_t nameless = 0;

    for (size_t i = 0; i < countries.count; i++)
        nameless += !word_of(&wording, "country.", countries.rows[i].code, SLICE("")).length;
    is_int((int64_t)nameless, 0, "every country that parcels go to has a name on papers");
}

int main(void)
{
    struct fault fault = FAULT_INIT;

    if (ok(read_whole("labels/countries.tsv", &table) && countries_read(&countries, text_slice(&table), &fault) &&
               read_whole("documents/words.tsv", &words_table) && words_read(&words, text_slice(&words_table), &fault),
           "the tables are read")) {
        test_vectors();
        test_forms();
        test_names();
    }
    countries_release(&countries);
    words_release(&words);
    text_release(&table);
    text_release(&words_table);
    return tap_end();
}
