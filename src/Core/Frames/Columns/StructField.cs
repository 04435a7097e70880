namespace HotStream;

/// <summary>A column's name and type.</summary>
/// <param name="Name">The name; any text.</param>
/// <param name="Type">The type of its values.</param>
public sealed record StructField(string Name, DataType Type);
