/** One command that looks into trained networks: pictures, probes and norms of their layers, side by side. */
package org.sparksg.lab.analyze;
