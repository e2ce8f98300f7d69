package org.sparksg.data;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.Type;

/** Takes a Parquet list of numbers, with or without a group around each element. */
final class ListConverter extends GroupConverter {
    private final Converter element;

    ListConverter(Type list, NumberList to) {
        this.element = list.asGroupType().getType(0).isPrimitive() ? to : to.entry();
    }

    @Override
    public Converter getConverter(int field) {
        return element;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
}
