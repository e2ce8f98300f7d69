/**
 * What every file of a run needs on any of Hadoop's file systems: files that appear whole, that are durable before they count, and
 * folders that one process at a time may change.
 */
package org.sparksg.storage;
