using System.Text;

namespace HotStream.Bench;

/// <summary>The definition of the word count, written to be obviously right: a word is a run of bytes above 0x20.</summary>
internal static class PlainWordCount
{
    public static JobAnswer Count(ReadOnlySpan<byte> text)
    {
        var counts = new Dictionary<string, long>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] > 0x20)
                continue;
            if (i > start)
            {
                var word = Encoding.UTF8.GetString(text[start..i]);
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }

            start = i + 1;
        }

        return Answer(counts);
    }

    public static JobAnswer Answer(IEnumerable<KeyValuePair<string, long>> counts)
    {
        var answer = default(JobAnswer);
        foreach (var (word, count) in counts)
            answer = answer.WithWord(Encoding.UTF8.GetBytes(word), count);
        return answer;
    }
}
