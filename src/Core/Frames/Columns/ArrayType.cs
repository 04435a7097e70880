namespace HotStream;

/// <summary>Lists of values of one type. Any value in the list may be null.</summary>
public sealed class ArrayType : DataType
{
    internal ArrayType(DataType element)
        : base(TypeKind.Array, $"array<{element.Name}>") => Element = element;

    /// <summary>The type of the values.</summary>
    public DataType Element { get; }

    private protected override bool HasEqualParts(DataType other) => other is ArrayType array && array.Element == Element;
}
