package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.JsonCursor;
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
 * what: Jackson's own messages quote the text. It is on a value while that value's first token is the current one, and
 * behind it while its last is. Not thread-safe; must be closed, so that the buffers go back.
 */
final class TokenCursor implements JsonCursor, AutoCloseable {

    private final JsonParser parser;
    private final Slice json;
    private final boolean verifyText;
    private JsonToken token = JsonToken.NOT_AVAILABLE;

    /**
     * @param verifyText whether the bytes may be malformed: then to refuse to make text of those that are. Jackson does for
     *     some, and for others makes characters that they do not stand for
     */
    TokenCursor(JsonFactory factory, Slice json, boolean verifyText) {
        this.json = json;
        this.verifyText = verifyText;
        parser = factory.createParser(ObjectReadContext.empty(), json.array(), json.offset(), json.length());
    }

    /**
     * Goes to the next token.
     *
     * @throws CodecException if there is none, or it is not as it must be
     */
    JsonToken next() {
        JsonToken next = advance();
        if (next == null) {
            throw new CodecException("the text ends early, at byte " + json.length());
        }
        token = next;
        return next;
    }

    @Override
    public void finish() {
        if (advance() != null) {
            throw error("unexpected token after the value");
        }
    }

    private @Nullable JsonToken advance() {
        try {
            JsonToken next = parser.nextToken();
            if ((next == JsonToken.VALUE_NUMBER_INT || next == JsonToken.VALUE_NUMBER_FLOAT)
                    && !Numbers.withinBounds(
                            parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength())) {
                throw error(Numbers.BOUNDS);
            }
            return next;
        } catch (JacksonException e) {
            throw translated(e);
        }
    }

    @Override
    public Kind kind() {
        return switch (token) {
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.ARRAY;
            case VALUE_STRING -> Kind.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
            case VALUE_NULL -> Kind.NULL;
            default -> throw error("expected a value");
        };
    }

    @Override
    public boolean enter() {
        return !next().isStructEnd();
    }

    @Override
    public boolean nextMember() {
        return next() != JsonToken.END_OBJECT;
    }

    @Override
    public boolean nextElement() {
        return next() != JsonToken.END_ARRAY;
    }

    @Override
    public String name() {
        verifyText();
        String name = parser.currentName();
        next();
        return name;
    }

    @Override
    public void skip() {
        int open = token.isStructStart() ? 1 : 0;
        while (open > 0) {
            next();
            if (token.isStructStart()) {
                open++;
            } else if (token.isStructEnd()) {
                open--;
            }
        }
    }

    @Override
    public Slice cut() {
        int from = start();
        skip();
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

    /** Returns the content of the string or the literal that the current token is. */
    @Override
    public String text() {
        verifyText();
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw translated(e);
        }
    }

    private void verifyText() {
        if (verifyText
                && !ByteCheck.wellFormedString(json.array(), json.offset() + start(), json.offset() + json.length())) {
            throw error("invalid UTF-8");
        }
    }

    @Override
    public boolean integer() {
        return token == JsonToken.VALUE_NUMBER_INT;
    }

    /** Tells whether the current token is the word true. */
    boolean isTrue() {
        return token == JsonToken.VALUE_TRUE;
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
    public CodecException duplicate() {
        return new CodecException("duplicate member name before byte " + start());
    }

    @Override
    public void close() {
        parser.close();
    }
}
