/**
 * Where a stage gets the gradient of its output from, when it does not wait for the true one.
 *
 * <p>{@link org.sparksg.credit.Synthesizer} predicts it from the activation. Nothing here knows of time or place: the
 * pipeline decides when to synthesize and when to learn.
 */
package org.sparksg.credit;
