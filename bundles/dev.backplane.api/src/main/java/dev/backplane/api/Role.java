package dev.backplane.api;

/** Who speaks in a prompt or a sampled message. */
public enum Role {
    USER,
    ASSISTANT
}
