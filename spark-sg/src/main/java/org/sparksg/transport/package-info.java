/**
 * Messages between neighbouring stages, their bytes, and links with back-pressure as a value: in memory and over Netty.
 *
 * <p>A {@link org.sparksg.transport.Link} is one end of the connection of two stages. All buffers of a link are allocated
 * when it opens; a full link is a return value, not a wait. Nothing here knows what a message is for.
 */
package org.sparksg.transport;
