/** Optimizers, learning-rate schedules, clipping and weight decay: immutable settings over flat vectors. */
package org.sparksg.optim;
