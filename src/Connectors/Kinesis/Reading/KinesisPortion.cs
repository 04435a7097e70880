namespace HotStream.Kinesis;

/// <summary>A run of records of a block that a batch has.</summary>
/// <param name="Block">The block, of which the batch holds a share.</param>
/// <param name="Start">The first record.</param>
/// <param name="End">Behind the last one.</param>
internal readonly record struct KinesisPortion(KinesisBlock Block, int Start, int End);
