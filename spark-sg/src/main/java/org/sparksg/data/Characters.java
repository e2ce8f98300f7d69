package org.sparksg.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a text file, with the number of the line at hand. Line ends of any system are given as {@code '\n'}; a byte
 * order mark is obeyed and left out. Bytes that are not in the encoding are an error where they stand, not replaced: replaced ones
 * make different names equal.
 */
final class Characters implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int HEAD = 1 << 12;

    private final InputFile file;
    private final InputStream in;
    private CharsetDecoder decoder;
    private final ByteBuffer bytes;
    private final CharBuffer chars;
    private boolean ended; // no more bytes
    private boolean finished; // no more characters
    private CoderResult damage = CoderResult.UNDERFLOW; // found behind the characters at hand
    private long line = 1;
    private long read; // bytes, by the decoder or before it
    private long decoded; // characters
    private boolean begun; // whether the line at hand has a character

    Characters(InputFile file, String encoding) throws IOException {
        this(file, encoding, BUFFER);
    }

    /** For whoever wants the first line only. */
    static Characters head(InputFile file, String encoding) throws IOException {
        return new Characters(file, encoding, HEAD);
    }

    /** Begins at a {@linkplain #place place} within the file. {@code charset}: what an object at its start found. */
    Characters(InputFile file, Charset charset, TableCursor.Place begin) throws IOException {
        this(file, file.openAt(begin.offset(), BUFFER), BUFFER);
        this.decoder = strict(charset);
        this.line = begin.line();
    }

    private Characters(InputFile file, String encoding, int buffer) throws IOException {
        this(file, file.open(buffer), buffer);
        try {
            refill();
            this.decoder = strict(marked(Charset.forName(encoding)));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private Characters(InputFile file, InputStream in, int buffer) {
        this.file = file;
        this.in = in;
        this.bytes = ByteBuffer.allocate(buffer).flip();
        this.chars = CharBuffer.allocate(buffer).flip();
    }

    private static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Returns the encoding of the file, which a mark at its start may have told. */
    Charset charset() {
        return decoder.charset();
    }

    /** Returns the encoding that a byte order mark tells, and skips the mark; else the one given. */
    private Charset marked(Charset given) {
        int first = bytes.remaining() < 2 ? 0 : ((bytes.get(0) & 0xFF) << 8) | (bytes.get(1) & 0xFF);
        if (first == 0xEFBB && bytes.remaining() > 2 && (bytes.get(2) & 0xFF) == 0xBF) {
            bytes.position(3);
            read = 3;
            return StandardCharsets.UTF_8;
        }
        if (first == 0xFFFE || first == 0xFEFF) {
            bytes.position(2);
            read = 2;
            return first == 0xFFFE ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        }
        return given;
    }

    /** Returns the next character, or -1 after the last. */
    int read() throws IOException {
        int next = next();
        if (next == '\r') {
            if (chars.hasRemaining() || fill()) {
                if (chars.get(chars.position()) == '\n') {
                    chars.get();
                }
            }
            next = '\n';
        }
        if (next == '\n') {
            line++;
        }
        begun = next < 0 ? begun : next != '\n';
        return next;
    }

    private int next() throws IOException {
        return chars.hasRemaining() || fill() ? chars.get() : -1;
    }

    /** Returns the line of the next character, from 1. */
    long line() {
        return line;
    }

    /**
     * Returns whether so many characters were read. They decide where blocks begin, and not bytes, because they are the same however a
     * file system cuts the bytes that it gives.
     */
    boolean isPast(long characters) {
        return decoded - chars.remaining() >= characters;
    }

    /** Returns the place of the next character, in an encoding that {@linkplain #canBeginWithin has places}. */
    TableCursor.Place place() {
        return new TableCursor.Place(read - stored(chars), line, decoded - chars.remaining());
    }

    /** Returns the bytes of characters that were decoded already. */
    private long stored(CharBuffer text) {
        if (!decoder.charset().equals(StandardCharsets.UTF_8)) {
            return text.remaining() * (long) width(decoder.charset());
        }
        long bytes = 0;
        for (int i = text.position(); i < text.limit(); i++) {
            char c = text.get(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // a pair of surrogates has four
        }
        return bytes;
    }

    /** Returns whether a file in this encoding can be read from within: the bytes of each character are known. */
    static boolean canBeginWithin(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) || width(charset) > 0;
    }

    /** Returns the bytes of each character; 0 where they differ. */
    private static int width(Charset charset) {
        if (charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE)) {
            return 2;
        }
        return charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1 ? 1 : 0;
    }

    /** Returns how many lines were read, the last one with or without its end. */
    long lines() {
        return begun ? line : line - 1;
    }

    private boolean fill() throws IOException {
        if (damage.isError()) {
            throw damaged();
        }
        if (finished) {
            return false;
        }
        chars.clear();
        while (chars.position() == 0 && !damage.isError()) {
            int before = bytes.position();
            CoderResult result = decoder.decode(bytes, chars, ended);
            read += bytes.position() - before;
            if (result.isError()) {
                damage = result;
            } else if (result.isUnderflow() && ended) {
                decoder.flush(chars);
                finished = true;
                break;
            } else if (result.isUnderflow() && chars.position() == 0) {
                refill();
            }
        }
        chars.flip();
        decoded += chars.limit();
        if (!chars.hasRemaining() && damage.isError()) {
            throw damaged();
        }
        return chars.hasRemaining();
    }

    private void refill() throws IOException {
        bytes.compact();
        try {
            // A file may begin with less than a byte order mark in one read.
            do {
                int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
                ended = read < 0;
                bytes.position(bytes.position() + Math.max(0, read));
            } while (!ended && bytes.position() < Integer.BYTES);
        } catch (IOException | IndexOutOfBoundsException e) { // the latter is what bzip2 throws for damage
            throw file.broken("line " + line + " or after", e);
        } finally {
            bytes.flip();
        }
    }

    private DataException damaged() {
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < damage.length() && i < bytes.remaining(); i++) {
            found.append(String.format(" 0x%02X", bytes.get(bytes.position() + i)));
        }
        return file.error("line " + line + ": the bytes" + found + " are not "
                + decoder.charset().name() + ": name the encoding of the file, such as encoding = windows-1252, or mend"
                + " the file");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
