/** Runs that are ill-treated by chance, and what must be true of each of them. */
package org.sparksg.jobs.chaos;
