package io.freshet.schemas.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * An event that the learner did not learn from, as its dead letter names it. The learner has features and no longer the
 * record; entity, item and time find the event in the events topic.
 *
 * @param arrivalMs when the event was appended to the raw topic
 */
public record UnlearntEvent(String entity, @Nullable String item, long timeMs, long arrivalMs) {
    private static final ObjectMapper JSON =
            new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    public byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
