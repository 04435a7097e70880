namespace HotStream;

/// <summary>Named fields, each a column of its own.</summary>
public sealed class StructType : DataType
{
    internal StructType(Schema fields)
        : base(TypeKind.Struct, $"struct<{string.Join(',', fields.Select(field => $"{field.Name}:{field.Type.Name}"))}>") =>
            Fields = fields;

    /// <summary>The fields in their order.</summary>
    public Schema Fields { get; }

    private protected override bool HasEqualParts(DataType other) => other is StructType type && type.Fields.Equals(Fields);
}
