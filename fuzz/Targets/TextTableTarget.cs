using System.Text;

namespace HotStream.Fuzz.Targets;

/// <summary>Text keys, short and long, in memory that goes back to the pool between operations.</summary>
internal sealed class TextTableTarget : TableTarget<Utf8Slice, string>, IDisposable
{
    private readonly Utf8Arena _batch = new();

    public override string Name => "text-table";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, 6, 3, 3, .. "abc"u8, 12, .. "twelve bytes"u8, 13, .. "thirteen byte"u8, 7, 1, 3, .. "abc"u8],
        [1, 4, 200, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 4, 100, 50, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 1],
        [2, 5, 255, 1, 0, 0, 0, 0, 0, 0, 0, 7, 5, 255, 1, 32, 0, 0, 0, 0, 0, 0, 3, 7, 1, 0],
    ];

    public void Dispose() => _batch.Dispose();

    protected override (Utf8Slice Key, string Name) ReadKey(ref OperationReader operations) =>
        Keep(operations.Bytes(operations.Byte() % 40));

    // Length follows from the number, so that short, 12-byte and long texts with shared beginnings come from it.
    protected override (Utf8Slice Key, string Name) MakeKey(ulong number)
    {
        string digits = number.ToString("D5", null);
        string text = (number % 4) switch
        {
            0 => digits,
            1 => "prefix " + digits,
            2 => digits + " and more than twelve bytes",
            _ => "the same beginning for many " + digits,
        };
        return Keep(Encoding.ASCII.GetBytes(text));
    }

    protected override string NameOf(Utf8Slice key) => Encoding.Latin1.GetString(key.Bytes);

    protected override void EndBatch() => _batch.Clear();

    private (Utf8Slice Key, string Name) Keep(ReadOnlySpan<byte> text) => (_batch.Add(text), Encoding.Latin1.GetString(text));
}
