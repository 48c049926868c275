/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/xml_elements.h"

#include "format/xml_write.h"

static void indent(struct xml *xml)
{
    for (unsigned i = 0; i < xml->depth; i++)
        text_add_byte(xml->text, ' ');
}

void xml_declare(struct xml *xml)
{
    text_add_string(xml->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

void xml_open(struct xml *xml, const char *name)
{
    xml_open_with(xml, name, NULL);
}

void xml_open_with(struct xml *xml, const char *name, const char *attributes)
{
    xml->open[xml->depth].name = name;
    xml->open[xml->depth].start = xml->text->length;
    indent(xml);
    text_add_byte(xml->text, '<');
    text_add_string(xml->text, name);
    if (attributes) {
        text_add_byte(xml->text, ' ');
        text_add_string(xml->text, attributes);
    }
    text_add_string(xml->text, ">\n");
    xml->open[xml->depth++].inside = xml->text->length;
}

void xml_close(struct xml *xml)
{
    xml->depth--;
    if (xml->text->length == xml->open[xml->depth].inside) {
        xml->text->length = xml->open[xml->depth].start;
        return;
    }
    indent(xml);
    text_add_string(xml->text, "</");
    text_add_string(xml->text, xml->open[xml->depth].name);
    text_add_string(xml->text, ">\n");
}

void xml_empty(struct xml *xml, const char *name)
{
    indent(xml);
    text_add_byte(xml->text, '<');
    text_add_string(xml->text, name);
    text_add_string(xml->text, "/>\n");
}

void xml_leaf(struct xml *xml, const char *name, struct slice value)
{
    xml_leaf_with(xml, name, NULL, SLICE(""), value);
}

static void add_attribute(struct text *text, const char *name, struct slice value)
{
    text_add_byte(text, ' ');
    text_add_string(text, name);
    text_add_string(text, "=\"");
    xml_add_attribute(text, value);
    text_add_byte(text, '"');
}

/* Of nothing but what XML takes for white space, or cannot hold. */
static bool is_blank(struct slice value)
{
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.bytes[i] > ' ')
            return false;
    return true;
}

void xml_leaf_with(struct xml *xml, const char *name, const char *attribute, struct slice attribute_value, struct slice value)
{
    struct text *text = xml->text;

    if (is_blank(value))
        return;
    indent(xml);
    text_add_byte(text, '<');
    text_add_string(text, name);
    if (attribute_value.length)
        add_attribute(text, attribute, attribute_value);
    text_add_byte(text, '>');
    xml_add_text(text, value);
    text_add_string(text, "</");
    text_add_string(text, name);
    text_add_string(text, ">\n");
}
