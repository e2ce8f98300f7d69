package org.sparksg.clusters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The manifests for Kubernetes, read as strictly as the API server can: no unknown field, no number where a text is due. */
final class Manifests {
    static final Path FOLDER = Path.of("../../conf/kubernetes").toAbsolutePath().normalize();

    private static final ObjectMapper STRICT = strict();

    private Manifests() {}

    private static ObjectMapper strict() {
        ObjectMapper mapper = new ObjectMapper(new YAMLFactory()).setAnnotationIntrospector(new NothingElse());
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** The classes of the client keep fields that they do not know; here such a field is an error. */
    private static final class NothingElse extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated method) {
            return false;
        }
    }

    /** Returns the objects of one kind in a file. */
    static <T> List<T> read(String file, Class<T> kind) throws IOException {
        List<JsonNode> all = all(file);
        return all.stream()
                .filter(node -> node.path("kind").asText().equals(kind.getSimpleName()))
                .map(node -> typed(node, kind))
                .toList();
    }

    /** Returns the only object in a file. */
    static <T> T only(String file, Class<T> kind) throws IOException {
        List<T> found = read(file, kind);
        if (found.size() != 1 || all(file).size() != 1) {
            throw new AssertionError(file + " holds " + found.size() + " of " + kind.getSimpleName());
        }
        return found.get(0);
    }

    /** Returns how many objects a file has. */
    static int count(String file) throws IOException {
        return all(file).size();
    }

    private static List<JsonNode> all(String file) throws IOException {
        return STRICT.readerFor(JsonNode.class)
                .<JsonNode>readValues(FOLDER.resolve(file).toFile())
                .readAll();
    }

    /** Returns the object that a tree is. */
    static <T> T typed(JsonNode node, Class<T> kind) {
        try {
            return STRICT.treeToValue(node, kind);
        } catch (IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
