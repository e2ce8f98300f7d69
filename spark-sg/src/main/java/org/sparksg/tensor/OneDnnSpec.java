package org.sparksg.tensor;

/**
 * What a oneDNN primitive computes: its key in a map. Mutable, so that a look-up allocates nothing.
 *
 * <p>A product is {@code dst[rows, columns] (+)= src[rows, inner] · weights[inner, columns]}; a factor that is
 * {@code transposed} lies in memory with its axes exchanged; {@code dst} and {@code weights} may be columns of wider matrices. The others work on {@code rows} elements.
 */
final class OneDnnSpec {
    enum Operation {
        PRODUCT,
        TANH,
        SIGMOID,
        TO_BF16
    }

    /** What follows a product within the same pass over its result. */
    enum After {
        NOTHING,
        BIAS,
        ADD
    }

    private Operation operation = Operation.PRODUCT;
    private int rows;
    private int inner;
    private int columns;
    private int rowLength;
    private boolean sourceTransposed;
    private boolean weightsTransposed;
    private After after = After.NOTHING;
    private boolean bf16;

    OneDnnSpec shape(int rows, int inner, int columns, boolean sourceTransposed, boolean weightsTransposed) {
        this.rows = rows;
        this.inner = inner;
        this.columns = columns;
        this.rowLength = columns;
        this.sourceTransposed = sourceTransposed;
        this.weightsTransposed = weightsTransposed;
        return this;
    }

    OneDnnSpec with(After after, boolean bf16) {
        this.after = after;
        this.bf16 = bf16;
        return this;
    }

    /** Takes the columns of weights and result out of longer rows. */
    OneDnnSpec outOf(int rowLength) {
        this.rowLength = rowLength;
        return this;
    }

    OneDnnSpec elements(Operation operation, int size) {
        this.operation = operation;
        shape(size, 0, 0, false, false);
        return with(After.NOTHING, false);
    }

    OneDnnSpec copy() {
        OneDnnSpec copy = new OneDnnSpec();
        copy.shape(rows, inner, columns, sourceTransposed, weightsTransposed)
                .with(after, bf16)
                .outOf(rowLength);
        copy.operation = operation;
        return copy;
    }

    Operation operation() {
        return operation;
    }

    int rows() {
        return rows;
    }

    int inner() {
        return inner;
    }

    int columns() {
        return columns;
    }

    int rowLength() {
        return rowLength;
    }

    boolean sourceTransposed() {
        return sourceTransposed;
    }

    boolean weightsTransposed() {
        return weightsTransposed;
    }

    After after() {
        return after;
    }

    boolean bf16() {
        return bf16;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof OneDnnSpec other
                && operation == other.operation
                && rows == other.rows
                && inner == other.inner
                && columns == other.columns
                && rowLength == other.rowLength
                && sourceTransposed == other.sourceTransposed
                && weightsTransposed == other.weightsTransposed
                && after == other.after
                && bf16 == other.bf16;
    }

    @Override
    public int hashCode() {
        int hash = (operation.ordinal() * 31 + rows) * 31 + inner;
        hash = ((hash * 31 + columns) * 31 + rowLength) * 31 + after.ordinal();
        return (hash << 3) + (sourceTransposed ? 4 : 0) + (weightsTransposed ? 2 : 0) + (bf16 ? 1 : 0);
    }

    @Override
    public String toString() {
        return operation + "[" + rows + ", " + inner + ", " + columns + " of " + rowLength + "] " + after
                + (sourceTransposed ? " xT" : "") + (weightsTransposed ? " wT" : "") + (bf16 ? " bf16" : " f32");
    }
}
