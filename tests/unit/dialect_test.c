/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/name.h"
#include "dialects.h"
#include "format/decimal.h"
#include "format/draft.h"
#include "format/magento.h"
#include "format/measure.h"
#include "format/woocommerce.h"

static struct text text = TEXT_INIT;

static const char *folded_name(const char *name)
{
    text_clear(&text);
    text_add_folded_name(&text, slice_of(name));
    return text_string(&text);
}

static const char *slug(const char *name)
{
    text_clear(&text);
    text_add_slug(&text, slice_of(name));
    return text_string(&text);
}

static void test_names(void)
{
    is_text(folded_name("  Is featured ?\xc2\xa0"), "is featured", "signs and no-break spaces are blanks");
    is_text(folded_name("\xc2\xbf"
                        "Est\xc3\xa1 destacado?"),
            "esta destacado", "so are signs of other languages, and accents go");
    is_text(folded_name("a\xff"
                        "B"),
            "a\xff"
            "b",
            "a byte that is no character stays");
    is_text(folded_name("GTIN, UPC, EAN\xe2\x80\x94or ISBN"), "gtin upc ean or isbn", "so are commas and dashes");
    is_text(slug("T-Shirt, Rouge / XL"), "t-shirt-rouge-xl", "a slug has hyphens");
}

enum { PLAIN = 1, NUMBERED, ANYTHING, MEASURED };

static void test_header(void)
{
    static const struct column_name names[] = {{PLAIN, "Sale price"},  {PLAIN, "Prix promo"}, {NUMBERED, "Attribute %d name"},
                                               {ANYTHING, "Meta: %s"}, {MEASURED, "Weight"},  {0, NULL}};
    const struct slice cells[] = {SLICE(" PRIX  PROMO*"), SLICE("attribute 12 Name"), SLICE("M\xc3\xa9ta : _a_Key"),
                                  SLICE("Weight (kg)"),   SLICE("Prix promo"),        SLICE("Attribute x name")};
    const struct sheet_row row = {cells, 6, 1, SLICE("")};
    const struct slice values[] = {SLICE("1"), SLICE("2"), SLICE("3"), SLICE("4 "), SLICE("5")};
    const struct sheet_row second = {values, 5, 2, SLICE("")};
    struct header header;

    header_bind(&header, &row, names);
    is_int(header.columns[0].field, PLAIN, "a name is found in another language, whatever its capitals and signs");
    is_int(header.columns[1].number, 12, "a number in a name is read");
    is_bytes(header.columns[2].within.bytes, header.columns[2].within.length, "_a_Key", "what stands for %%s is as it came");
    is_bytes(header.columns[3].within.bytes, header.columns[3].within.length, "kg", "so is a hint in brackets");
    is_int(header.columns[4].field, COLUMN_UNKNOWN, "a second column of the name is none of the field");
    is_int((int64_t)header.unknown, 2, "what is unknown is counted");
    is_bytes(header_cell(&header, &second, MEASURED).bytes, header_cell(&header, &second, MEASURED).length, "4",
             "a field's cell is found, without blanks");
    is_int((int64_t)header_cell_of(&header, &second, NUMBERED, 3).length, 0, "a number that the sheet has not has no cell");
    text_clear(&text);
    header_first_name(&text, names, &header.columns[1]);
    is_text(text_string(&text), "Attribute 12 name", "the first name is the English one");
    header_release(&header);
}

static void test_hints(void)
{
    static const struct column_name names[] = {{PLAIN, "Status"}, {0, NULL}};
    const struct slice cells[] = {SLICE("Status (of the glaze)"), SLICE("Status")};
    const struct sheet_row row = {cells, 2, 1, SLICE("")};
    struct header header;

    header_bind(&header, &row, names);
    is_int(header.columns[0].field, COLUMN_UNKNOWN, "a name with a hint is none where another column has the whole name");
    is_int(header.columns[1].field, PLAIN, "and that one has the field");
    header_release(&header);
}

static const char *decimal(const char *cell)
{
    text_clear(&text);
    return cell_decimal(&text, slice_of(cell)) ? text_string(&text) : "none";
}

static int64_t grams(const char *cell)
{
    int64_t value;

    return cell_scaled(slice_of(cell), 1000, &value) ? value : -1;
}

static void test_measures(void)
{
    struct slice cell = cell_unescaped(SLICE("'=1+1"));

    is_int(grams("1,5"), 1500, "a cell is told in a smaller unit");
    is_int(grams("0.0125"), 13, "rounded");
    is_int(grams("heavy"), -1, "and one that is no number is not");
    ok(cell_is_finer(SLICE("0.0125"), 1000), "what had to be rounded is finer");
    ok(!cell_is_finer(SLICE("0.0120"), 1000), "zeros say nothing");
    is_bytes(cell.bytes, cell.length, "=1+1", "an apostrophe before a formula goes");
    cell = cell_unescaped(SLICE("'tis"));
    is_bytes(cell.bytes, cell.length, "'tis", "one before a word stays");
}

static void test_cells(void)
{
    struct slice rest = SLICE(" a\\, b ,, c");
    struct text room = TEXT_INIT;
    struct slice item;

    is_text(decimal("1.234,50"), "1234.50", "the last mark is that of the decimals");
    is_text(decimal("1,234.50 EUR"), "1234.50", "whichever it is, and with a currency");
    is_text(decimal("19,9"), "19.9", "a lone comma is one");
    is_text(decimal("1.234.567"), "1234567", "a mark that comes twice sets thousands apart");
    is_text(decimal("twelve"), "none", "words are no number");
    is_int(cell_answer(SLICE("Oui")), ANSWER_YES, "yes in French");
    is_int(cell_answer(SLICE("NEIN")), ANSWER_NO, "no in German");
    is_int(cell_answer(SLICE("notify")), ANSWER_NONE, "any other word is no answer");
    ok(list_next(&rest, ',', '\\', &room, &item) && slice_is(item, "a, b"), "an escaped comma is part of the item");
    ok(list_next(&rest, ',', '\\', &room, &item) && item.length == 0, "an item may be empty");
    ok(list_next(&rest, ',', '\\', &room, &item) && slice_is(item, "c") && !list_next(&rest, ',', '\\', &room, &item),
       "after the last there is none");
    text_release(&room);
}

static const char *written(int64_t value, const struct measure_unit *unit)
{
    text_clear(&text);
    if (unit)
        measure_write(&text, value, unit);
    return text_string(&text);
}

/* Whatever the unit, what is written of it is read back the same. */
static void test_units(void)
{
    static const char *const units[] = {"kg", "g", "lbs", "oz"};
    static const char *const lengths[] = {"m", "cm", "mm", "in", "yd"};

    is_text(written(1250, weight_unit(SLICE("KG"))), "1.25", "grams in kilograms");
    is_text(written(454, weight_unit(SLICE("livres"))), "1.0009", "in pounds, by their French name");
    is_text(written(0, weight_unit(SLICE("kg"))), "0", "nothing is nothing");
    is_text(written(25, length_unit(SLICE("cm"))), "2.5", "millimetres in centimetres");
    ok(!weight_unit(SLICE("cm")) && !length_unit(SLICE("")), "a length is no weight");
    for (size_t i = 0; i < sizeof units / sizeof *units + sizeof lengths / sizeof *lengths; i++) {
        bool weighs = i < sizeof units / sizeof *units;
        const char *name = weighs ? units[i] : lengths[i - sizeof units / sizeof *units];
        const struct measure_unit *unit = weighs ? weight_unit(slice_of(name)) : length_unit(slice_of(name));
        int64_t wrong = 0;

        for (int64_t value = 1; value < 3000; value++) {
            struct decimal number;
            int64_t again = 0;

            (void)written(value, unit);
            if (!decimal_read(text_slice(&text), &number) || !decimal_scaled(&number, unit->numerator, unit->denominator, &again) ||
                again != value)
                wrong++;
        }
        is_int(wrong, 0, "%s give the same again", name);
    }
}

static void test_recognition(void)
{
    is_text(exported(NULL, SLICE("sku,name,price\nA,B,1\n"), &text), "none", "columns that all have tell nothing");
    is_text(exported(NULL, SLICE("Type,SKU,Name,Published,Sold individually?,Regular price\nsimple,A,B,1,,2\n"), &text),
            "{\"type\":\"product\",\"sku\":\"A\",\"name\":\"B\",\"price\":\"2.00\",\"status\":\"active\"}\n",
            "WooCommerce's export is recognised");
    is_text(exported(NULL,
                     SLICE("Type;UGS;Nom;Publi\xc3\xa9;Vendre individuellement ?;Tarif r\xc3\xa9gulier;Poids (g)\n"
                           "simple;A;B;1;;2,5;300\n"),
                     &text),
            "{\"type\":\"product\",\"sku\":\"A\",\"name\":\"B\",\"price\":\"2.50\",\"weight_g\":300,\"status\":\"active\"}\n",
            "in French too, with its decimal commas");
}

/* Titles as WooCommerce has had them in five languages: each is a column of its own. */
static void test_languages(void)
{
    static const char *const headers[] = {
        "ID,Typ,Artikelnummer,\"GTIN, UPC, EAN oder ISBN\",Name,Ver\xc3\xb6"
        "ffentlicht,Ist hervorgehoben?,Sichtbarkeit im Katalog,"
        "Kurzbeschreibung,Beschreibung,\"Datum, an dem Angebotspreis beginnt\",\"Datum, an dem Angebotspreis endet\",Steuerstatus,"
        "Steuerklasse,Vorr\xc3\xa4tig?,Bestand,Geringe Lagermenge,Lieferr\xc3\xbc"
        "ckst\xc3\xa4nde erlaubt?,Nur einzeln verkaufen?,"
        "Gewicht (kg),L\xc3\xa4nge (cm),Breite (cm),H\xc3\xb6he (cm),Kundenrezensionen erlauben?,Hinweis zum Kauf,Angebotspreis,"
        "Regul\xc3\xa4rer Preis,Kategorien,Schlagw\xc3\xb6rter,Versandklasse,Bilder,Downloadlimit,Ablauftage des Downloads,"
        "\xc3\x9c"
        "bergeordnetes Produkt,Gruppierte Produkte,Zusatzverk\xc3\xa4ufe,Cross-Sells (Querverk\xc3\xa4ufe),Externe URL,"
        "Button-Text,Position,Marken,Attribut 1 Name,Attribut 1 Wert(e),Attribut 1 Sichtbar,Attribut 1 Global,Attribut 1 Standard",
        "ID,Type,Artikelnummer,Naam,Gepubliceerd,Uitgelicht?,Zichtbaarheid in catalogus,Korte omschrijving,Beschrijving,"
        "Startdatum actieprijs,Einddatum actieprijs,Btw status,Belastingklasse,Op voorraad?,Voorraad,Lage voorraad,"
        "Nabestellingen toestaan?,Wordt individueel verkocht?,Gewicht (kg),Lengte (cm),Breedte (cm),Hoogte (cm),"
        "Klantbeoordelingen toestaan?,Aankoopnotitie,Actieprijs,Reguliere prijs,Categorie\xc3\xabn,Tags,Verzendklasse,Afbeeldingen,"
        "Downloadlimiet,Dagen vervaltijd download,Hoofd,Gegroepeerde producten,Upsells,Cross-sells,Externe URL,Knop tekst,Positie,"
        "Naam eigenschap 1,Waarde eigenschap 1,Zichtbare eigenschap 1,Globale eigenschap 1,Standaardeigenschap 1",
        "ID,Tipo,SKU,Nombre,Publicado,\xc2\xbf"
        "Est\xc3\xa1 destacado?,Visibilidad en el cat\xc3\xa1logo,Descripci\xc3\xb3n corta,"
        "Descripci\xc3\xb3n,D\xc3\xad"
        "a en que empieza el precio rebajado,D\xc3\xad"
        "a en que termina el precio rebajado,"
        "Estado del impuesto,Clase de impuesto,\xc2\xbf"
        "En inventario?,Inventario,\xc2\xbfPermitir reservas de productos agotados?,"
        "\xc2\xbfVendido individualmente?,Peso (kg),Longitud (cm),Anchura (cm),Altura (cm),Precio rebajado,Precio normal,"
        "Categor\xc3\xad"
        "as,Etiquetas,Clase de env\xc3\xado,Im\xc3\xa1genes,Superior,Productos agrupados,Ventas dirigidas,"
        "Ventas cruzadas,URL externa,Texto del bot\xc3\xb3n,Posici\xc3\xb3n,Nombre del atributo 1,Valor(es) del atributo 1",
        "ID,Tipo,COD,Nome,Pubblicato,In primo piano?,Visibilit\xc3\xa0 nel catalogo,Breve descrizione,Descrizione,Stato delle "
        "imposte,"
        "Aliquota di imposta,In stock?,Magazzino,Abilita gli ordini arretrati?,Venduto singolarmente?,Permetti le recensioni "
        "clienti?,"
        "Prezzo in offerta,Prezzo di listino,Categorie,Tag,Genitore,Posizione,Attributo 1 nome,Attributo 1 valuta(e),"
        "Attributo 1 visibile,Attributo 1 globale",
    };

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct sheet_options options = {0};
        struct fault fault = FAULT_INIT;
        struct header header = {0};
        struct sheet_row row;
        struct sheet sheet;

        if (!ok(sheet_init(&sheet, &options, &fault), "a sheet begins"))
            return;
        sheet_feed(&sheet, slice_of(headers[i]), true);
        ok(sheet_next(&sheet, &row, &fault) == SHEET_HEADER && dialect_recognise(&row, &header) == &dialect_woocommerce,
           "language %zu is recognised", i);
        is_int((int64_t)header.unknown, 0, "and each of its columns is known");
        for (size_t at = 0; at < header.count; at++)
            if (header.columns[at].field == COLUMN_UNKNOWN)
                printf("# unknown: %.*s\n", SLICE_ARGS(header.columns[at].title));
        header_release(&header);
        sheet_release(&sheet);
    }
}

static void test_magento_pairs(void)
{
    static const struct slice values[] = {SLICE_CONSTANT("plain"),         SLICE_CONSTANT("a, b"),    SLICE_CONSTANT("a,b=c"),
                                          SLICE_CONSTANT("\"quoted\", x"), SLICE_CONSTANT(" blank "), SLICE_CONSTANT("")};
    struct text cell = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct magento_pair pair;
    struct slice rest;

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        magento_pair_add(&cell, SLICE("code"), values[i]);
    rest = text_slice(&cell);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (ok(magento_pair_next(&rest, &room, &pair), "there is pair %zu", i))
            is_bytes(pair.value.bytes, pair.value.length, values[i].bytes, "it has the value that was written");
    }
    ok(!magento_pair_next(&rest, &room, &pair), "and there are no more");
    ok(magento_language(SLICE("store_fr"), &cell) && slice_is(text_slice(&cell), "fr"), "a store view's code tells a language");
    ok(magento_language(SLICE("en_us"), &cell) && slice_is(text_slice(&cell), "en-US"), "and a region");
    ok(magento_language(SLICE("German"), &cell) && slice_is(text_slice(&cell), "de"), "in words as well");
    ok(!magento_language(SLICE("b2b_default"), &cell), "or none");
    text_release(&cell);
    text_release(&room);
}

int main(void)
{
    test_names();
    test_header();
    test_hints();
    test_measures();
    test_cells();
    test_units();
    test_recognition();
    test_languages();
    test_magento_pairs();
    text_release(&text);
    return tap_end();
}
