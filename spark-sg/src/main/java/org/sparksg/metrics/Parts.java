package org.sparksg.metrics;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open files of one writer, at most one for each table. Belongs to one thread. */
final class Parts {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Configuration configuration;
    private final Path runDirectory;
    private final Origin origin;
    private final Runnable fence;
    private final Map<Table, Part> open = new EnumMap<>(Table.class);
    private int opened;

    /** {@code fence}: throws if nothing may be shown any more. */
    Parts(Configuration configuration, Path runDirectory, Origin origin, Runnable fence) {
        this.configuration = configuration;
        this.runDirectory = runDirectory;
        this.origin = origin;
        this.fence = fence;
    }

    void add(Event event) throws IOException {
        Table table = Table.of(event);
        Part part = open.get(table);
        if (part == null) {
            PartName name = new PartName(table, origin.attempt(), origin.writer(), opened++, 0, 0);
            part = new Part(configuration, new Path(runDirectory, table.folder()), name, origin);
            open.put(table, part);
        }
        part.add(event);
    }

    /** Shows all open files. A table without new rows gets no file. */
    void publish(long batchId) throws IOException {
        for (Iterator<Part> parts = open.values().iterator(); parts.hasNext(); ) {
            parts.next().publish(batchId, fence);
            parts.remove();
        }
    }

    /** Gives all open files up. What cannot be deleted is logged: {@link Tables#discardAfter} deletes it later. */
    void drop() {
        for (Part part : open.values()) {
            try {
                part.drop();
            } catch (IOException | RuntimeException | FSError e) { // which would end the whole executor
                LOG.debug("a hidden file below {} stays behind", runDirectory, e);
            }
        }
        open.clear();
    }
}
