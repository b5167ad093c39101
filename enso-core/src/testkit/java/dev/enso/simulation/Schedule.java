package dev.enso.simulation;

import java.util.Arrays;

/** The text of a schedule: its seed, and the decisions that are not the quiet ones as {@code number:answer}. */
final class Schedule {
    private Schedule() {}

    static String text(Trace trace) {
        int[] choices = trace.choices();
        StringBuilder text = new StringBuilder().append(trace.seed());
        for (int i = 0; i < choices.length; i++) {
            if (choices[i] != 0) {
                text.append(' ').append(i).append(':').append(choices[i]);
            }
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException when it is not such a text */
    static Oracle oracle(String text) {
        try {
            String[] words = text.strip().split("\\s+");
            int[] script = new int[0];
            for (int i = 1; i < words.length; i++) {
                int colon = words[i].indexOf(':');
                int number = Integer.parseInt(words[i].substring(0, colon));
                if (number >= script.length) {
                    script = Arrays.copyOf(script, number + 1);
                }
                script[number] = Integer.parseInt(words[i].substring(colon + 1));
            }
            return Oracle.scripted(Long.parseLong(words[0]), script);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "not a schedule: \"" + text + "\"; it is a seed, then decisions as number:answer", e);
        }
    }
}
