package io.freshet.cli.run;

/** Something that the user can put right, said in one sentence; the program ends with exit code 2. */
public final class UserMistake extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UserMistake(String message) {
        super(message);
    }
}
