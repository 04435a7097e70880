namespace HotStream.Parquet;

/// <summary>A column of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">How it is read; null when frames do not have its type.</param>
/// <param name="Problem">Which part of it has which type, then.</param>
internal sealed record ParquetColumn(string Name, ParquetNode? Node, string? Problem);
