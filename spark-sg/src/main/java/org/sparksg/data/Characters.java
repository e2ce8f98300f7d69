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
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes;
    private final CharBuffer chars;
    private boolean ended; // no more bytes
    private boolean finished; // no more characters
    private CoderResult damage = CoderResult.UNDERFLOW; // found behind the characters at hand
    private long line = 1;
    private boolean begun; // whether the line at hand has a character

    Characters(InputFile file, String encoding) throws IOException {
        this(file, encoding, BUFFER);
    }

    /** For whoever wants the first line only. */
    static Characters head(InputFile file, String encoding) throws IOException {
        return new Characters(file, encoding, HEAD);
    }

    private Characters(InputFile file, String encoding, int buffer) throws IOException {
        this.file = file;
        this.in = file.open(buffer);
        this.bytes = ByteBuffer.allocate(buffer).flip();
        this.chars = CharBuffer.allocate(buffer).flip();
        try {
            refill();
            this.decoder = marked(Charset.forName(encoding))
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** Returns the encoding that a byte order mark tells, and skips the mark; else the one given. */
    private Charset marked(Charset given) {
        int first = bytes.remaining() < 2 ? 0 : ((bytes.get(0) & 0xFF) << 8) | (bytes.get(1) & 0xFF);
        if (first == 0xEFBB && bytes.remaining() > 2 && (bytes.get(2) & 0xFF) == 0xBF) {
            bytes.position(3);
            return StandardCharsets.UTF_8;
        }
        if (first == 0xFFFE || first == 0xFEFF) {
            bytes.position(2);
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
            CoderResult result = decoder.decode(bytes, chars, ended);
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
