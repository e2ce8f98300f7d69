/**
 * Layers and losses: forward and backward. Nothing here knows of time, place or where a gradient comes from.
 *
 * <p>A {@link org.sparksg.nn.Layer} is a value; {@link org.sparksg.nn.Chain} runs consecutive layers on buffers that it
 * allocated once. Weights are arguments, not state, so that one chain can run with the live weights or with stashed ones.
 */
package org.sparksg.nn;
