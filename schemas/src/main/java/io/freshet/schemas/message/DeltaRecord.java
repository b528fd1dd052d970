package io.freshet.schemas.message;

/**
 * A part of what one trainer of a model tells the others at the end of a round.
 *
 * @param trainer its number, from 0
 * @param epoch the start of the job that it belongs to; of another it means nothing
 * @param sequence of the trainer's parts since that start, from 1
 * @param version of the model that the trainer publishes by
 * @param part events to count, or moves of the dense net or of rows
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
public record DeltaRecord(int trainer, String epoch, long sequence, long version, byte[] part) {}
