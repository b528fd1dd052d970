package io.freshet.cli.shop;

/**
 * Something the shop sells.
 *
 * @param id says nothing about what it is
 * @param category the truth that neighbours are checked against; the learner never sees it
 * @param kind what it is within its category, and {@code style} how it looks: numbers from 0
 * @param rank its place in the catalogue, 0 to size - 1
 * @param launch number of the event from which on it is sold
 */
public record Product(
        String id, String name, String category, int kind, int style, double price, int rank, long launch) {}
