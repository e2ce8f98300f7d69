/**
 * Rules of learning: where a stage gets the gradient of its output from. A {@link org.sparksg.credit.Rule} is a value that says
 * what the stages at a boundary tell each other ({@link org.sparksg.credit.Exchange}); its {@link org.sparksg.credit.Credit}, if
 * it has one, computes there. Nothing here knows of time or place: the pipeline decides who works when.
 */
package org.sparksg.credit;
