/** One command that trains a grid of runs on one Spark application, and shows them side by side. */
package org.sparksg.lab.compare;
