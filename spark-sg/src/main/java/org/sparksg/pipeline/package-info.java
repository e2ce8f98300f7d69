/**
 * Cuts a network into stages and trains them: schedules as data, the stage agent, and {@link
 * org.sparksg.pipeline.InProcessPipeline}, the reference that every other way to run a pipeline must agree with.
 *
 * <p>A {@link org.sparksg.pipeline.StageAgent} does one piece of work a call and never waits; clock, links, examples and
 * stores are handed to it. The same agent is stepped in tests, runs on threads, and runs in a Spark task. Nothing here knows
 * of Spark, sockets or files.
 *
 * <p><b>Words</b>, the same in code, keys, logs and pages:
 *
 * <table border="1">
 *   <caption>What they mean here</caption>
 *   <tr><td>stage</td><td>consecutive layers that train together, on one executor</td></tr>
 *   <tr><td>boundary</td><td>the edge between two stages; it has the number of the stage below it</td></tr>
 *   <tr><td>mini-batch, micro-batch</td><td>what one optimizer step sees; a part of it that travels by itself</td></tr>
 *   <tr><td>plan</td><td>settings, data, network and stages of a run, decided before it starts</td></tr>
 *   <tr><td>agenda</td><td>what a run does one after the other: train, save, evaluate</td></tr>
 *   <tr><td>schedule, action</td><td>what a stage does for one mini-batch, as a list; an entry of it</td></tr>
 *   <tr><td>rule</td><td>how the stage below a boundary gets the gradient of its output</td></tr>
 *   <tr><td>exchange, reply</td><td>what the two stages tell each other about a mini-batch; what the upper one sends</td></tr>
 *   <tr><td>credit</td><td>what computes for a rule at one boundary, such as a synthesizer</td></tr>
 *   <tr><td>lesson</td><td>a gradient that comes back to teach a credit, and changes no weights</td></tr>
 *   <tr><td>correction</td><td>a mini-batch whose true gradient travels the whole chain, and is compared</td></tr>
 *   <tr><td>in flight</td><td>begun, with messages still to come; {@code Pending...} is a place for one such batch</td></tr>
 *   <tr><td>window</td><td>how many batches a stage may be ahead of the gradients from above</td></tr>
 *   <tr><td>staleness</td><td>the updates of a stage between a forward pass and the gradient that belongs to it</td></tr>
 *   <tr><td>inputs</td><td>where a stage gets its activations from: data, the stage below, or a model of these</td></tr>
 *   <tr><td>clock, period</td><td>which batches of the run a stage trains on; once in how many</td></tr>
 *   <tr><td>attempt</td><td>one start of all stages; a run that resumes has several</td></tr>
 * </table>
 */
package org.sparksg.pipeline;
