package io.freshet.config;

/**
 * One mistake of the user's: where it stands, what must be there, what was found, and a hint.
 *
 * @param source the file's name
 * @param line 1-based line in the file; 0 where there is none (an override)
 * @param path dotted path of the key, such as {@code learner.batch.size}
 */
public record Fault(String source, int line, String path, String must, String got, String hint) {

    @Override
    public String toString() {
        String where = line > 0 ? source + ":" + line : source;
        String sentence = where + ": " + (path.isEmpty() ? "" : path + ": ") + "must " + must + ", got " + got;
        return hint.isEmpty() ? sentence : sentence + "; " + hint;
    }
}
