package org.sparksg.data;

import java.io.Serializable;

/**
 * A part of a table that can be read by itself: a row group of Parquet, a block of lines of a text file, or a whole file.
 *
 * @param part the file, by its position among those of the table
 * @param first the row of the file that it begins with
 * @param rows how many there are
 * @param offset the byte of the file that it begins at; 0 where the file or {@code first} tells
 * @param line the line of the file that it begins in, from 1; for text
 */
public record Shard(int part, long first, int rows, long offset, long line) implements Serializable {}
