package io.freshet.serving.http;

/** A request that cannot be answered: where it is at fault, what must be there, what was, and what might help. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_SHOWN = 80;

    private final int status;
    private final String where;
    private final String must;
    private final String got;
    private final String hint;

    private Refusal(int status, String where, String must, String got, String hint) {
        super(null, null, false, false);
        this.status = status;
        this.where = where;
        this.must = must;
        this.got = got;
        this.hint = hint;
    }

    static Refusal badRequest(String where, String must, String got, String hint) {
        return new Refusal(400, where, must, got, hint);
    }

    static Refusal notFound(String where, String must, String got, String hint) {
        return new Refusal(404, where, must, got, hint);
    }

    static Refusal tooLarge(int maxBytes) {
        return new Refusal(413, "body", "have at most " + maxBytes + " bytes", "more", "serving.max-body sets it");
    }

    static Refusal notJson(String contentType) {
        return new Refusal(415, "Content-Type", "be application/json", contentType, "");
    }

    static Refusal unauthorised() {
        return new Refusal(
                401,
                "Authorization",
                "hold an API key",
                "none that is known",
                "Bearer KEY, or Basic with KEY as password");
    }

    static Refusal unavailable(String got) {
        return new Refusal(503, "serving", "be ready", got, "/readyz tells when it is");
    }

    /** A value as a message shows it: quoted and not longer than a line. */
    static String shown(String value) {
        String clean = value.replaceAll("\\p{Cntrl}", "?");
        return "'" + (clean.length() > LONGEST_SHOWN ? clean.substring(0, LONGEST_SHOWN) + "…" : clean) + "'";
    }

    String sentence() {
        return where + ": must " + must + ", got " + got + (hint.isEmpty() ? "" : "; " + hint);
    }

    @Override
    public String getMessage() {
        return sentence();
    }

    int status() {
        return status;
    }

    String where() {
        return where;
    }

    String must() {
        return must;
    }

    String got() {
        return got;
    }

    String hint() {
        return hint;
    }
}
