/** The benchmarks of the README, each a command of its own: {@code jobs/spark-sg bench ...}. */
package org.sparksg.lab.bench;
