using System.Globalization;
using System.Text;

namespace HotStream.Torture;

/// <summary>
/// Writes the files the program reads, whole: elsewhere, then renamed in. Each line begins with its number, which names it for ever; words
/// follow. Knows every line that was sent.
/// </summary>
internal sealed class Sender(string root, Random random)
{
    private static readonly string[] s_words =
    [
        .. Enumerable.Range(0, 30).Select(number => string.Create(CultureInfo.InvariantCulture, $"w{number}")),
        "é", "漢字", "a-word-of-more-than-twelve-bytes", "another-word-of-more-than-twelve-bytes", "-", "W1",
    ];

    private readonly List<string> _sent = [];
    private readonly List<(string Path, int FirstLine, int Lines)> _files = [];

    /// <summary>Every line, at its number.</summary>
    public IReadOnlyList<string> Sent => _sent;

    public int Files => _files.Count;

    /// <summary>Whether a word is the number of a line.</summary>
    public static bool IsNumber(Utf8Slice word) => word.StartsWith("#"u8);

    /// <summary>The number at the beginning of a line; -1 for no line of ours.</summary>
    public static int NumberOf(string line) => line.StartsWith('#')
        && int.TryParse(line.AsSpan(1, Math.Max(0, line.IndexOf(' ') - 1)), CultureInfo.InvariantCulture, out int number) ? number : -1;

    /// <summary>One more file: usually of a few lines, now and then of none or very many; its last line may lack its end.</summary>
    public void Send()
    {
        int first = _sent.Count;
        int lines = random.Next(12) switch { 0 => 0, 1 => random.Next(200, 2000), _ => random.Next(1, 20) };
        var text = new StringBuilder();
        for (int i = 0; i < lines; i++)
        {
            int start = text.Length;
            text.Append(CultureInfo.InvariantCulture, $"#{_sent.Count}");
            for (int word = random.Next(1, 8); word > 0; word--)
            {
                text.Append(' ').Append(s_words[random.Next(random.Next(1, s_words.Length + 1))]);
            }

            _sent.Add(text.ToString(start, text.Length - start));
            text.Append(i + 1 < lines || random.Next(2) == 0 ? "\n" : string.Empty);
        }

        // long names: the log of batches grows until it is shortened
        string name = string.Create(CultureInfo.InvariantCulture, $"file-{_files.Count:D6}-{new string('x', random.Next(100))}");
        string written = Path.Combine(root, "written");
        string path = Path.Combine(Shape.In(root), name);
        File.WriteAllText(written, text.ToString());
        File.SetLastWriteTimeUtc(written, DateTime.UtcNow - MovedClock.Range); // in no program's future
        File.Move(written, path);
        _files.Add((path, first, lines));
    }

    /// <summary>Writes something behind the end of a file that was read, if there is one among the last: nobody may ever see it.</summary>
    /// <param name="isRead">Whether a line was read.</param>
    public bool Append(Func<int, bool> isRead)
    {
        foreach ((string path, int first, int lines) in _files.TakeLast(30).Reverse())
        {
            if (lines > 0 && Enumerable.Range(first, lines).All(isRead))
            {
                File.AppendAllText(path, "late\nlater\n");
                return true;
            }
        }

        return false;
    }
}
