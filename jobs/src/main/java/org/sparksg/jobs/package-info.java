/**
 * Entry points: {@code jobs/spark-sg train}, {@code evaluate} and {@code doctor}. Commands read a conf file, start a Spark
 * application, print, and turn what happened into an exit code; nothing is computed here.
 */
package org.sparksg.jobs;
