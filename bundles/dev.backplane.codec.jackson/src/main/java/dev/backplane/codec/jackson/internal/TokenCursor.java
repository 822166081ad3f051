package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks over the tokens of one text, checks its numbers, and turns what Jackson throws into errors that say where and not
 * what: Jackson's own messages quote the text. Not thread-safe; must be closed, so that the buffers go back.
 */
final class TokenCursor implements AutoCloseable {

    private final JsonParser parser;
    private final Slice json;

    TokenCursor(JsonFactory factory, Slice json) {
        this.json = json;
        parser = factory.createParser(ObjectReadContext.empty(), json.array(), json.offset(), json.length());
    }

    /**
     * Goes to the next token.
     *
     * @throws CodecException if there is none, or it is not as it must be
     */
    JsonToken next() {
        JsonToken token = advance();
        if (token == null) {
            throw new CodecException("the text ends early, at byte " + json.length());
        }
        return token;
    }

    /** Expects nothing but white space up to the end. */
    void finish() {
        if (advance() != null) {
            throw error("unexpected token after the value");
        }
    }

    private @Nullable JsonToken advance() {
        try {
            JsonToken token = parser.nextToken();
            if ((token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT)
                    && !Numbers.withinBounds(
                            parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength())) {
                throw error(Numbers.BOUNDS);
            }
            return token;
        } catch (JacksonException e) {
            throw translated(e);
        }
    }

    /** Goes from the first token of a value to its last. */
    void skip(JsonToken first) {
        int open = first.isStructStart() ? 1 : 0;
        while (open > 0) {
            JsonToken token = next();
            if (token.isStructStart()) {
                open++;
            } else if (token.isStructEnd()) {
                open--;
            }
        }
    }

    /** Goes over a value, whose first token this is on, and cuts it out. */
    Slice cut(JsonToken first) {
        int from = start();
        skip(first);
        return sliceFrom(from);
    }

    /** Returns where the current token begins, from the start of the slice. */
    private int start() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private Slice sliceFrom(int from) {
        try {
            parser.finishToken(); // strings are read no further than their first quote
        } catch (JacksonException e) {
            throw translated(e);
        }
        int to = (int) parser.currentLocation().getByteOffset();
        return new Slice(json.array(), json.offset() + from, to - from);
    }

    /** Returns the member name that the current token is, or is the value of. */
    String name() {
        return parser.currentName();
    }

    /** Returns the content of the string or the literal that the current token is. */
    String text() {
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw translated(e);
        }
    }

    /** Returns the whole number that the current token is. */
    Number whole() {
        return parser.getStringLength() <= Numbers.LONG_DIGITS
                ? (Number) parser.getLongValue()
                : Numbers.whole(parser.getString());
    }

    private CodecException translated(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        String at =
                " at byte " + (location == null ? parser.currentLocation().getByteOffset() : location.getByteOffset());
        if (e instanceof StreamConstraintsException) {
            boolean deep = parser.streamReadContext().getNestingDepth() >= Codec.MAX_DEPTH;
            return new CodecException(
                    (deep ? "nesting exceeds " + Codec.MAX_DEPTH : "a bound of Jackson is exceeded") + at);
        }
        return new CodecException(
                (e instanceof UnexpectedEndOfInputException ? "the text ends early," : "unexpected byte") + at);
    }

    /** Returns an error at the current token. */
    CodecException error(String problem) {
        return new CodecException(problem + " at byte " + start());
    }

    @Override
    public void close() {
        parser.close();
    }
}
