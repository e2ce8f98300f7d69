package org.sparksg.jobs.chaos;

/** What is done to a run. */
enum Fault {
    /** {@code kill -9} of the executor of a stage. */
    KILL_EXECUTOR,
    /** {@code kill -9} of the driver; somebody resumes. */
    KILL_DRIVER,
    /** An executor is stopped for a while. */
    STOP_EXECUTOR,
    /** The driver is stopped for a while. */
    STOP_DRIVER,
    /** {@code kill -9} of an executor while files of a checkpoint are written. */
    KILL_EXECUTOR_IN_CHECKPOINT,
    /** {@code kill -9} of the driver while files of a checkpoint are written; somebody resumes. */
    KILL_DRIVER_IN_CHECKPOINT,
    /** The driver is killed, its newest checkpoint is damaged; somebody resumes. */
    DAMAGE_CHECKPOINT,
    /** The driver is killed, its newest checkpoint is deleted; somebody resumes. */
    DELETE_CHECKPOINT,
    /** The driver is killed, its record is damaged; somebody resumes. */
    DAMAGE_RECORD,
    /** The driver is killed, a file of a table is damaged; somebody resumes. */
    DAMAGE_TABLE,
    /** Somebody resumes a run whose driver lives. */
    SECOND_DRIVER,
    /** The driver is stopped, another one takes its run over, and the first one wakes up. */
    TAKE_OVER,
    /** The disk is full for a while. */
    FULL_DISK,
    /** The disk stays full longer than the run bears it; then somebody makes room and resumes. */
    FULL_DISK_FOR_LONG,
    /** The output directory cannot be written. */
    READ_ONLY,
    /** Messages between stages are lost. */
    LOST_MESSAGES,
    /** Links break after some messages. */
    BROKEN_LINKS,
    /** Somebody exchanges the training data, and an executor is killed. */
    EXCHANGED_DATA,
    /** Executors have too little heap for the data. */
    HEAP,
    /** Executors have too little memory for the tensors. */
    NATIVE_MEMORY
}
