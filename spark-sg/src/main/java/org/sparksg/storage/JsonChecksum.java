package org.sparksg.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The checksum that a JSON object carries of all that it says: damage that still is JSON, such as another digit, is not believed. */
public final class JsonChecksum {
    /** Where the object has it: CRC32C of the rest, without spaces, in UTF-8, as eight hexadecimal digits. */
    public static final String KEY = "crc32c";

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonChecksum() {}

    /** Adds it, as the last of the keys. */
    public static void put(ObjectNode json) {
        json.remove(KEY);
        json.put(KEY, of(json));
    }

    /** Returns what is wrong with an object that must have one; empty if nothing is. */
    public static Optional<String> trouble(ObjectNode json) {
        String found = of(json.deepCopy().without(KEY));
        return json.path(KEY).asText().equals(found)
                ? Optional.empty()
                : Optional.of("its content has checksum " + found + ", but it says " + json.get(KEY));
    }

    private static String of(ObjectNode json) {
        CRC32C crc = new CRC32C();
        crc.update(asRead(json).toString().getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    /** A float and a whole number of another type are other nodes once they were written and read. */
    private static JsonNode asRead(ObjectNode json) {
        try {
            return JSON.readTree(json.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written as JSON is none: " + json, e);
        }
    }
}
