using System.IO.Compression;
using HotStream.Io;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// Our reader of deflate and the framework's agree: on the text up to where either gives up, and what ours takes as whole the framework
/// takes too.
/// </summary>
internal sealed class DeflateTarget : IFuzzTarget
{
    private const int MostText = 1 << 20;

    public string Name => "deflate";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Packed("a text that is a text that is a text"u8, CompressionLevel.Optimal),
        Packed(new byte[5000], CompressionLevel.SmallestSize),
        Packed("stored as it is"u8, CompressionLevel.NoCompression),
        [3, 0],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        byte[] packed = input.ToArray();
        (byte[] ours, bool isWhole) = Ours(packed);
        (byte[] theirs, bool isTaken) = Theirs(packed);
        int both = Math.Min(ours.Length, theirs.Length);
        Check.Same(true, ours.AsSpan(0, both).SequenceEqual(theirs.AsSpan(0, both)), "text up to where one gives up");
        if (isWhole && ours.Length < MostText)
        {
            Check.Same(true, isTaken, "data that is whole");
            Check.Same(ours.Length, theirs.Length, "length of data that is whole");
        }
    }

    private static (byte[] Text, bool IsWhole) Ours(byte[] packed)
    {
        var text = new MemoryStream();
        var bytes = new PackedBytes(new MemoryStream(packed));
        var inflater = new Inflater(bytes);
        inflater.Start();
        try
        {
            while (text.Length < MostText)
            {
                ReadOnlySpan<byte> piece = inflater.Take(int.MaxValue);
                if (piece.IsEmpty)
                {
                    return (text.ToArray(), true);
                }

                text.Write(piece);
            }

            return (text.ToArray(), true);
        }
        catch (PackedException)
        {
            return (text.ToArray(), false);
        }
    }

    private static (byte[] Text, bool IsTaken) Theirs(byte[] packed)
    {
        var text = new MemoryStream();
        using var reader = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        byte[] buffer = new byte[4096];
        try
        {
            int read;
            while (text.Length < MostText && (read = reader.Read(buffer)) > 0)
            {
                text.Write(buffer, 0, read);
            }

            return (text.ToArray(), true);
        }
        catch (InvalidDataException)
        {
            return (text.ToArray(), false);
        }
    }

    private static byte[] Packed(ReadOnlySpan<byte> text, CompressionLevel level)
    {
        var packed = new MemoryStream();
        using (var writer = new DeflateStream(packed, level, leaveOpen: true))
        {
            writer.Write(text);
        }

        return packed.ToArray();
    }
}
