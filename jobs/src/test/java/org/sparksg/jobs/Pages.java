package org.sparksg.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the project, by their paths, and what can be found in them. */
final class Pages {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern COMMENT = Pattern.compile("\\s#.*$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern IN_LINE = Pattern.compile("(?<!`)`((?:[A-Z_]+=\\S+ )?jobs/spark-sg [^`]+)`");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private final Map<String, String> texts = new TreeMap<>();

    /** Reads the pages, and of conf files and the launcher the comments. */
    Pages() throws IOException {
        for (String place : List.of("", "conf", "jobs", "notebooks-zeppelin", "spark-sg")) {
            boolean deep = place.equals("conf");
            try (Stream<Path> files = Files.walk(ROOT.resolve(place), deep ? 3 : 1)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = ROOT.relativize(file).toString();
                    if (name.endsWith(".md")) {
                        texts.put(name, Files.readString(file));
                    } else if (name.endsWith(".conf") || name.equals("jobs/spark-sg")) {
                        texts.put(name, Files.readString(file).replaceAll("(?m)^\\s*# ?", "  "));
                    }
                }
            }
        }
    }

    /** Returns the text of a page. */
    String text(String page) {
        return texts.get(page);
    }

    /** Returns the names of all pages in Markdown. */
    List<String> names() {
        return texts.keySet().stream().filter(name -> name.endsWith(".md")).toList();
    }

    /** Returns the names of all conf files. */
    List<String> confFiles() {
        return texts.keySet().stream().filter(name -> name.endsWith(".conf")).toList();
    }

    /** Returns everything that a pattern finds on pages and in comments: its last group, or all of it without groups. */
    List<String> find(String pattern) {
        return texts.values().stream()
                .flatMap(text -> Pattern.compile(pattern).matcher(text).results())
                .map((MatchResult match) -> match.group(match.groupCount()))
                .toList();
    }

    /** Returns the targets of links on a page. */
    List<String> links(String page) {
        return LINK.matcher(text(page)).results().map(match -> match.group(1)).toList();
    }

    /** Returns whether a page has a heading of that anchor. */
    boolean hasAnchor(String page, String anchor) {
        return text(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\d -]", "").replace(' ', '-'))
                .anyMatch(anchor::equals);
    }

    /** Returns the commands on all pages and in comments, each as the words after {@code jobs/spark-sg}. */
    List<List<String>> commands() {
        List<String> lines = new ArrayList<>();
        for (String text : texts.values()) {
            IN_LINE.matcher(text)
                    .results()
                    .map(match -> match.group(1).replaceAll("\\s+", " "))
                    .forEach(lines::add);
            text.replace("\\\n", " ")
                    .lines()
                    .filter(line -> line.matches("\\s{2,}(\\$ )?([A-Z_]+=\\S+ )?jobs/spark-sg .*"))
                    .forEach(lines::add);
        }
        return lines.stream().map(Pages::words).toList();
    }

    private static List<String> words(String line) {
        String command = line.substring(line.indexOf("jobs/spark-sg ") + "jobs/spark-sg ".length());
        return WORD.matcher(COMMENT.matcher(command).replaceFirst(""))
                .results()
                .map(word -> Stream.of(word.group(1), word.group(2), word.group(3))
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    /** Returns the blocks of conf files on a page in Markdown: those whose first line begins with a key. */
    List<String> snippets(String page) {
        return Arrays.stream(text(page).split("\n\n", -1))
                .filter(block -> block.matches("(?s) {4}[a-z-]+(\\.[a-z-]+)* ?[{=].*"))
                .map(block -> block.lines()
                        .takeWhile(line -> line.startsWith("    "))
                        .reduce("", (all, line) -> all + line.substring(4) + "\n"))
                .toList();
    }

    /** Returns the lines between two marks, which are lines of their own. */
    String between(String page, String begin, String end) {
        String text = text(page);
        int from = text.indexOf(begin + "\n") + begin.length() + 1;
        int to = text.indexOf(end + "\n", from);
        if (!text.contains(begin + "\n") || to < 0) {
            throw new AssertionError(page + ": no part between " + begin + " and " + end);
        }
        return text.substring(from, to);
    }

    /** Writes the lines between two marks anew. */
    void replace(String page, String begin, String end, String lines) throws IOException {
        String old = begin + "\n" + between(page, begin, end) + end;
        Files.writeString(ROOT.resolve(page), text(page).replace(old, begin + "\n" + lines + end));
    }
}
