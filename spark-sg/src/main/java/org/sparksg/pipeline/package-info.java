/**
 * Cuts a network into stages and trains them: schedules as data, the stage agent, and {@link
 * org.sparksg.pipeline.InProcessPipeline}, the reference that every other way to run a pipeline must agree with.
 *
 * <p>A {@link org.sparksg.pipeline.StageAgent} does one piece of work a call and never waits; clock, links, examples and
 * stores are handed to it. The same agent is stepped in tests, runs on threads, and runs in a Spark task. Nothing here knows
 * of Spark, sockets or files.
 */
package org.sparksg.pipeline;
