/**
 * Runs a pipeline on Spark executors: gang launch by a barrier stage, rendezvous, control path by a plugin, recovery,
 * preflight. The only package that knows Spark.
 *
 * <p>On the driver {@link org.sparksg.spark.SparkTrainer} plans, launches attempts and commits checkpoints; on each executor
 * {@link org.sparksg.spark.StageTask} drives one stage agent on the task's own thread.
 */
package org.sparksg.spark;
