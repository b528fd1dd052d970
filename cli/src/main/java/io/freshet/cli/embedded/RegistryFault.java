package io.freshet.cli.embedded;

/** A refusal in Confluent's terms: an HTTP status and the error code that its clients look at. */
final class RegistryFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    private RegistryFault(int code, String message) {
        super(message);
        this.code = code;
    }

    /** 40401, 42201 and the like; their first three digits are the HTTP status. */
    int code() {
        return code;
    }

    int status() {
        return code > 999 ? code / 100 : code;
    }

    static RegistryFault subjectNotFound(String subject) {
        return new RegistryFault(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryFault versionNotFound(int version) {
        return new RegistryFault(40402, "Version " + version + " not found.");
    }

    static RegistryFault schemaNotFound() {
        return new RegistryFault(40403, "Schema not found");
    }

    static RegistryFault notSoftDeleted(String subject) {
        return new RegistryFault(
                40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
    }

    static RegistryFault levelNotConfigured(String subject) {
        return new RegistryFault(
                40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryFault incompatible(String subject, String reasons) {
        return new RegistryFault(
                409,
                "Schema being registered is incompatible with an earlier schema for subject '" + subject + "': "
                        + reasons);
    }

    static RegistryFault invalidSchema(String reason) {
        return new RegistryFault(42201, "Invalid schema: " + reason);
    }

    static RegistryFault invalidVersion(String version) {
        return new RegistryFault(
                42202,
                "The specified version '" + version
                        + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
    }

    static RegistryFault invalidLevel(String level) {
        return new RegistryFault(
                42203,
                "Invalid compatibility level '" + level
                        + "'. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive");
    }

    static RegistryFault invalidRequest(String reason) {
        return new RegistryFault(422, reason);
    }
}
