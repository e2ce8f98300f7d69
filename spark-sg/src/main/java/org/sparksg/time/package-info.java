/** Waiting with a limit. */
package org.sparksg.time;
