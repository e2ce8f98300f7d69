/**
 * Files and rows to batches of known shape, in a seeded order.
 *
 * <p>Tables of all formats (CSV, Parquet, libsvm) are read by one {@code Table}: files with the same columns, and a cursor over their
 * rows that can begin anywhere. Columns are found by their names; a format says what its files hold, no more. Where rows are steps, a {@code SequenceReader}
 * puts them to their sequences.
 *
 * <p>A {@link org.sparksg.data.DataSource} is a value that says where examples are; {@link org.sparksg.data.Examples} are
 * the examples in memory. Whoever trains takes them from an {@link org.sparksg.data.ExampleReader}, one after the other: from memory, in the
 * order of a {@link org.sparksg.data.Shuffle}, or from a {@code TableStream}, which reads the table again in every epoch. Its order
 * is that of {@code ShardOrder}; its windows are filled by the thread of a {@code Passage}, the only thread of this package. {@link
 * org.sparksg.data.DataSettings} names all data of a run. Trouble with data is a {@link org.sparksg.data.DataException} that names the file and the place. Reads through Hadoop's
 * {@code FileSystem}, so any of its schemes will do.
 */
package org.sparksg.data;
