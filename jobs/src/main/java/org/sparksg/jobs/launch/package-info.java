/** What {@code jobs/spark-sg} does on the machine that it is called on, before there is a driver. */
package org.sparksg.jobs.launch;
