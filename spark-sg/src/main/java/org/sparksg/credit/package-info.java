/**
 * Rules of learning: where a stage gets the gradient of its output from. A {@link org.sparksg.credit.Rule} is a value that says
 * what the stages at a boundary tell each other ({@link org.sparksg.credit.Exchange}); its {@link org.sparksg.credit.Credit}, if
 * it has one, computes there. Nothing here knows of time or place: the pipeline decides who works when.
 *
 * <p>A rule of one's own is one class that implements {@code Rule}, in any package. The test {@code RuleContract}, which is published
 * with this library's tests, tells whether it keeps what all rules must.
 */
package org.sparksg.credit;
