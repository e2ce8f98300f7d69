/**
 * Optimizers, learning-rate schedules, clipping and weight decay: immutable settings over flat vectors; and the step
 * that trains a chain with them, {@link org.sparksg.optim.Learner}.
 */
package org.sparksg.optim;
