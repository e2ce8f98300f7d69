/**
 * Files and rows to batches of known shape, in a seeded order.
 *
 * <p>Tables of all formats (CSV, Parquet, libsvm) are read by one {@code Table}: files with the same columns, and a cursor over their
 * rows that can begin anywhere. Columns are found by their names; a format says what its files hold, no more.
 *
 * <p>A {@link org.sparksg.data.DataSource} is a value that says where examples are; {@link org.sparksg.data.Examples} are
 * the examples in memory; an {@link org.sparksg.data.Shuffle} says which example comes when. {@link
 * org.sparksg.data.DataSettings} names all data of a run. Trouble with data is a {@link org.sparksg.data.DataException} that names the file and the place. Reads through Hadoop's
 * {@code FileSystem}, so any of its schemes will do.
 */
package org.sparksg.data;
