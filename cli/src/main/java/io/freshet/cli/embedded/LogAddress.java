package io.freshet.cli.embedded;

/** Where a log is reached: the broker and the schema registry. */
public record LogAddress(String bootstrapServers, String registryUrl) {}
