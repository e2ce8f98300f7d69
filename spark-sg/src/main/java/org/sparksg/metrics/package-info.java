/**
 * What happened, as event records, and where it is written: Parquet tables, progress.
 *
 * <p>An {@link org.sparksg.metrics.Event} is a value; a {@link org.sparksg.metrics.Sink} takes it: {@link
 * org.sparksg.metrics.ParquetSink}, or several through a {@link org.sparksg.metrics.Tee}. {@link org.sparksg.metrics.Tables}
 * takes back what a run wrote after the checkpoint that it resumes from. {@link org.sparksg.metrics.ProgressLine} shows the
 * reports of stages to people. Nothing here knows who produces events.
 */
package org.sparksg.metrics;
