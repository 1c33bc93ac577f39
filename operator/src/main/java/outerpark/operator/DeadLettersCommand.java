package outerpark.operator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import outerpark.machine.console.Command;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Refused;
import outerpark.machine.console.Table;
import outerpark.operator.access.RunningSystem;

/**
 * Lists, shows, replays and drops dead letters: events that a handler cannot act on. Exit code 0 if all that was asked
 * for is done, 1 if a letter is still refused or is not there.
 */
final class DeadLettersCommand implements Command {

    private static final String PATH = "/operations/dead-letters";
    private static final String USAGE =
            "dead-letters needs list, show ID, replay ID... (or all) or drop ID...; an ID is like notice/17";
    private static final String SERVICE_OPTION = "--service";
    private static final String HANDLER_OPTION = "--handler";
    private static final Set<String> OPTIONS = Set.of(RunningSystem.URL_OPTION, SERVICE_OPTION, HANDLER_OPTION);
    private static final Pattern ID = Pattern.compile("[a-z]+/[0-9]{1,18}");
    private static final String ALL = "all";

    private static final int PAGE_SIZE = 200;
    /** The system lists no more than the newest 10,000. */
    private static final int PAGES_MAX = 10_000 / PAGE_SIZE;

    private static final int ERROR_SHOWN_MAX = 100;
    private static final int DONE = 0;
    private static final int NOT_ALL_DONE = 1;

    @Override
    public int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
        CommandLine line = CommandLine.read(arguments, OPTIONS);
        String what = line.words().isEmpty() ? "" : line.words().getFirst();
        List<String> ids = line.words().stream().skip(1).toList();
        check(what, ids);
        RunningSystem system = RunningSystem.of(line, environment);
        return switch (what) {
            case "list" -> list(system, filterOf(line), out);
            case "show" -> each(ids, out, id -> show(system, id, out));
            case "replay" -> {
                List<String> chosen = ids.equals(List.of(ALL)) ? idsOf(letters(system, filterOf(line))) : ids;
                yield each(chosen, out, id -> replay(system, id, out));
            }
            default -> each(ids, out, id -> drop(system, id, out));
        };
    }

    private static void check(String what, List<String> ids) {
        boolean makesSense = switch (what) {
            case "list" -> ids.isEmpty();
            case "replay" -> ids.equals(List.of(ALL)) || areIds(ids);
            case "show", "drop" -> areIds(ids);
            default -> false;
        };
        if (!makesSense) {
            throw Refused.usage(USAGE);
        }
    }

    private static boolean areIds(List<String> words) {
        return !words.isEmpty()
                && words.stream().allMatch(word -> ID.matcher(word).matches());
    }

    private static String filterOf(CommandLine line) {
        return parameter("service", line.option(SERVICE_OPTION).orElse(""))
                + parameter("handler", line.option(HANDLER_OPTION).orElse(""));
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Goes on whatever becomes of one; the worst exit code. */
    private static int each(List<String> ids, PrintStream out, ToIntFunction<String> action) {
        if (ids.isEmpty()) {
            out.println("no dead letters");
        }
        return ids.stream()
                .distinct()
                .mapToInt(id -> {
                    try {
                        return action.applyAsInt(id);
                    } catch (Refused e) {
                        out.printf("%s  not done: %s%n", id, e.line());
                        return NOT_ALL_DONE;
                    }
                })
                .max()
                .orElse(DONE);
    }

    private static int list(RunningSystem system, String filter, PrintStream out) {
        List<JsonNode> letters = letters(system, filter);
        if (letters.isEmpty()) {
            out.println("no dead letters");
            return DONE;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "HANDLER", "SOURCE", "EVENT", "ABOUT", "TRIED", "LAST TRIED AT", "ERROR"));
        for (JsonNode letter : letters) {
            rows.add(List.of(
                    idOf(letter),
                    letter.path("handler").asText(),
                    letter.path("source").asText(),
                    letter.path("type").asText(),
                    letter.path("subject").asText("-"),
                    letter.path("attempts").asText(),
                    letter.path("triedAt").asText(),
                    shortened(letter.path("error").asText())));
        }
        Table.print(rows, out);
        out.printf("%d dead letter%s%n", letters.size(), letters.size() == 1 ? "" : "s");
        return DONE;
    }

    private static int show(RunningSystem system, String id, PrintStream out) {
        RunningSystem.Answer answer = system.get(PATH + "/" + id);
        if (answer.status() == 404) {
            return missing(id, out);
        }
        JsonNode letter = answer.expect(200);
        SequencedMap<String, String> lines = new LinkedHashMap<>();
        lines.put("ID", idOf(letter));
        letter.properties()
                .forEach(field -> lines.put(field.getKey(), field.getValue().asText()));
        lines.remove("service");
        lines.remove("id");
        Table.print(
                lines.entrySet().stream()
                        .map(field -> List.of(field.getKey(), field.getValue()))
                        .toList(),
                out);
        out.println();
        return DONE;
    }

    private static int replay(RunningSystem system, String id, PrintStream out) {
        RunningSystem.Answer answer = system.post(PATH + "/" + id + "/replay", "");
        return switch (answer.status()) {
            case 404 -> missing(id, out);
            case 409 -> {
                String error = system.get(PATH + "/" + id).body().path("error").asText();
                out.printf("%s  still refused: %s%n", id, shortened(error));
                yield NOT_ALL_DONE;
            }
            default -> {
                out.printf("%s  acted on: %s%n", id, nameOf(answer.expect(200)));
                yield DONE;
            }
        };
    }

    private static int drop(RunningSystem system, String id, PrintStream out) {
        RunningSystem.Answer answer = system.delete(PATH + "/" + id);
        if (answer.status() == 404) {
            return missing(id, out);
        }
        JsonNode letter = answer.expect(200);
        out.printf(
                "%s  dropped: %s %s%n", id, nameOf(letter), letter.path("data").asText());
        return DONE;
    }

    private static int missing(String id, PrintStream out) {
        out.printf("%s  is not there%n", id);
        return NOT_ALL_DONE;
    }

    /** The newest of them, as far back as the system goes. */
    private static List<JsonNode> letters(RunningSystem system, String filter) {
        List<JsonNode> letters = new ArrayList<>();
        for (int page = 0; page < PAGES_MAX; page++) {
            JsonNode items = system.get("%s?page=%d&size=%d%s".formatted(PATH, page, PAGE_SIZE, filter))
                    .expect(200)
                    .path("items");
            items.forEach(letters::add);
            if (items.size() < PAGE_SIZE) {
                break;
            }
        }
        return letters;
    }

    /** The oldest first, as they happened. */
    private static List<String> idsOf(List<JsonNode> letters) {
        return letters.reversed().stream().map(DeadLettersCommand::idOf).toList();
    }

    private static String idOf(JsonNode letter) {
        return letter.path("service").asText() + "/" + letter.path("id").asText();
    }

    private static String nameOf(JsonNode letter) {
        return "%s %s of %s"
                .formatted(
                        letter.path("type").asText(),
                        letter.path("eventId").asText("-"),
                        letter.path("subject").asText("-"));
    }

    /** So that a letter is a line. */
    private static String shortened(String error) {
        String line = error.replaceAll("\\s+", " ");
        return line.length() <= ERROR_SHOWN_MAX ? line : line.substring(0, ERROR_SHOWN_MAX - 1) + "…";
    }
}
