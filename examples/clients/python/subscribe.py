#!/usr/bin/env python3
"""Prints embeddings as they are published, one line each."""

import argparse
import json
import os
import sys
import time
import uuid

from confluent_kafka import Consumer, KafkaError
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bootstrap", default=os.environ.get("KAFKA_BOOTSTRAP", "localhost:9092"))
    parser.add_argument("--registry", default=os.environ.get("SCHEMA_REGISTRY", "http://localhost:8081"))
    parser.add_argument("--topic", default="shop.embeddings")
    parser.add_argument("--kind", choices=["entity", "item"], help="one kind alone")
    parser.add_argument("--from-start", action="store_true", help="every embedding the topic holds")
    parser.add_argument("--count", type=int, help="ends after so many embeddings")
    parser.add_argument("--timeout", type=float, help="gives up after so many seconds, with exit code 1")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, with the whole vector")
    return parser.parse_args()


def milliseconds(time_of):
    """Avro's timestamp-millis comes as a datetime."""
    return round(time_of.timestamp() * 1000)


def line(embedding, as_json):
    if as_json:
        times = {key: milliseconds(value) for key, value in embedding.items() if key.endswith("_time")}
        return json.dumps({**embedding, **times})
    first = " ".join(f"{x:.3f}" for x in embedding["vector"][:4])
    age = milliseconds(embedding["publish_time"]) - milliseconds(embedding["arrival_time"])
    return (
        f"{embedding['kind']:6} {embedding['id']}  version {embedding['version']} step {embedding['step']}"
        f"  [{first} ... {len(embedding['vector'])}]  {age} ms after its event"
    )


def embeddings(consumer, decode, given):
    """Yields embeddings until the time is up, if there is one."""
    deadline = time.monotonic() + given.timeout if given.timeout else float("inf")
    while time.monotonic() < deadline:
        message = consumer.poll(0.5)
        if message is None:
            continue
        if message.error():
            if message.error().code() == KafkaError._PARTITION_EOF:
                continue
            raise RuntimeError(message.error().str())
        embedding = decode(message.value(), SerializationContext(message.topic(), MessageField.VALUE))
        if embedding is not None and given.kind in (None, embedding["kind"]):
            yield embedding


def main():
    given = arguments()
    decode = AvroDeserializer(SchemaRegistryClient({"url": given.registry}))
    consumer = Consumer(
        {
            "bootstrap.servers": given.bootstrap,
            # a group of its own: every run sees everything, and leaves nothing to go on from
            "group.id": f"freshet-subscribe-{uuid.uuid4()}",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "auto.offset.reset": "earliest" if given.from_start else "latest",
        }
    )
    consumer.subscribe([given.topic])
    seen = 0
    try:
        for embedding in embeddings(consumer, decode, given):
            print(line(embedding, given.json), flush=True)
            seen += 1
            if seen == given.count:
                return 0
    except (KeyboardInterrupt, BrokenPipeError):
        return 0
    finally:
        consumer.close()
    print(f"subscribe: {seen} embeddings within {given.timeout} s", file=sys.stderr)
    return 1 if given.count else 0


if __name__ == "__main__":
    sys.exit(main())
