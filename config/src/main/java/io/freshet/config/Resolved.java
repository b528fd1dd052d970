package io.freshet.config;

/**
 * One key as the program understood it.
 *
 * @param path dotted path
 * @param value the value in force, as text
 * @param isDefault whether the file was silent about it
 */
public record Resolved(String path, String value, boolean isDefault) {}
