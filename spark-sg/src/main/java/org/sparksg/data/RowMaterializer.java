package org.sparksg.data;

import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/** What Parquet's record reader wants: the rows themselves are kept by the {@link RowConverter}. */
final class RowMaterializer extends RecordMaterializer<Void> {
    private final RowConverter root;

    RowMaterializer(RowConverter root) {
        this.root = root;
    }

    @Override
    public Void getCurrentRecord() {
        return null;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }
}
