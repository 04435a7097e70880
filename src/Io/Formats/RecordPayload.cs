using System.Runtime.CompilerServices;

namespace HotStream.Io;

/// <summary>
/// A record says itself what is parsed. Asked in place: a record given by <c>in</c> would be copied for each question, as nobody
/// here knows that it is read-only.
/// </summary>
internal readonly struct RecordPayload<TRecord> : IPayload<TRecord>
    where TRecord : IPayloadRecord<TRecord>
{
    public static Utf8Slice Of(in TRecord record) => Unsafe.AsRef(in record).Payload;

    public static TRecord With(in TRecord record, Utf8Slice payload) => Unsafe.AsRef(in record).WithPayload(payload);

    public static string SourceOf(in TRecord record) => Unsafe.AsRef(in record).Source;
}
