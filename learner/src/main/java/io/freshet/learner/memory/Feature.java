package io.freshet.learner.memory;

import java.util.Locale;

/**
 * What speaks for an item in the eyes of the blend. Nothing known is 0, of popularity the logarithm of a tenth. Behind these
 * stand the item's attributes, one each: how often newcomers took it among what shares the last item's value.
 */
enum Feature {
    /** The embeddings' score, their prior included. */
    EMBEDDINGS,
    /** How often it came after the entity's last items, against how often those came. */
    SUCCESSOR,
    /** The same of the last item alone. */
    SUCCESSOR_OF_LAST,
    /** The share of the last item's visits that it followed. */
    SHARE_OF_LAST,
    /** As {@link #SUCCESSOR}, against how often both came: the cosine. */
    SUCCESSOR_COSINE,
    /** How often it came before the entity's last items, against how often it came. */
    PREDECESSOR,
    /** The same, against how often those came. */
    PREDECESSOR_OF_LAST,
    /** The same, against how often both came. */
    PREDECESSOR_COSINE,
    /** Whether the entity had it. */
    OWN,
    /** How many other items the entity has had since: the logarithm of one more. */
    OWN_PLACE,
    /** How often the entity had it: the logarithm. */
    OWN_VISITS,
    /** How long before its last event the entity had it: the logarithm of one more, in minutes. */
    OWN_AGE,
    /** Whether it is the entity's last item. */
    LAST,
    /** Whether it is one of the entity's last three. */
    LAST_THREE,
    /** How often it came after these items when the entity had them before. */
    OWN_SUCCESSOR,
    /** How often it came of late: the logarithm, by four speeds of forgetting. */
    POPULARITY_JUST_NOW,
    POPULARITY_NOW,
    POPULARITY_LATELY,
    POPULARITY_EVER,
    /** How much more popular than others' the entity's last items are lately, times how popular this one is lately. */
    TASTE_LATELY_LATELY,
    /** The same, times how popular this one is ever. */
    TASTE_LATELY_EVER,
    /** As {@link #TASTE_LATELY_LATELY}, by how popular the entity's items are ever. */
    TASTE_EVER_LATELY,
    TASTE_EVER_EVER;

    static final int COUNT = values().length;

    /** Its name as a figure's. */
    String figure() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
