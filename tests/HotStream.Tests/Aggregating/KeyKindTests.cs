namespace HotStream.Tests.Aggregating;

/// <summary>Where keys and their group numbers lie in a line: neither is taken for the other.</summary>
public sealed unsafe class KeyKindTests
{
    public static TheoryData<string> Widths => [.. KernelCatalog.Supported];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Each_text_of_a_full_line_has_its_number_and_no_other_text_has_one(string width)
    {
        using var arena = new Utf8Arena();
        Utf8Slice[] keys = [.. ((string[])["a", "twelve bytes", "a\0", "more than twelve bytes"]).Select(text => arena.Add(text))];
        int[] groups = [0, SliceKind.GroupsMax - 1, 0x5555555, 0xAAAAAAA];
        using var block = new NativeBlock(64);
        ulong* line = (ulong*)block.Pointer;
        fixed (Utf8Slice* first = keys)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                Assert.Equal(0x55U & ~((1U << (2 * i)) - 1), Empty(width, line));
                SliceKind.Store(line, 2 * i, first + i, groups[i]);
            }

            Assert.Equal(0U, Empty(width, line));
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(groups[i], SliceKind.GroupOf(line, Match(width, line, first + i)));
            }

            Assert.Equal(-1, SliceKind.GroupOf(line, Match(width, line, first + 3))); // the fast way does not find it
            Assert.Equal(groups[3], SliceKind.GroupOf(line, MatchSpecial(width, line, first + 3)));
        }

        string[] others =
        [
            "", "b", "aa", "a\0\0", "Twelve bytes", "twelve byte", "thirteen byte", "more", "more than twelve byteS", "more than twelve byte",
        ];
        foreach (string other in others)
        {
            Utf8Slice key = arena.Add(other);
            uint match = Match(width, line, &key);
            bool isLongOfTheSameBeginAndLength = other == "more than twelve byteS"; // which is compared in full
            Assert.Equal(-1, SliceKind.GroupOf(line, match));
            Assert.Equal(isLongOfTheSameBeginAndLength, SliceKind.IsSpecial(&key) && MatchSpecial(width, line, &key) != 0);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Each_number_of_a_full_line_has_its_group_and_no_other_has_one(string width)
    {
        long[] keys = [1, -1, 1L << 32, long.MinValue, 5];
        using var block = new NativeBlock(64);
        ulong* line = (ulong*)block.Pointer;
        fixed (long* first = keys)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                WordKind<long>.Store(line, i, first + i, i * 1000);
            }

            for (int i = 0; i < keys.Length; i++)
            {
                Assert.Equal(i * 1000, WordKind<long>.GroupOf(line, MatchWord(width, line, first + i)));
            }
        }

        foreach (long other in (long[])[0, 2, 1001, 1L << 33])
        {
            Assert.Equal(-1, WordKind<long>.GroupOf(line, MatchWord(width, line, &other)));
        }
    }

    private static uint Empty(string width, ulong* line) => width switch
    {
        "128" => SliceKind.Empty<Width128>(line),
        "256" => SliceKind.Empty<Width256>(line),
        "512" => SliceKind.Empty<Width512>(line),
        _ => SliceKind.Empty<ScalarWidth>(line),
    };

    private static uint Match(string width, ulong* line, Utf8Slice* key) => width switch
    {
        "128" => SliceKind.Match<Width128>(line, key),
        "256" => SliceKind.Match<Width256>(line, key),
        "512" => SliceKind.Match<Width512>(line, key),
        _ => SliceKind.Match<ScalarWidth>(line, key),
    };

    private static uint MatchSpecial(string width, ulong* line, Utf8Slice* key) => width switch
    {
        "128" => SliceKind.MatchSpecial<Width128>(line, key),
        "256" => SliceKind.MatchSpecial<Width256>(line, key),
        "512" => SliceKind.MatchSpecial<Width512>(line, key),
        _ => SliceKind.MatchSpecial<ScalarWidth>(line, key),
    };

    private static uint MatchWord(string width, ulong* line, long* key) => width switch
    {
        "128" => WordKind<long>.Match<Width128>(line, key),
        "256" => WordKind<long>.Match<Width256>(line, key),
        "512" => WordKind<long>.Match<Width512>(line, key),
        _ => WordKind<long>.Match<ScalarWidth>(line, key),
    };
}
