/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/variant_words.h"

#include <strings.h>

static const struct {
    const char *word;
    const char *const *names;
} words[] = {
    {"color", (const char *const[]){"color", "colour", "couleur", "kleur", "farbe", "colore", NULL}},
    {"size", (const char *const[]){"size", "taille", "maat", "größe", "Größe", "grösse", "groesse", "talla", "taglia", NULL}},
    {"material",
     (const char *const[]){"material", "matière", "Matière", "matériau", "Matériau", "matiere", "materiaal", "materiale", NULL}},
    {"pattern", (const char *const[]){"pattern", "motif", "patroon", "muster", "estampado", "fantasia", NULL}},
    {"gender", (const char *const[]){"gender", "genre", "sexe", "geslacht", "geschlecht", "género", "Género", "genere", NULL}},
    {"age_group", (const char *const[]){"age_group", "age group", "tranche d'âge", "leeftijdsgroep", "altersgruppe",
                                        "grupo de edad", "fascia d'età", NULL}},
};

enum { WORDS = sizeof words / sizeof *words };

const char *variant_word_of(const char *name)
{
    for (size_t i = 0; i < WORDS; i++)
        for (size_t j = 0; words[i].names[j]; j++)
            if (strcasecmp(words[i].names[j], name) == 0)
                return words[i].word;
    return NULL;
}

static const char *const *names_of(const char *word)
{
    size_t i = 0;

    while (i < WORDS - 1 && strcmp(words[i].word, word) != 0)
        i++;
    return words[i].names;
}

struct slice variant_word(const struct article *article, const char *word, struct text *room)
{
    struct slice value = {NULL, 0};

    if (!article->member[ARTICLE_OPTIONS] && !article->member[ARTICLE_ATTRIBUTES] && !article->parent_attributes)
        return value;
    for (const char *const *name = names_of(word); *name && !value.length; name++)
        value = article_attribute_text(article, *name, room);
    return value;
}
