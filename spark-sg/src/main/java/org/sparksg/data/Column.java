package org.sparksg.data;

import java.io.Serializable;

/**
 * A column that features come from.
 *
 * @param name its name in the table
 * @param width how many numbers it has in each row: 1, or the length of its arrays or vectors
 */
public record Column(String name, int width) implements Serializable {}
