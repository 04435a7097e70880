namespace HotStream.Kinesis;

/// <summary>Where a record lies in the answer that it came with.</summary>
/// <param name="Sequence">Start of its sequence number.</param>
/// <param name="SequenceLength">Length of it.</param>
/// <param name="Key">Start of its partition key.</param>
/// <param name="KeyLength">Length of it.</param>
/// <param name="Data">Start of its data.</param>
/// <param name="DataLength">Length of it.</param>
/// <param name="Part">Which of the records that were sent as one, from 0; else <see cref="KinesisPosition.Alone"/>.</param>
/// <param name="Milliseconds">When the server got it, in milliseconds since 1970; 0 where it does not say.</param>
internal readonly record struct KinesisEntry(
    int Sequence, int SequenceLength, int Key, int KeyLength, int Data, int DataLength, long Part, long Milliseconds);
