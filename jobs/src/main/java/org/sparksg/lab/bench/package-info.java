/** The benchmarks of {@code conf/bench/README.md}, each a command of its own: {@code jobs/spark-sg bench ...}. */
package org.sparksg.lab.bench;
