/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/vat_number.h"

#include "base/date.h"

/* A number's digits behind the prefix; of a letter the value does not matter where a rule does not ask for it. */
static int digit(const char *body, size_t at)
{
    return body[at] - '0';
}

static int sum_of(const char *body, const int *weights, size_t count)
{
    int sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += digit(body, i) * weights[i];
    return sum;
}

#define SUM(body, ...) sum_of((body), (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static int64_t number_of(const char *body, size_t start, size_t count)
{
    int64_t value = 0;

    for (size_t i = start; i < start + count; i++)
        value = value * 10 + digit(body, i);
    return value;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static size_t place_in(const char *alphabet, char c)
{
    return (size_t)(strchr(alphabet, c) - alphabet);
}

/* The sum of Luhn's rule (ISO/IEC 7812-1): every second digit is doubled, from the last or from the one before. */
static int luhn(const char *body, size_t count, bool last_is_doubled)
{
    int sum = 0;

    for (size_t i = 0; i < count; i++) {
        int value = digit(body, count - 1 - i) * (i % 2 == last_is_doubled ? 1 : 2);

        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10;
}

/* ISO/IEC 7064, MOD 11,10. */
static bool iso_11_10(const char *body, size_t count)
{
    int product = 10;

    for (size_t i = 0; i + 1 < count; i++) {
        int sum = (digit(body, i) + product) % 10;

        product = (sum ? sum : 10) * 2 % 11;
    }
    return (product + digit(body, count - 1)) % 10 == 1;
}

static bool is_date(int year, int month, int of_month)
{
    return month >= 1 && month <= 12 && of_month >= 1 &&
           of_month <= day_from_civil(month == 12 ? year + 1 : year, month == 12 ? 1 : (unsigned)month + 1, 1) -
                           day_from_civil(year, (unsigned)month, 1);
}

static bool check_at(const char *body, size_t length)
{
    return (16 - luhn(body + 1, 7, false)) % 10 == digit(body, length - 1);
}

static bool check_be(const char *body, size_t length)
{
    return body[0] <= '1' && number_of(body, 0, length) && (number_of(body, 0, 8) + number_of(body, 8, 2)) % 97 == 0;
}

static bool check_bg_company(const char *body)
{
    int sum = SUM(body, 1, 2, 3, 4, 5, 6, 7, 8) % 11;

    if (sum == 10)
        sum = SUM(body, 3, 4, 5, 6, 7, 8, 9, 10) % 11;
    return sum % 10 == digit(body, 8);
}

/* A citizen's, whose month tells the century; a foreigner's; or another's. */
static bool check_bg_person(const char *body)
{
    int month = (int)number_of(body, 2, 2);
    int year = 1900 + (int)number_of(body, 0, 2);

    if (month > 40)
        month -= 40, year += 100;
    else if (month > 20)
        month -= 20, year -= 100;
    return (is_date(year, month, (int)number_of(body, 4, 2)) &&
            SUM(body, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == digit(body, 9)) ||
           SUM(body, 21, 19, 17, 13, 11, 9, 7, 3, 1) % 10 == digit(body, 9) ||
           (11 - SUM(body, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 11 == digit(body, 9);
}

static bool check_bg(const char *body, size_t length)
{
    return length == 9 ? check_bg_company(body) : check_bg_person(body);
}

static bool check_cy(const char *body, size_t length)
{
    static const int at_odd_places[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
    int sum = 0;

    for (size_t i = 0; i + 1 < length; i++)
        sum += i % 2 ? digit(body, i) : at_odd_places[digit(body, i)];
    return !(body[0] == '1' && body[1] == '2') && sum % 26 == body[8] - 'A';
}

/* A birth number: two digits of the year, month (+50 for women, +20 where a day's numbers ran out), day; since 1954 a check digit.
 */
static bool check_birth_number(const char *body, size_t length)
{
    int year = 1900 + (int)number_of(body, 0, 2);
    int64_t rest;

    if (length == 9 && year >= 1980)
        year -= 100;
    if (length == 9 && year > 1953)
        return false;
    if (length == 10 && year < 1954)
        year += 100;
    if (!is_date(year, (int)number_of(body, 2, 2) % 50 % 20, (int)number_of(body, 4, 2)))
        return false;
    if (length == 9)
        return true;
    rest = number_of(body, 0, 9) % 11;
    return (year < 1985 ? rest % 10 : rest) == digit(body, 9);
}

static bool check_cz(const char *body, size_t length)
{
    if (length == 8) {
        int check = (11 - SUM(body, 8, 7, 6, 5, 4, 3, 2) % 11) % 11;

        return body[0] != '9' && (check ? check : 1) % 10 == digit(body, 7);
    }
    if (length == 9 && body[0] == '6')
        return (8 - (10 - SUM(body + 1, 8, 7, 6, 5, 4, 3, 2) % 11) % 11 + 10) % 10 == digit(body, 8);
    return check_birth_number(body, length);
}

static bool check_de(const char *body, size_t length)
{
    return body[0] != '0' && iso_11_10(body, length);
}

static bool check_dk(const char *body, size_t length)
{
    (void)length;
    return body[0] != '0' && SUM(body, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
}

static bool check_ee(const char *body, size_t length)
{
    (void)length;
    return SUM(body, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;
}

static bool check_el(const char *body, size_t length)
{
    return SUM(body, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == digit(body, length - 1);
}

static bool is_spanish_letter(int64_t number, char letter)
{
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == letter;
}

/* Residents (DNI), foreigners (NIE: X, Y, Z count as 0, 1, 2), minors and others (K, L, M); and entities, by digit or letter. */
static bool check_es(const char *body, size_t length)
{
    char last = body[length - 1];

    for (size_t i = 1; i + 1 < length; i++)
        if (!is_digit(body[i]))
            return false;
    if (is_digit(body[0]))
        return is_spanish_letter(number_of(body, 0, 8), last);
    if (strchr("XYZ", body[0]))
        return is_spanish_letter((body[0] - 'X') * 10000000 + number_of(body, 1, 7), last);
    if (strchr("KLM", body[0]))
        return is_spanish_letter(number_of(body, 1, 7), last);
    if (strchr("ABCDEFGHJNPQRSUVW", body[0])) {
        int check = (10 - luhn(body + 1, 7, true)) % 10;

        return last == '0' + check || last == "JABCDEFGHI"[check];
    }
    return false;
}

static bool check_fi(const char *body, size_t length)
{
    (void)length;
    return SUM(body, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0;
}

/* The key of a SIREN; Monaco's numbers have 000 and no SIREN behind theirs. Keys with letters came later, without I and O. */
static bool check_fr(const char *body, size_t length)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    int64_t siren = number_of(body, 2, 9);
    int64_t key;

    if (!strchr(alphabet, body[0]) || !strchr(alphabet, body[1]) || (number_of(body, 2, 3) && luhn(body + 2, length - 2, false)))
        return false;
    if (is_digit(body[0]) && is_digit(body[1]))
        return number_of(body, 0, 2) == (siren * 100 + 12) % 97;
    key = is_digit(body[0]) ? (int64_t)(place_in(alphabet, body[0]) * 24 + place_in(alphabet, body[1])) - 10
                            : (int64_t)(place_in(alphabet, body[0]) * 34 + place_in(alphabet, body[1])) - 100;
    return (siren + 1 + key / 11) % 11 == key % 11;
}

/* Traders by modulo 97, with or without 55 (numbers since 2010); departments (GD) and health authorities (HA), three digits. */
static bool check_gb(const char *body, size_t length)
{
    int64_t sum;

    if (is_letter(body[0])) {
        bool department = body[0] == 'G' && body[1] == 'D';
        int64_t number = number_of(body, length - (length == 5 ? 3 : 5), 3);

        if (!department && !(body[0] == 'H' && body[1] == 'A'))
            return false;
        return department == (number < 500) &&
               (length == 5 || (number_of(body, 2, 4) == 8888 && number_of(body, 9, 2) == number % 97));
    }
    sum = SUM(body, 8, 7, 6, 5, 4, 3, 2, 10, 1) % 97;
    return sum == 0 || (number_of(body, 0, 3) >= 100 && (sum == 42 || sum == 55));
}

static bool check_hr(const char *body, size_t length)
{
    return iso_11_10(body, length);
}

static bool check_hu(const char *body, size_t length)
{
    (void)length;
    return SUM(body, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0;
}

/* Seven digits and a letter, since 2013 a second one; of old numbers the second character was no digit, and counts first. */
static bool check_ie(const char *body, size_t length)
{
    static const char alphabet[] = "WABCDEFGHIJKLMNOPQRSTUV";
    char digits[7] = {body[0], body[1], body[2], body[3], body[4], body[5], body[6]};
    int more = 0;

    if (!is_digit(body[1])) {
        memcpy(digits + 1, body + 2, 5);
        digits[6] = body[0];
        digits[0] = '0';
    }
    if (length == 9) {
        if (!strchr(alphabet, body[8]))
            return false;
        more = 9 * (int)place_in(alphabet, body[8]);
    }
    return alphabet[(SUM(digits, 8, 7, 6, 5, 4, 3, 2) + more) % 23] == body[7];
}

/* Digits 8 to 10 are the office that gave the number. */
static bool check_it(const char *body, size_t length)
{
    int64_t office = number_of(body, 7, 3);

    return number_of(body, 0, 7) &&
           ((office >= 1 && office <= 100) || office == 120 || office == 121 || office == 888 || office == 999) &&
           luhn(body, length, false) == 0;
}

/* The last but one is 1: a taxable person's number, for good or for a while. */
static bool check_lt(const char *body, size_t length)
{
    int sum = 0;
    int other = 0;

    for (size_t i = 0; i + 1 < length; i++) {
        sum += digit(body, i) * (1 + (int)i % 9);
        other += digit(body, i) * (1 + (int)(i + 2) % 9);
    }
    return body[length - 2] == '1' && (sum % 11 == 10 ? other : sum) % 11 % 10 == digit(body, length - 1);
}

static bool check_lu(const char *body, size_t length)
{
    (void)length;
    return number_of(body, 0, 6) % 89 == number_of(body, 6, 2);
}

static bool check_lv(const char *body, size_t length)
{
    if (body[0] > '3')
        return SUM(body, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1) % 11 == 3;
    return (number_of(body, 0, 2) == 32 || is_date(1800 + 100 * digit(body, 6) + (int)number_of(body, 4, 2),
                                                   (int)number_of(body, 2, 2), (int)number_of(body, 0, 2))) &&
           (1 + SUM(body, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10 == digit(body, length - 1);
}

static bool check_mt(const char *body, size_t length)
{
    (void)length;
    return body[0] != '0' && SUM(body, 3, 4, 6, 7, 8, 9, 10, 1) % 37 == 0;
}

/* By ISO/IEC 7064, MOD 97-10, of the whole with its prefix (N is 23, L is 21, B is 11); or, before 2020, by the citizen's number.
 */
static bool check_nl(const char *body, size_t length)
{
    int64_t rest = 2321;

    if (!number_of(body, 0, 9) || !number_of(body, 10, 2))
        return false;
    for (size_t i = 0; i < length; i++)
        rest = (i == 9 ? rest * 100 + 11 : rest * 10 + digit(body, i)) % 97;
    return rest == 1 || SUM(body, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;
}

static bool check_pl(const char *body, size_t length)
{
    (void)length;
    return SUM(body, 6, 5, 7, 2, 3, 4, 5, 6, 7, -1) % 11 == 0;
}

static bool check_pt(const char *body, size_t length)
{
    return body[0] != '0' && (11 - SUM(body, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11 % 10 == digit(body, length - 1);
}

static bool check_ro_person(const char *body)
{
    static const int centuries[] = {1900, 1900, 1900, 1800, 1800, 2000, 2000, 1900, 1900, 1900};
    int sum = SUM(body, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;

    return body[0] != '0' &&
           is_date(centuries[digit(body, 0)] + (int)number_of(body, 1, 2), (int)number_of(body, 3, 2),
                   (int)number_of(body, 5, 2)) &&
           (sum == 10 ? 1 : sum) == digit(body, 12);
}

/* A company's has two to ten digits, as if zeros stood in front. */
static bool check_ro(const char *body, size_t length)
{
    static const int weights[] = {7, 5, 3, 2, 1, 7, 5, 3, 2};

    if (length == 13)
        return check_ro_person(body);
    return body[0] != '0' && sum_of(body, weights + (10 - length), length - 1) * 10 % 11 % 10 == digit(body, length - 1);
}

/* An organisation's number and 01. */
static bool check_se(const char *body, size_t length)
{
    (void)length;
    return luhn(body, 10, false) == 0 && number_of(body, 10, 2) == 1;
}

static bool check_si(const char *body, size_t length)
{
    int check = 11 - SUM(body, 8, 7, 6, 5, 4, 3, 2) % 11;

    return body[0] != '0' && (check == 10 ? 0 : check) == digit(body, length - 1);
}

static bool check_sk(const char *body, size_t length)
{
    return check_birth_number(body, length) ||
           (body[0] != '0' && strchr("234789", body[2]) && number_of(body, 0, length) % 11 == 0);
}

static bool check_ch(const char *body, size_t length)
{
    (void)length;
    return (11 - SUM(body + 1, 5, 4, 3, 2, 7, 6, 5, 4) % 11) % 11 == digit(body, 9);
}

static bool check_no(const char *body, size_t length)
{
    (void)length;
    return body[0] >= '8' && SUM(body, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
}

/* Forms of what stands behind the prefix: 9 a digit, A a letter, * either (and, in Ireland, + and *), else the character itself. */
static const struct rule {
    char prefix[3], country[3];
    const char *forms[9];
    bool (*check)(const char *body, size_t length);
} rules[] = {
    {"AT", "AT", {"U99999999"}, check_at},
    {"BE", "BE", {"9999999999"}, check_be},
    {"BG", "BG", {"999999999", "9999999999"}, check_bg},
    {"CH", "CH", {"E999999999", "E999999999MWST", "E999999999TVA", "E999999999IVA", "E999999999TPV"}, check_ch},
    {"CY", "CY", {"99999999A"}, check_cy},
    {"CZ", "CZ", {"99999999", "999999999", "9999999999"}, check_cz},
    {"DE", "DE", {"999999999"}, check_de},
    {"DK", "DK", {"99999999"}, check_dk},
    {"EE", "EE", {"999999999"}, check_ee},
    {"EL", "GR", {"999999999"}, check_el},
    {"ES", "ES", {"*9999999*"}, check_es},
    {"FI", "FI", {"99999999"}, check_fi},
    {"FR", "FR", {"**999999999"}, check_fr},
    {"GB", "GB", {"999999999", "999999999999", "AA999", "AA999999999"}, check_gb},
    {"HR", "HR", {"99999999999"}, check_hr},
    {"HU", "HU", {"99999999"}, check_hu},
    {"IE", "IE", {"9*99999A", "9999999AA"}, check_ie},
    {"IT", "IT", {"99999999999"}, check_it},
    {"LT", "LT", {"999999999", "999999999999"}, check_lt},
    {"LU", "LU", {"99999999"}, check_lu},
    {"LV", "LV", {"99999999999"}, check_lv},
    {"MT", "MT", {"99999999"}, check_mt},
    {"NL", "NL", {"999999999B99"}, check_nl},
    {"NO", "NO", {"999999999", "999999999MVA"}, check_no},
    {"PL", "PL", {"9999999999"}, check_pl},
    {"PT", "PT", {"999999999"}, check_pt},
    {"RO", "RO", {"99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"}, check_ro},
    {"SE", "SE", {"999999999999"}, check_se},
    {"SI", "SI", {"99999999"}, check_si},
    {"SK", "SK", {"9999999999"}, check_sk},
    {"XI", "XI", {"999999999", "999999999999", "AA999", "AA999999999"}, check_gb},
};

static const struct rule *rule_of(const char *prefix)
{
    if (memcmp(prefix, "GR", 2) == 0)
        prefix = "EL";
    if (memcmp(prefix, "LI", 2) == 0)
        prefix = "CH";
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (memcmp(prefix, rules[i].prefix, 2) == 0)
            return &rules[i];
    return NULL;
}

static bool has_form(const char *body, size_t length, const char *form)
{
    if (strlen(form) != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        bool fits = form[i] == '9'   ? is_digit(body[i])
                    : form[i] == 'A' ? is_letter(body[i])
                    : form[i] == '*' ? is_digit(body[i]) || is_letter(body[i]) || body[i] == '+' || body[i] == '*'
                                     : body[i] == form[i];

        if (!fits)
            return false;
    }
    return true;
}

static bool obeys(const struct rule *rule, const char *body, size_t length)
{
    if (rule->check == check_ro && length == 13 && has_form(body, length, "9999999999999"))
        return check_ro(body, length);
    for (size_t i = 0; i < sizeof rule->forms / sizeof *rule->forms && rule->forms[i]; i++)
        if (has_form(body, length, rule->forms[i]))
            return rule->check(body, length);
    return false;
}

/* Capitals and digits alone; 0: longer than any number, or with characters that stand in none. */
static size_t compact(struct slice given, char room[VAT_NUMBER_LIMIT])
{
    static const char *const wide_spaces[] = {"\xC2\xA0",     "\xE2\x80\xAF", "\xE2\x80\x89",
                                              "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x93"};
    size_t length = 0;

    while (given.length) {
        char c = given.bytes[0];
        size_t skipped = strchr(" -./:()", c) && c ? 1 : 0;

        for (size_t i = 0; !skipped && i < sizeof wide_spaces / sizeof *wide_spaces; i++)
            if (slice_starts(given, wide_spaces[i]))
                skipped = strlen(wide_spaces[i]);
        if (!skipped) {
            c = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
            if (length == VAT_NUMBER_LIMIT || !(is_digit(c) || is_letter(c) || c == '+' || c == '*'))
                return 0;
            room[length++] = c;
        }
        given = slice_from(given, skipped ? skipped : 1);
    }
    return length;
}

/* What papers leave out, zeros in front; and what Romania's say twice, for the prefix is part of its number as well. */
static size_t complete(const struct rule *rule, char *body, size_t length)
{
    size_t whole = rule->check == check_be ? 10 : rule->check == check_el ? 9 : rule->check == check_nl ? 12 : length;
    size_t zeros = whole > length ? whole - length : 0;

    if (rule->check == check_ro && length > 2 && memcmp(body, "RO", 2) == 0) {
        length -= 2;
        memmove(body, body + 2, length);
    }
    if (!zeros || (zeros > 1 && rule->check != check_nl))
        return length;
    memmove(body + zeros, body, length);
    memset(body, '0', zeros);
    return whole;
}

static bool fill(const struct rule *rule, const char *body, size_t length, struct vat_number *number)
{
    char room[VAT_NUMBER_LIMIT + 1];

    memcpy(room, body, length);
    length = complete(rule, room, length);
    if (length + 2 > VAT_NUMBER_LIMIT || !obeys(rule, room, length))
        return false;
    memcpy(number->text, rule->prefix, 2);
    memcpy(number->text + 2, room, length);
    number->length = length + 2;
    number->text[number->length] = '\0';
    memcpy(number->country, rule->country, 2);
    return true;
}

enum vat_number_verdict vat_number_judge(struct slice given, struct slice country, struct vat_number *number)
{
    char room[VAT_NUMBER_LIMIT];
    size_t length = compact(given, room);
    const struct rule *by_prefix = length > 2 ? rule_of(room) : NULL;
    const struct rule *by_country = country.length == 2 ? rule_of(country.bytes) : NULL;
    bool has_prefix = length > 2 && is_letter(room[0]) && is_letter(room[1]);

    if (by_prefix && fill(by_prefix, room + 2, length - 2, number))
        return VAT_NUMBER_RIGHT;
    if (by_country && length && fill(by_country, room, length, number))
        return VAT_NUMBER_RIGHT;
    return by_prefix || (by_country && !has_prefix) ? VAT_NUMBER_WRONG : VAT_NUMBER_UNKNOWN;
}

bool vat_number_read(struct slice given, struct slice country, const char *field, struct vat_number *number, bool *known,
                     struct fault *fault)
{
    enum vat_number_verdict verdict = vat_number_judge(given, country, number);

    *known = verdict == VAT_NUMBER_RIGHT;
    return verdict != VAT_NUMBER_WRONG ||
           fault_set(fault, FAULT_REFUSED, "not_a_vat_number", field,
                     "\"%.*s\" cannot be a VAT number: its length, its form or its check digits are not what its country gives out",
                     SLICE_ARGS(given));
}
