namespace HotStream.Kinesis;

/// <summary>What the writers of one sink share.</summary>
/// <param name="Client">Sends.</param>
/// <param name="Options">How.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Name">The sink in messages.</param>
/// <param name="Key">Writes partition keys; null for any.</param>
/// <param name="Data">Writes the data of a record.</param>
internal sealed record KinesisTarget<T>(KinesisClient Client, KinesisSinkOptions Options, string Stream, string Name,
    RecordEncoder<T>? Key, RecordEncoder<T> Data);
