package dev.backplane.spi.session;

/**
 * One message that was sent, or is to be sent, on a session's event stream.
 *
 * @param stream which of the session's streams: 0 is the standing one (GET), others belong to one request each
 * @param sequence grows with each event of the session, from 1; numbers may be left out
 * @param message the encoded JSON-RPC message; empty for an event that only marks a place. Not copied: do not change it
 */
public record StreamEvent(long stream, long sequence, byte[] message) {}
