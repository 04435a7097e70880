namespace HotStream.Sinks;

/// <summary>Writes a record as JSON. Implemented by structs, so that the loop over a block calls no virtual method.</summary>
internal interface IRecordEncoder<T>
{
    /// <summary>Writes the record; throws when it has no JSON form, having written a part of it at most.</summary>
    void Encode(in T record, RecordBody body);

    /// <summary>What a dead letter carries of a record that could not be encoded.</summary>
    byte[] Describe(in T record, ReadOnlySpan<byte> written) => LetterText.Of(in record, written);
}
