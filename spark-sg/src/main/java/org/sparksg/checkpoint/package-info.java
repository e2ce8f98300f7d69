/**
 * Checkpoints: versioned, checksummed, write-once files of named tensors, committed by a manifest.
 *
 * <p>A checkpoint is a directory {@code <run>/checkpoints/batch-000000001200/} with one {@link
 * org.sparksg.checkpoint.TensorFile} per stage and a {@code manifest.json}. Every stage writes its file when it has
 * finished the batch; then the driver writes the {@link org.sparksg.checkpoint.Manifest}, and only that makes the
 * checkpoint exist. {@link org.sparksg.checkpoint.CheckpointStore} finds the newest complete one, and a {@link
 * org.sparksg.checkpoint.Snapshot} reads it by global tensor names ({@code 3.dense.weight}), whichever stage wrote them, so
 * that a run can resume on another number of stages.
 *
 * <p>All paths go through Hadoop file systems. No object here has a thread of its own, and each belongs to one thread.
 * Nothing here knows what the names mean.
 */
package org.sparksg.checkpoint;
