package org.sparksg.clusters;

import java.io.IOException;
import java.nio.file.Path;

class YarnClusterTest extends ClusterContract {
    @Override
    Manager start(Path place) throws IOException, InterruptedException {
        return new Yarn(place);
    }
}
