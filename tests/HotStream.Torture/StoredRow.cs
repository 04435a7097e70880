namespace HotStream.Torture;

/// <summary>A row of the table: how often a word came in a batch.</summary>
internal readonly record struct StoredRow(long Batch, string Word, long Count);
