using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Io;

namespace HotStream.Tests.Frames;

/// <summary>However a file is cut into parts, each of its lines is taken once, in order, by the part in which it begins.</summary>
public sealed class PartLinesTests : IDisposable
{
    private static readonly Gen<string> s_lines =
        from line in Gen.Frequency((6, Gen.Choose(0, 40)), (2, Gen.Choose(0, 3)), (1, Gen.Choose(60_000, 140_000)))
            .Select(length => new string((char)('a' + (length % 26)), length))
        from end in Gen.Frequency((5, Gen.Constant("\n")), (2, Gen.Constant("\r\n")))
        select line + end;

    private static readonly Gen<(string Text, int[] Cuts)> s_files =
        from lines in s_lines.ListOf().Select(all => string.Concat(all))
        from mark in Gen.Elements("", "\uFEFF")
        from rest in Gen.Elements("", "the last one", "\r")
        let text = mark + lines + rest
        let length = Encoding.UTF8.GetByteCount(text)
        from cuts in Gen.Choose(0, length).ArrayOf(4)
        from near in Gen.Choose(0, Math.Max(0, text.Length - 1))
        let end = text.IndexOf('\n', near) + (mark.Length * 2)
        select (text, (int[])[.. cuts, Math.Clamp(end, 0, length), Math.Clamp(end + 1, 0, length), Math.Clamp(end + 2, 0, length)]);

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Property(MaxTest = 300)]
    public Property Each_line_is_taken_once_by_the_part_in_which_it_begins() => Cases.ForAll(s_files, file =>
    {
        File.WriteAllText(_file, file.Text, new UTF8Encoding(false));
        // No part is so short that a mark is longer.
        long[] cuts = [0, .. file.Cuts.Where(cut => cut > 3).Distinct().Order().Select(cut => (long)cut), long.MaxValue];
        var lines = new List<string>();
        var whole = new List<string>();
        for (int i = 0; i + 1 < cuts.Length; i++)
        {
            var part = new FilePart(_file, cuts[i], cuts[i + 1]);
            var taker = new Taker(part);
            new PartLines(part, taker, CancellationToken.None).Read();
            lines.AddRange(taker.Lines);
            var texts = new TextTaker();
            new PartLines(part, texts, CancellationToken.None).Read();
            whole.Add(texts.Text.ToString());
        }

        string all = file.Text.TrimStart('\uFEFF');
        Assert.Equal(all, string.Concat(whole));
        Assert.All(whole.SkipLast(1), text => Assert.True(text.Length == 0 || text.EndsWith('\n') || all.EndsWith(text)));
        string[] expected = all.Split('\n');
        expected = expected[^1].Length == 0 ? expected[..^1] : expected;
        Assert.Equal(expected.Select(line => line.EndsWith('\r') ? line[..^1] : line), lines);
    });

    /// <summary>Notes lines, and that each is said to have the number that it has in its file.</summary>
    private sealed class Taker(FilePart part) : LineTaker
    {
        private long _first = -1;

        public List<string> Lines { get; } = [];

        public override bool Take(ReadOnlySpan<Utf8Slice> lines)
        {
            _first = _first < 0 ? part.NumberOf(0) : _first;
            Assert.Equal(Lines.Count, LinesBefore);
            Assert.Equal(_first + Lines.Count, part.NumberOf(LinesBefore));
            foreach (Utf8Slice line in lines)
            {
                Lines.Add(line.ToString());
            }

            return true;
        }

        public override void TakeTooLong(Utf8Slice beginning) => Assert.Fail("no line is so long");

        public override void Dispose()
        {
        }
    }

    /// <summary>Notes the text as it comes.</summary>
    private sealed class TextTaker : LineTaker
    {
        public StringBuilder Text { get; } = new();

        public override bool Take(Utf8Slice text)
        {
            Text.Append(text.ToString());
            return true;
        }

        public override bool Take(ReadOnlySpan<Utf8Slice> lines) => throw new NotSupportedException();

        public override void TakeTooLong(Utf8Slice beginning) => Assert.Fail("no line is so long");

        public override void Dispose()
        {
        }
    }
}
