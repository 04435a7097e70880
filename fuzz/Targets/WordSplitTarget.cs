using System.Runtime.InteropServices;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// Scanning and cutting a block at a time, in every width, against a loop over the bytes. The first byte is the delimiter.
/// </summary>
internal sealed unsafe class WordSplitTarget : IFuzzTarget
{
    private readonly List<(int Start, int Length)> _expected = [];

    public string Name => "word-split";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        "  the quick brown fox jumps over the lazy dog"u8.ToArray(),
        ",a,,bb,thirteen byte,twelve bytes,\n\t x"u8.ToArray(),
        [.. Enumerable.Repeat((byte)' ', 200)],
        [.. Enumerable.Range(0, 300).Select(i => (byte)(i % 13 == 0 ? ' ' : 'w'))],
        [.. Enumerable.Range(0, 1300).Select(i => (byte)(i % 2 == 0 ? ' ' : 'w'))],
    ];

    public int ReadablePadding => 63; // what the scanners ask for; the cutter is content with less

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        byte delimiter = input[0];
        ReadOnlySpan<byte> text = input[1..];
        foreach (string width in KernelCatalog.Supported)
        {
            ByteScanner scanner = KernelCatalog.CreateScanner(width);
            Compare(text, scanner, delimiter);
            Compare(text, scanner, delimiter: null);
        }
    }

    private void Compare(ReadOnlySpan<byte> text, ByteScanner scanner, byte? delimiter)
    {
        CutSlowly(text, delimiter);
        var ends = new int[text.Length + ByteScanner.Slack + 1];
        var parts = new Utf8Slice[Block.Size + 1];
        int done = 0;
        fixed (byte* placed = &MemoryMarshal.GetReference(text))
        fixed (int* positions = ends)
        fixed (Utf8Slice* room = parts)
        {
            // The scan reads the guarded memory itself; the cut needs slab text for its references.
            int count = delimiter is byte value
                ? scanner.FindAll(placed, text.Length, value, positions)
                : scanner.FindBlanks(placed, text.Length, positions);
            positions[count++] = text.Length;
            Slab slab = SlabPool.Rent();
            text.CopyTo(slab.Bytes);
            int start = 0;
            for (int first = 0; first < count; first += Block.Size)
            {
                int written = SliceCutter.Cut(
                    slab.Pointer, positions + first, Math.Min(Block.Size, count - first), ref start, slab.Reference,
                    delimiter is not null, room);
                for (int i = 0; i < written; i++, done++)
                {
                    Check.Same(true, done < _expected.Count, "number of parts is not too large");
                    (int from, int length) = _expected[done];
                    Check.Same(text.Slice(from, length), parts[i].Bytes, "part", done);
                    Check.Same(length, parts[i].Length, "length of part", done);
                    if (length <= Utf8Slice.InlineCapacity)
                    {
                        Check.Same(Utf8Slice.FromInline(text.Slice(from, length)), parts[i], "words of part", done);
                    }
                }
            }

            slab.Release();
        }

        Check.Same(_expected.Count, done, "number of parts");
    }

    private void CutSlowly(ReadOnlySpan<byte> text, byte? delimiter)
    {
        _expected.Clear();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (delimiter is byte value ? text[i] == value : text[i] is 32 or >= 9 and <= 13))
            {
                if (delimiter is not null || i > start)
                {
                    _expected.Add((start, i - start));
                }

                start = i + 1;
            }
        }
    }
}
