#!/usr/bin/env node
'use strict';
// Prints embeddings as they are published, one line each.

const { parseArgs } = require('node:util');
const { randomUUID } = require('node:crypto');
const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require('kafkajs');
const { SchemaRegistry } = require('@kafkajs/confluent-schema-registry');
const lz4 = require('lz4js');

const USAGE = `node subscribe.js [options]
  --bootstrap HOST:PORT   the broker (default: $KAFKA_BOOTSTRAP or localhost:9092)
  --registry URL          the schema registry (default: $SCHEMA_REGISTRY or http://localhost:8081)
  --topic NAME            the topic (default: shop.embeddings)
  --kind KIND             entity or item alone (default: both)
  --from-start            every embedding the topic holds; else only what is published from now on
  --count N               ends after N embeddings
  --timeout SECONDS       with --count: gives up after this long, with exit code 1
  --json                  one JSON object a line, with the whole vector`;

// kafkajs itself reads gzip only; a broker or a producer may be set to lz4.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

function options() {
  const { values } = parseArgs({
    options: {
      bootstrap: { type: 'string', default: process.env.KAFKA_BOOTSTRAP ?? 'localhost:9092' },
      registry: { type: 'string', default: process.env.SCHEMA_REGISTRY ?? 'http://localhost:8081' },
      topic: { type: 'string', default: 'shop.embeddings' },
      kind: { type: 'string' },
      'from-start': { type: 'boolean', default: false },
      count: { type: 'string' },
      timeout: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  for (const name of ['count', 'timeout']) {
    if (values[name] !== undefined && !(Number(values[name]) > 0)) {
      throw new Error(`--${name}: must be a number above 0, got ${values[name]}`);
    }
  }
  return values;
}

function line(embedding, json) {
  if (json) {
    return JSON.stringify(embedding);
  }
  const first = embedding.vector.slice(0, 4).map((x) => x.toFixed(3)).join(' ');
  const age = embedding.publish_time - embedding.arrival_time;
  return `${embedding.kind.padEnd(6)} ${embedding.id}  version ${embedding.version} step ${embedding.step}`
    + `  [${first} ... ${embedding.vector.length}]  ${age} ms after its event`;
}

async function main() {
  const given = options();
  if (given.help) {
    console.log(USAGE);
    return;
  }
  const registry = new SchemaRegistry({ host: given.registry });
  const kafka = new Kafka({ clientId: 'freshet-subscribe', brokers: given.bootstrap.split(','), logLevel: logLevel.ERROR });
  // A group of its own: every run sees everything, and leaves nothing to go on from.
  const consumer = kafka.consumer({ groupId: `freshet-subscribe-${randomUUID()}`, readUncommitted: false });
  const wanted = given.count === undefined ? Infinity : Number(given.count);
  let seen = 0;

  await new Promise((resolve, reject) => {
    if (given.timeout !== undefined) {
      setTimeout(() => reject(new Error(`${seen} embeddings within ${given.timeout} s`)), 1000 * given.timeout).unref();
    }
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    process.stdout.once('error', resolve); // such as `| head`
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer
      .connect()
      .then(() => consumer.subscribe({ topic: given.topic, fromBeginning: given['from-start'] }))
      .then(() =>
        consumer.run({
          autoCommit: false,
          eachMessage: async ({ message }) => {
            if (seen >= wanted || message.value === null) {
              return; // null: a deleted embedding
            }
            const embedding = await registry.decode(message.value);
            if (given.kind !== undefined && embedding.kind !== given.kind) {
              return;
            }
            seen += 1;
            console.log(line(embedding, given.json));
            if (seen >= wanted) {
              resolve();
            }
          },
        }))
      .catch(reject);
  }).finally(() => consumer.disconnect());
}

main().catch((fault) => {
  console.error(`subscribe: ${fault.message}`);
  process.exitCode = 1;
});
