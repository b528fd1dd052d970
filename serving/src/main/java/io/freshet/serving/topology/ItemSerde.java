package io.freshet.serving.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.serving.view.Item;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** An item in the store's changelog, as JSON. */
final class ItemSerde implements Serde<Item> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Serializer<Item> serializer() {
        return (topic, item) -> {
            try {
                return item == null ? null : JSON.writeValueAsBytes(item);
            } catch (JsonProcessingException e) {
                throw new SerializationException("an item cannot be written", e);
            }
        };
    }

    @Override
    public Deserializer<Item> deserializer() {
        return (topic, bytes) -> {
            try {
                return bytes == null ? null : JSON.readValue(bytes, Item.class);
            } catch (IOException e) {
                throw new SerializationException("an item cannot be read from " + topic, e);
            }
        };
    }
}
