/**
 * The laboratory: what measures and explains, and trains nothing that a user asked for. {@code compare} trains grids of runs
 * and tables them, {@code analyze} looks into trained networks, {@code bench} times this machine. It stands on the library and
 * on {@link org.sparksg.jobs}, which knows of it only that its commands exist: who wants to see what runs a training need not
 * look here.
 */
package org.sparksg.lab;
