package dev.backplane.spi.codec;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A position in one JSON text, for {@link MessageDecoder}; codecs implement it on their parser. Begins on the text's first
 * value. Whatever it goes over it checks as {@link Codec} says, and throws {@link CodecException} where it must not stand
 * so. Not thread-safe; for one text.
 */
@ConsumerType
public interface JsonCursor {

    /** What a value is. */
    enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** Returns what the value is that the position is on. What is no value may be taken for any kind until it is gone over. */
    Kind kind();

    /** Goes into the object or array that the position is on, to its first member or element; where it has none, behind it. */
    boolean enter();

    /** On a member: returns its name and goes to its value. */
    String name();

    /** Behind a member's value: goes to the next member, or where there is none, behind the object. */
    boolean nextMember();

    /** Behind an element: goes to the next one, or where there is none, behind the array. */
    boolean nextElement();

    /** Goes behind the value. */
    void skip();

    /** Goes behind the value and returns its bytes. */
    Slice cut();

    /** Goes behind the string that the position is on and returns its content. */
    String text();

    /** Tells whether the number that was just gone over has neither fraction nor exponent. */
    boolean integer();

    /** Expects nothing but white space from here to the end. */
    void finish();

    /** Returns an error that says where the name is that was read last, and that it is a duplicate. */
    CodecException duplicate();
}
