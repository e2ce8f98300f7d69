package org.sparksg.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pages that need nothing else: with tables, data and script in them, and the chart library. */
public final class Page {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String STYLE = "/org/sparksg/jobs/page.css";
    private static final String SCRIPTS = "/org/sparksg/jobs/scripts.html";
    private static final String CHARTS = "/org/sparksg/jobs/charts.js";
    private static final String LIBRARY = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.min.js";
    private static final String LIBRARY_VERSION = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    private Page() {}

    /**
     * Returns a page that draws charts, with what all such pages share in the places {@code style} and {@code scripts}.
     *
     * @param path of the page on the class path, without {@code .html}; its script is beside it
     * @param data of the charts
     * @param values for its other places
     */
    public static String of(String path, Object data, Map<String, String> values) throws IOException {
        Map<String, String> all = new HashMap<>(values);
        all.put("style", resource(STYLE));
        String script = resource(CHARTS) + resource(path + ".js");
        all.put("scripts", fill(resource(SCRIPTS), Map.of("library", library(), "data", json(data), "script", script)));
        return fill(resource(path + ".html"), all);
    }

    /** Puts values in the places that the page names; values are not searched for places. */
    public static String fill(String page, Map<String, String> values) {
        return PLACE.matcher(page).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalStateException("the page has a place " + place.group() + " that nothing goes to");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** Returns JSON that cannot end the script element that it stands in. */
    private static String json(Object data) throws JsonProcessingException {
        return JSON.writeValueAsString(data).replace("<", "\\u003c");
    }

    /** Returns the chart library without the address of its sources, which a browser might look for. */
    private static String library() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open(LIBRARY_VERSION)) {
            properties.load(in);
        }
        String path = String.format(LIBRARY, properties.getProperty("version"));
        return resource(path).replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    /** Returns the text of a file on the class path. */
    private static String resource(String path) throws IOException {
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String path) throws FileNotFoundException {
        InputStream in = Page.class.getResourceAsStream(path);
        if (in == null) {
            throw new FileNotFoundException(path + " is not on the class path: was the bundle built without it?");
        }
        return in;
    }
}
