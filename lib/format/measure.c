/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/measure.h"

#include "base/money.h"
#include "base/name.h"

static const struct measure_unit weights[] = {
    {"|kg|kgs|kilo|kilos|kilogram|kilograms|kilogramme|kilogrammes|kilogramm|kilogramo|kilogramos|chilogrammo|chilogrammi|", 1000,
     1, 3},
    {"|g|gr|gram|grams|gramme|grammes|gramm|gramo|gramos|grammo|grammi|grammi|", 1, 1, 0},
    {"|mg|", 1, 1000, 0},
    {"|t|", 1000000, 1, 6},
    {"|lb|lbs|pound|pounds|livre|livres|pond|pfund|libra|libras|libbra|libbre|", 45359237, 100000, 4},
    {"|oz|ounce|ounces|once|onces|ons|unze|unzen|onza|onzas|oncia|", 45359237, 1600000, 3},
    {NULL, 0, 0, 0},
};
static const struct measure_unit lengths[] = {
    {"|m|meter|meters|metre|metres|metro|metros|metri|", 1000, 1, 3},
    {"|cm|centimeter|centimeters|centimetre|centimetres|zentimeter|centimetro|centimetros|centimetri|", 10, 1, 1},
    {"|mm|millimeter|millimeters|millimetre|millimetres|milimetro|milimetros|millimetro|millimetri|", 1, 1, 0},
    {"|in|inch|inches|pouce|pouces|duim|zoll|pulgada|pulgadas|pollice|pollici|", 254, 10, 3},
    {"|ft|foot|feet|", 3048, 10, 4},
    {"|yd|yds|yard|yards|yarda|yardas|iarda|iarde|", 9144, 10, 4},
    {NULL, 0, 0, 0},
};

static const struct measure_unit *unit_of(const struct measure_unit *units, struct slice name)
{
    struct text folded = TEXT_INIT;

    text_add_byte(&folded, '|');
    text_add_folded_name(&folded, name);
    text_add_byte(&folded, '|');
    while (units->names && (folded.length == 2 || !strstr(units->names, text_string(&folded))))
        units++;
    text_release(&folded);
    return units->names ? units : NULL;
}

const struct measure_unit *weight_unit(struct slice name)
{
    return unit_of(weights, name);
}

const struct measure_unit *length_unit(struct slice name)
{
    return unit_of(lengths, name);
}

void measure_write(struct text *text, int64_t value, const struct measure_unit *unit)
{
    int64_t whole_unit = 1;
    int64_t parts;
    size_t length;

    for (unsigned i = 0; i < unit->decimals; i++)
        whole_unit *= 10;
    parts = (int64_t)divide_rounded((wide)value * unit->denominator * whole_unit, unit->numerator);
    text_add_integer(text, parts / whole_unit);
    length = text->length;
    if (parts % whole_unit == 0)
        return;
    text_add_byte(text, '.');
    text_add_padded(text, parts % whole_unit, unit->decimals);
    while (text->length > length && text->bytes[text->length - 1] == '0')
        text->length--;
}
