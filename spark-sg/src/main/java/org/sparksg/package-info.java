/** The public door of spark-sg. */
package org.sparksg;
