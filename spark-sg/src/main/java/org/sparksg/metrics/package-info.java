/**
 * What happened, as event records, and where it is written: Parquet tables, logs, progress.
 *
 * <p>An {@link org.sparksg.metrics.Event} is a value; a {@link org.sparksg.metrics.Sink} takes it. Nothing here knows who
 * produces events.
 */
package org.sparksg.metrics;
