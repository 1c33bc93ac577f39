package outerpark.machine.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands behind a command's name.
 *
 * @param options by name, as in {@code --port 8080} or {@code --port=8080}
 * @param words everything else, in its order
 */
public record CommandLine(Map<String, String> options, List<String> words) {

    /**
     * Tells options from words.
     *
     * @throws Refused if there is an option that is not known, or one without its value
     */
    public static CommandLine read(List<String> arguments, Set<String> known) {
        Map<String, String> options = new HashMap<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")) {
                words.add(argument);
                continue;
            }
            String[] parts = argument.split("=", 2);
            if (!known.contains(parts[0])) {
                throw Refused.usage("there is no option " + parts[0]);
            }
            if (parts.length == 1 && i + 1 == arguments.size()) {
                throw Refused.usage("the option " + parts[0] + " needs a value");
            }
            options.put(parts[0], parts.length == 2 ? parts[1] : arguments.get(++i));
        }
        return new CommandLine(Map.copyOf(options), List.copyOf(words));
    }

    /**
     * What is told, by the variables' names: by the options, and for the rest by the environment, where blank is not
     * told.
     *
     * @param variables the variable that each option overrides; one that overrides none keeps its own name
     */
    public Map<String, String> values(Map<String, String> variables, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>(environment);
        values.values().removeIf(String::isBlank);
        options.forEach((option, value) -> values.put(variables.getOrDefault(option, option), value));
        return values;
    }

    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** A whole number from {@code min} to {@code max}; {@code otherwise} if the option is not there. */
    public int number(String name, int otherwise, int min, int max) {
        return option(name).map(text -> number(name, text, min, max)).orElse(otherwise);
    }

    private static int number(String name, String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw Refused.usage("%s is not possible for %s: %d to %d".formatted(text, name, min, max));
    }
}
