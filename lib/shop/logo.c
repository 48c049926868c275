/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/logo.h"

#include "base/digest.h"
#include "json/scan.h"
#include "json/write.h"

#include <nettle/base64.h>

enum { SVG_HEAD = 1024 };

static bool is_png(struct slice bytes)
{
    return slice_starts(bytes, "\x89PNG\r\n\x1a\n");
}

static bool is_jpeg(struct slice bytes)
{
    return slice_starts(bytes, "\xff\xd8\xff");
}

/* Behind a declaration, comments and a document type, if there are any. */
static bool is_svg(struct slice bytes)
{
    struct slice head = {bytes.bytes, bytes.length < SVG_HEAD ? bytes.length : SVG_HEAD};

    return head.length && head.bytes[0] != '\0' && memmem(head.bytes, head.length, "<svg", 4) != NULL;
}

const char *logo_media_type(struct slice bytes)
{
    return is_png(bytes) ? "image/png" : is_jpeg(bytes) ? "image/jpeg" : is_svg(bytes) ? "image/svg+xml" : NULL;
}

bool logo_check(struct slice bytes, struct fault *fault)
{
    if (bytes.length > LOGO_LIMIT)
        return fault_set(fault, FAULT_USAGE, "wrong_picture", "company.logo", "the picture has more than %d bytes", LOGO_LIMIT);
    return logo_media_type(bytes) ||
           fault_set(fault, FAULT_USAGE, "wrong_picture", "company.logo", "the picture is neither PNG nor JPEG nor SVG");
}

static void add_digest(struct text *text, struct slice bytes)
{
    struct digest digest = digest_of(bytes);
    char hex[DIGEST_HEX];

    digest_hex(&digest, hex);
    text_add(text, hex, DIGEST_HEX);
}

void logo_id(struct slice bytes, struct text *id)
{
    text_add_string(id, "logo/");
    add_digest(id, bytes);
}

void logo_write(struct slice bytes, struct text *record)
{
    struct text room = TEXT_INIT;

    text_add_string(record, "{\"type\":\"logo\"");
    add_digest(&room, bytes);
    json_put_string(record, "id", text_slice(&room));
    json_put_string(record, "media_type", slice_of(logo_media_type(bytes)));
    text_clear(&room);
    text_make_room(&room, BASE64_ENCODE_RAW_LENGTH(bytes.length));
    base64_encode_raw(room.bytes, bytes.length, (const uint8_t *)bytes.bytes);
    room.length = BASE64_ENCODE_RAW_LENGTH(bytes.length);
    json_put_string(record, "bytes", text_slice(&room));
    text_add_byte(record, '}');
    text_release(&room);
}

bool logo_find(struct store *store, struct slice digest, struct slice *base64, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record = {NULL, 0};
    bool done = true;

    if (digest.length) {
        text_add_string(&id, "logo/");
        text_add_slice(&id, digest);
        done = store_get(store, text_slice(&id), &record, fault);
        text_release(&id);
    }
    *base64 = record.bytes ? scan_text(scan_find(record, "bytes")) : (struct slice){NULL, 0};
    return done;
}

bool logo_decode(struct slice base64, struct text *bytes, struct fault *fault)
{
    struct base64_decode_ctx context;
    size_t length = BASE64_DECODE_LENGTH(base64.length);

    base64_decode_init(&context);
    text_make_room(bytes, length + 1);
    if (!base64_decode_update(&context, &length, (uint8_t *)bytes->bytes, base64.length, base64.bytes) ||
        !base64_decode_final(&context))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the picture of the logo cannot be read");
    bytes->length = length;
    return true;
}
