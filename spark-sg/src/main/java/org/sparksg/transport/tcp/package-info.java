/**
 * Links between JVMs: TCP by the Netty that Spark brings.
 *
 * <p>A stage has one {@link org.sparksg.transport.tcp.EventLoops}, listens with a
 * {@link org.sparksg.transport.tcp.LinkServer} and calls its neighbour with a
 * {@link org.sparksg.transport.tcp.LinkConnector}. Both ends prove that they know the secret of the run and compare
 * {@link org.sparksg.transport.tcp.LinkTerms} before the first message; {@code Proofs} draws what they say. After that nothing is
 * signed or encrypted, unless the secret says that links are sealed: then every record is, with AES-GCM and keys of its own
 * connection and direction. An unsealed link keeps strangers and strays out, it does not protect against somebody on the wire.
 *
 * <p>Two threads touch a link: the stage's, and one event loop. They meet in rings of slots and a few volatile counters;
 * neither ever waits for the other, but for a bounded moment in close.
 */
package org.sparksg.transport.tcp;
