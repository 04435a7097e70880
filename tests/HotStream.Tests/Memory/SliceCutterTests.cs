using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Memory;

/// <summary>Scanning and cutting a text a block at a time gives the parts that a loop over the bytes gives.</summary>
public sealed unsafe class SliceCutterTests
{
    [Property(MaxTest = 300)]
    public Property Parts_between_a_delimiter_are_those_of_a_loop() => Cases.ForAllLists(TextCases.Delimited, text =>
        Assert.Equal(Naive(text, b => b == ' ', keepEmpty: true), Cut(text, (byte)' ')));

    [Property(MaxTest = 300)]
    public Property Words_between_blanks_are_those_of_a_loop() => Cases.ForAllLists(TextCases.Delimited, text =>
        Assert.Equal(Naive(text, ScanTexts.IsBlank, keepEmpty: false), Cut(text, delimiter: null)));

    [Fact]
    public void A_short_text_carries_nothing_of_what_follows_it()
    {
        byte* text = stackalloc byte[32];
        new Span<byte>(text, 32).Fill((byte)'z');
        for (int length = 0; length <= Utf8Slice.InlineCapacity; length++)
        {
            Assert.Equal(Utf8Slice.FromInline(new ReadOnlySpan<byte>(text, length)), SliceCutter.CutShort(text, length));
        }
    }

    private static List<string> Cut(byte[] text, byte? delimiter)
    {
        using var memory = new TextMemory();
        const int offset = 1001;
        text.CopyTo(memory.Slab.Bytes[offset..]);
        byte* first = memory.Slab.Pointer + offset;
        var ends = new int[text.Length + 1 + ByteScanner.Slack];
        var parts = new Utf8Slice[Block.Size + 1];
        var found = new List<string>();
        fixed (int* positions = ends)
        fixed (Utf8Slice* room = parts)
        {
            int count = delimiter is byte value
                ? KernelCatalog.Scanner.FindAll(first, text.Length, value, positions)
                : KernelCatalog.Scanner.FindBlanks(first, text.Length, positions);
            positions[count++] = text.Length; // the end of the text ends the last part
            int start = 0;
            for (int done = 0; done < count; done += Block.Size)
            {
                int block = Math.Min(Block.Size, count - done);
                int written = SliceCutter.Cut(
                    first, positions + done, block, ref start, memory.Slab.Reference + offset, keepEmpty: delimiter is not null, room);
                Assert.Equal(positions[done + block - 1] + 1, start);
                found.AddRange(parts.Take(written).Select(part => Convert.ToHexString(part.Bytes)));
            }
        }

        return found;
    }

    private static List<string> Naive(byte[] text, Func<byte, bool> isDelimiter, bool keepEmpty)
    {
        var parts = new List<string>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || isDelimiter(text[i]))
            {
                if (keepEmpty || i > start)
                {
                    parts.Add(Convert.ToHexString(text.AsSpan(start, i - start)));
                }

                start = i + 1;
            }
        }

        return parts;
    }
}
