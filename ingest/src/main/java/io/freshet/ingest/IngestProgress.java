package io.freshet.ingest;

/**
 * How far ingest is in its topics, by committed offsets.
 *
 * @param behind offsets between what is committed and the ends; an upper bound of the records left, for the markers of
 *     transactions take offsets as well
 * @param caughtUp whether every record that stood in the topics when asked is done and committed
 */
public record IngestProgress(long behind, boolean caughtUp) {}
