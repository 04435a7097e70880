namespace HotStream.Sinks;

/// <summary>Writes a record as JSON. Implemented by structs, so that the loop over a block calls no virtual method.</summary>
internal interface IRecordEncoder<T>
{
    void Encode(in T record, RecordBody body);
}
