package org.sparksg.data;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Where images with a class each come from: examples are {@code [height, width, channels]}. */
public sealed interface ImageSource extends DataSource permits Idx, Cifar10, ImageFolder {
    @Override
    InMemory load(Configuration hadoop) throws IOException;

    @Override
    default ImageSource aligned(Schema training) {
        DataSource.super.aligned(training);
        return this;
    }

    @Override
    default ImageSource planned(Schema plan) {
        return this;
    }
}
