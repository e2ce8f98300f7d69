/**
 * Entry points: {@code jobs/spark-sg train}, {@code evaluate} and {@code doctor}. Commands read a conf file, start a Spark
 * application, print, and turn what happened into an exit code; nothing is computed here. The commands of the laboratory, which
 * {@link org.sparksg.jobs.Main} lists too, are in {@code org.sparksg.lab}.
 */
package org.sparksg.jobs;
