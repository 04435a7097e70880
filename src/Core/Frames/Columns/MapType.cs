namespace HotStream;

/// <summary>Values by key; it is stored as a list of pairs of key and value.</summary>
public sealed class MapType : DataType
{
    internal MapType(DataType key, DataType value)
        : base(TypeKind.Map, $"map<{key.Name},{value.Name}>")
    {
        Key = key;
        Value = value;
    }

    /// <summary>The type of the keys, which are never null.</summary>
    public DataType Key { get; }

    /// <summary>The type of the values.</summary>
    public DataType Value { get; }

    private protected override bool HasEqualParts(DataType other) => other is MapType map && map.Key == Key && map.Value == Value;
}
