package org.sparksg.checkpoint;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C, which processors compute at memory speed. */
final class Checksum {
    private Checksum() {}

    /** Returns the checksum of a whole buffer, whose position and limit stay as they are. */
    static int of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear());
        return (int) crc.getValue();
    }
}
