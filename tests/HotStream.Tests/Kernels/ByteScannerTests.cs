namespace HotStream.Tests.Kernels;

/// <summary>Every width the processor runs finds what a loop over the bytes finds.</summary>
public sealed unsafe class ByteScannerTests
{
    private static readonly ByteScanner[] s_scanners = [.. KernelCatalog.Supported.Select(KernelCatalog.CreateScanner)];

    public static TheoryData<string> Widths => [.. KernelCatalog.Supported];

    [Property(MaxTest = 400)]
    public Property Every_width_finds_the_delimiters_that_a_loop_finds() => Cases.ForAllLists(ScanTexts.Any, text =>
        Assert.All(s_scanners, scanner =>
            Assert.Equal(ScanTexts.Positions(text, b => b == ScanTexts.Delimiter), Scan(scanner, text, ScanTexts.Delimiter))));

    [Property(MaxTest = 400)]
    public Property Every_width_finds_the_blanks_that_a_loop_finds() => Cases.ForAllLists(ScanTexts.Any, text =>
        Assert.All(s_scanners, scanner => Assert.Equal(ScanTexts.Positions(text, ScanTexts.IsBlank), Scan(scanner, text, value: null))));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_byte_value_can_be_a_delimiter(string width)
    {
        ByteScanner scanner = KernelCatalog.CreateScanner(width);
        byte[] text = [.. Enumerable.Range(0, 256).Select(b => (byte)b), .. Enumerable.Range(0, 77).Select(b => (byte)(b * 3))];
        for (int value = 0; value < 256; value++)
        {
            Assert.Equal(ScanTexts.Positions(text, b => b == value), Scan(scanner, text, (byte)value));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_byte_value_is_blank_or_not_as_in_ascii(string width)
    {
        ByteScanner scanner = KernelCatalog.CreateScanner(width);
        byte[] text = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        Assert.Equal([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20], Scan(scanner, text, value: null));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_scan_writes_no_further_than_its_slack(string width)
    {
        ByteScanner scanner = KernelCatalog.CreateScanner(width);
        for (int length = 0; length <= 200; length++)
        {
            using var text = new NativeBlock((nuint)length + 64);
            new Span<byte>(text.Pointer, length + 64).Fill((byte)' ');
            var positions = new int[length + ByteScanner.Slack + 32];
            Array.Fill(positions, -7);
            fixed (int* first = positions)
            {
                Assert.Equal(length, scanner.FindBlanks(text.Pointer, length, first));
            }

            Assert.All(positions[(length + ByteScanner.Slack)..], p => Assert.Equal(-7, p));
        }
    }

    // What lies in the padding looks like delimiters, so that a scan which forgets to mask its tail is seen.
    private static int[] Scan(ByteScanner scanner, byte[] text, byte? value)
    {
        using var block = new NativeBlock((nuint)text.Length + 64);
        text.CopyTo(new Span<byte>(block.Pointer, text.Length));
        new Span<byte>(block.Pointer + text.Length, 64).Fill(value ?? (byte)' ');
        var positions = new int[text.Length + ByteScanner.Slack];
        fixed (int* first = positions)
        {
            int found = value is byte delimiter
                ? scanner.FindAll(block.Pointer, text.Length, delimiter, first)
                : scanner.FindBlanks(block.Pointer, text.Length, first);
            return positions[..found];
        }
    }
}
