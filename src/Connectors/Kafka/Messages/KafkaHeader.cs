namespace HotStream;

/// <summary>A header of a record: a name and a value. Its texts live as long as their batch.</summary>
public readonly struct KafkaHeader
{
    internal KafkaHeader(Utf8Slice name, Utf8Slice value, bool hasValue) => (Name, Value, HasValue) = (name, value, hasValue);

    /// <summary>The name; several headers of a record may have the same.</summary>
    public Utf8Slice Name { get; }

    /// <summary>The value, any bytes; empty when there is none, see <see cref="HasValue"/>.</summary>
    public Utf8Slice Value { get; }

    /// <summary>Whether it has a value, be it an empty one.</summary>
    public bool HasValue { get; }

    /// <summary>Name and value, as text that is fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(Name.Bytes)}: {(HasValue ? PlainText.Of(Value.Bytes) : "none")}";
}
