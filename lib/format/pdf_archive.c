/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/pdf_archive.h"

#include "format/srgb_profile.h"
#include "format/xml_write.h"

#include <qpdf/qpdf-c.h>

#define XML_NAME "factur-x.xml"

/*
 * The profiles of Factur-X, by what stands in the guideline that an invoice names (BT-24). The first that fits: the European
 * standard's own name is part of those built on it.
 */
static const struct {
    const char *guideline, *level;
} levels[] = {
    {"factur-x.eu:1p0:minimum", "MINIMUM"}, {"factur-x.eu:1p0:basicwl", "BASIC WL"},      {"factur-x.eu:1p0:basic", "BASIC"},
    {"1p0:extended", "EXTENDED"},           {"xeinkauf.de:kosit:xrechnung", "XRECHNUNG"}, {"en16931:2017", "EN 16931"},
};

static const char *level_of(struct slice xml)
{
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (memmem(xml.bytes, xml.length, levels[i].guideline, strlen(levels[i].guideline)))
            return levels[i].level;
    return "EN 16931";
}

static void add_property(struct text *xmp, const char *name, const char *about)
{
    text_printf(xmp,
                "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>%s</pdfaProperty:name>"
                "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
                "<pdfaProperty:description>%s</pdfaProperty:description></rdf:li>\n",
                name, about);
}

/* What Factur-X tells about the file inside, and the schema of that, which PDF/A wants with it. */
static void add_invoice(struct text *xmp, const char *level)
{
    text_printf(xmp,
                "<rdf:Description rdf:about=\"\" xmlns:fx=\"urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#\">"
                "<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>" XML_NAME "</fx:DocumentFileName>"
                "<fx:Version>1.0</fx:Version><fx:ConformanceLevel>%s</fx:ConformanceLevel></rdf:Description>\n",
                level);
    text_add_string(xmp, "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
                         "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
                         "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">"
                         "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">"
                         "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
                         "<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>"
                         "<pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>\n");
    add_property(xmp, "DocumentFileName", "name of the embedded XML invoice file");
    add_property(xmp, "DocumentType", "INVOICE");
    add_property(xmp, "Version", "the actual version of the Factur-X XML schema");
    add_property(xmp, "ConformanceLevel", "the conformance level of the embedded Factur-X data");
    text_add_string(xmp, "</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n");
}

static void add_element(struct text *xmp, const char *before, struct slice value, const char *after)
{
    text_add_string(xmp, before);
    xml_add_text(xmp, value);
    text_add_string(xmp, after);
}

/* It says what the file's own dictionary says, word for word: PDF/A wants the two alike. */
static void write_xmp(const struct pdf_about *about, struct slice producer, struct text *xmp)
{
    text_add_string(xmp, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                         "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                         "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
                         "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>\n");
    add_element(xmp,
                "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title><rdf:Alt>"
                "<rdf:li xml:lang=\"x-default\">",
                about->title, "</rdf:li></rdf:Alt></dc:title>");
    add_element(xmp, "<dc:creator><rdf:Seq><rdf:li>", about->author, "</rdf:li></rdf:Seq></dc:creator></rdf:Description>\n");
    add_element(xmp,
                "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
                "<xmp:CreatorTool>Colporteur</xmp:CreatorTool><xmp:CreateDate>",
                about->made_at, "</xmp:CreateDate>");
    add_element(xmp, "<xmp:ModifyDate>", about->made_at, "</xmp:ModifyDate></rdf:Description>\n");
    add_element(xmp, "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"><pdf:Producer>", producer,
                "</pdf:Producer></rdf:Description>\n");
    if (about->xml.length)
        add_invoice(xmp, level_of(about->xml));
    text_add_string(xmp, "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>\n");
}

struct stream_member {
    const char *key, *value;
};

static void put(qpdf_data pdf, qpdf_oh dictionary, const char *key, const char *value)
{
    qpdf_oh_replace_key(pdf, dictionary, key, qpdf_oh_parse(pdf, value));
}

/* An object of its own in the file, with these members: "/N 3". */
static qpdf_oh new_stream(qpdf_data pdf, const struct stream_member *members, size_t count, struct slice bytes)
{
    qpdf_oh stream = qpdf_oh_new_stream(pdf);

    qpdf_oh_replace_stream_data(pdf, stream, (const unsigned char *)bytes.bytes, bytes.length, qpdf_oh_new_null(pdf),
                                qpdf_oh_new_null(pdf));
    for (size_t i = 0; i < count; i++)
        put(pdf, qpdf_oh_get_dict(pdf, stream), members[i].key, members[i].value);
    return stream;
}

static struct slice producer_of(qpdf_data pdf)
{
    qpdf_oh info = qpdf_oh_get_key(pdf, qpdf_get_trailer(pdf), "/Info");

    return slice_of(qpdf_oh_get_utf8_value(pdf, qpdf_oh_get_key(pdf, info, "/Producer")));
}

static void add_metadata(qpdf_data pdf, const struct pdf_about *about)
{
    static const struct stream_member members[] = {{"/Type", "/Metadata"}, {"/Subtype", "/XML"}};
    struct text xmp = TEXT_INIT;

    write_xmp(about, producer_of(pdf), &xmp);
    qpdf_oh_replace_key(pdf, qpdf_get_root(pdf), "/Metadata", new_stream(pdf, members, 2, text_slice(&xmp)));
    text_release(&xmp);
}

static void add_colours(qpdf_data pdf)
{
    qpdf_oh intent = qpdf_oh_parse(pdf, "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) "
                                        "/RegistryName (http://www.color.org) /Info (sRGB IEC61966-2.1) >>");
    qpdf_oh intents = qpdf_oh_new_array(pdf);
    struct text profile = TEXT_INIT;

    srgb_profile_write(&profile);
    qpdf_oh_replace_key(pdf, intent, "/DestOutputProfile",
                        new_stream(pdf, &(struct stream_member){"/N", "3"}, 1, text_slice(&profile)));
    qpdf_oh_append_item(pdf, intents, intent);
    qpdf_oh_replace_key(pdf, qpdf_get_root(pdf), "/OutputIntents", intents);
    text_release(&profile);
}

/* "2026-11-21T18:07:21Z" as "(D:20261121180721Z)" */
static void add_date(struct text *text, struct slice instant)
{
    text_add_string(text, "(D:");
    for (size_t i = 0; i < instant.length; i++)
        if (instant.bytes[i] != '-' && instant.bytes[i] != ':' && instant.bytes[i] != 'T')
            text_add_byte(text, instant.bytes[i]);
    text_add_byte(text, ')');
}

static void add_file(qpdf_data pdf, const struct pdf_about *about)
{
    qpdf_oh root = qpdf_get_root(pdf);
    qpdf_oh file = qpdf_make_indirect_object(pdf, qpdf_oh_parse(pdf, "<< /Type /Filespec /F (" XML_NAME ") /UF (" XML_NAME
                                                                     ") /AFRelationship /Alternative "
                                                                     "/Desc (Factur-X) >>"));
    qpdf_oh contents = qpdf_oh_new_dictionary(pdf);
    qpdf_oh files = qpdf_oh_new_array(pdf);
    qpdf_oh names = qpdf_oh_parse(pdf, "<< /EmbeddedFiles << /Names [(" XML_NAME ")] >> >>");
    struct text parameters = TEXT_INIT;
    struct stream_member members[] = {{"/Type", "/EmbeddedFile"}, {"/Subtype", "/text#2fxml"}, {"/Params", NULL}};
    qpdf_oh stream;

    text_printf(&parameters, "<< /Size %zu /ModDate ", about->xml.length);
    add_date(&parameters, about->made_at);
    text_add_string(&parameters, " >>");
    members[2].value = text_string(&parameters);
    stream = new_stream(pdf, members, 3, about->xml);
    qpdf_oh_replace_key(pdf, contents, "/F", stream);
    qpdf_oh_replace_key(pdf, contents, "/UF", stream);
    qpdf_oh_replace_key(pdf, file, "/EF", contents);
    qpdf_oh_append_item(pdf, files, file);
    qpdf_oh_replace_key(pdf, root, "/AF", files);
    qpdf_oh_append_item(pdf, qpdf_oh_get_key(pdf, qpdf_oh_get_key(pdf, names, "/EmbeddedFiles"), "/Names"), file);
    qpdf_oh_replace_key(pdf, root, "/Names", names);
    text_release(&parameters);
}

/* Cairo leaves out what is the default elsewhere, and PDF/A (6.2.11.3.2) wants told. */
static void tell_glyph_maps(qpdf_data pdf)
{
    int end = qpdf_oh_get_int_value_as_int(pdf, qpdf_oh_get_key(pdf, qpdf_get_trailer(pdf), "/Size"));

    for (int id = 1; id < end; id++) {
        qpdf_oh object = qpdf_get_object_by_id(pdf, id, 0);
        bool is_font = qpdf_oh_is_dictionary(pdf, object) && qpdf_oh_has_key(pdf, object, "/Subtype") &&
                       strcmp(qpdf_oh_get_name(pdf, qpdf_oh_get_key(pdf, object, "/Subtype")), "/CIDFontType2") == 0;

        if (is_font && !qpdf_oh_has_key(pdf, object, "/CIDToGIDMap"))
            put(pdf, object, "/CIDToGIDMap", "/Identity");
    }
}

static bool refuse(qpdf_data pdf, struct fault *fault)
{
    return fault_set(fault, FAULT_SYSTEM, "no_pages", NULL, "the pages cannot be put into an archive: %s",
                     qpdf_has_error(pdf) ? qpdf_get_error_full_text(pdf, qpdf_get_error(pdf)) : "no reason is known");
}

static bool write_file(qpdf_data pdf, struct text *bytes, struct fault *fault)
{
    if (qpdf_init_write_memory(pdf) >= QPDF_ERRORS)
        return refuse(pdf, fault);
    qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
    qpdf_set_object_stream_mode(pdf, qpdf_o_disable);
    qpdf_set_minimum_pdf_version(pdf, "1.7");
    if (qpdf_write(pdf) >= QPDF_ERRORS)
        return refuse(pdf, fault);
    text_add(bytes, qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf));
    return true;
}

bool pdf_archive(struct slice pages, const struct pdf_about *about, struct text *bytes, struct fault *fault)
{
    qpdf_data pdf = qpdf_init();
    struct text language = TEXT_INIT;
    bool done;

    text_add_slice(&language, about->language);
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    done = qpdf_read_memory(pdf, "pages", pages.bytes, pages.length, NULL) < QPDF_ERRORS || refuse(pdf, fault);
    if (done) {
        qpdf_oh_replace_key(pdf, qpdf_get_root(pdf), "/Lang", qpdf_oh_new_unicode_string(pdf, text_string(&language)));
        put(pdf, qpdf_get_root(pdf), "/ViewerPreferences", "<< /DisplayDocTitle true >>");
        add_metadata(pdf, about);
        add_colours(pdf);
        if (about->xml.length)
            add_file(pdf, about);
        tell_glyph_maps(pdf);
        done = write_file(pdf, bytes, fault);
    }
    qpdf_cleanup(&pdf);
    text_release(&language);
    return done;
}
