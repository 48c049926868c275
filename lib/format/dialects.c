/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/dialect.h"
#include "format/magento.h"
#include "format/offer_import.h"
#include "format/prestashop.h"
#include "format/shopify.h"
#include "format/squarespace.h"
#include "format/wix.h"
#include "format/woocommerce.h"

const struct dialect *const dialects[] = {
    &dialect_google,
    &dialect_magento,
    &dialect_meta,
    &dialect_prestashop,
    &dialect_shopify,
    &dialect_squarespace,
    &dialect_wix,
    &dialect_woocommerce,
    NULL,
};
