package org.sparksg.data;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files, whose bytes come in pieces of odd lengths. */
public final class DrippingFileSystem extends RawLocalFileSystem {

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
        int[] piece = {1};
        return new FSDataInputStream(new Pieces(super.open(path, buffer), () -> piece[0] = piece[0] * 31 % 4099 + 1));
    }
}
