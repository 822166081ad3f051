package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The {@code requestState} of revision 2026-07-28: the answers a client has given in earlier rounds of one request,
 * travelling through the client instead of being kept here. Thread-safe.
 */
/*
 * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D) keeps clients from reading or changing a state; inside stand,
 * as the specification advises, the principal, an expiry and a digest of the request's method, name and arguments, so
 * that it serves no other caller, time or request. It does not make a state single-use.
 */
final class RequestStates {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String CIPHER = "AES/GCM/NoPadding";

    private final Codec codec;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private volatile SecretKey key;
    private final long ttlMillis;

    /** @param secret shared by all nodes; empty: a random one */
    RequestStates(Codec codec, Clock clock, String secret, long ttlMillis) {
        this.codec = codec;
        this.clock = clock;
        this.ttlMillis = ttlMillis;
        this.key = key(secret);
    }

    /** Seals with another secret from now on; states under the former one are refused. */
    void secret(String next) {
        key = key(next);
    }

    private SecretKey key(String secret) {
        byte[] bytes = new byte[32];
        if (secret.isEmpty()) {
            random.nextBytes(bytes);
        } else {
            bytes = sha256(secret.getBytes(StandardCharsets.UTF_8));
        }
        return new SecretKeySpec(bytes, "AES");
    }

    /** Returns the result that asks the client, with the answers so far sealed into it. */
    Outcome inputRequired(RpcRequest request, Map<String, Ask<?>> asked, Map<String, @Nullable Object> answers) {
        String state = seal(request, answers);
        return new Outcome(
                "input_required",
                out -> {
                    out.name("inputRequests").beginObject();
                    asked.forEach((key, question) -> {
                        out.name(key);
                        AskWire.request(out, question, request.version());
                    });
                    out.endObject().name("requestState").value(state);
                },
                Map.of());
    }

    /**
     * Returns all answers that a request carries: those of earlier rounds, out of its state, and those of this one.
     *
     * @throws ProtocolException if its state was not made here for this request, or is too old
     */
    Map<String, @Nullable Object> answers(RpcRequest request) {
        Map<String, @Nullable Object> answers = new LinkedHashMap<>();
        String state = request.optionalString("requestState");
        if (state != null) {
            answers.putAll(open(request, state));
        }
        if (request.params().get("inputResponses") != null) {
            answers.putAll(request.object("inputResponses"));
        }
        return answers;
    }

    private String seal(RpcRequest request, Map<String, @Nullable Object> answers) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("p", request.exchange().principal());
        content.put("x", clock.millis() + ttlMillis);
        content.put("d", digest(request));
        content.put("a", answers);
        byte[] plain = HeapSink.encode(codec, out -> out.any(content));
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal a request state", e);
        }
    }

    private Map<String, @Nullable Object> open(RpcRequest request, String state) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(state);
            if (bytes.length <= NONCE_BYTES) {
                throw refused("requestState is not one of this server's");
            }
            byte[] plain = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES))
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            if (!(codec.value(Slice.of(plain)) instanceof Map<?, ?> content)
                    || !(content.get("x") instanceof Number expiry)
                    || !(content.get("a") instanceof Map<?, ?> answers)) {
                throw refused("requestState is not one of this server's");
            }
            if (expiry.longValue() < clock.millis()) {
                throw refused("requestState has expired");
            }
            if (!java.util.Objects.equals(content.get("p"), request.exchange().principal())
                    || !digest(request).equals(content.get("d"))) {
                throw refused("requestState belongs to another request");
            }
            Map<String, @Nullable Object> known = new LinkedHashMap<>();
            answers.forEach((name, value) -> known.put(String.valueOf(name), value));
            return known;
        } catch (IllegalArgumentException | GeneralSecurityException | CodecException e) {
            throw refused("requestState is not one of this server's");
        }
    }

    private static ProtocolException refused(String message) {
        return ProtocolException.invalidParams(message);
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /** Digests what the request is about, however its arguments are spelled. */
    private String digest(RpcRequest request) {
        Map<String, @Nullable Object> salient = new HashMap<>();
        salient.put("method", request.method());
        for (String name : List.of("name", "uri", "arguments")) {
            Slice value = request.params().get(name);
            salient.put(name, value == null ? null : codec.value(value));
        }
        return CanonicalJson.digest(salient);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
