using System.Text;

namespace HotStream.Cli;

/// <summary>
/// Writes text whose words are as unevenly spread as in a natural one: the word of rank r comes with a probability of 1/r (Zipf, s = 1.0).
/// The commonest are English, the others are made of syllables, rarer ones being longer. The same seed gives the same text.
/// </summary>
internal sealed class ZipfGenerator
{
    public const int WordsPerLine = 10;

    private const string English =
        "the of and to in a is that it was for on are as with his they at be this from have or by one had not but "
        + "what all were when we there "
        + "can an your which their said if do will each about how up out them then she many some so these "
        + "would other into has more her two";

    private static readonly string[] s_syllables = MakeSyllables();

    private readonly byte[][] _words;
    private readonly double[] _upTo; // share of all words that are of this rank or a lower one

    public ZipfGenerator(int words = 100_000)
    {
        _words = MakeWords(words);
        _upTo = new double[words];
        double sum = 0;
        for (int rank = 0; rank < words; rank++)
        {
            sum += 1.0 / (rank + 1);
            _upTo[rank] = sum;
        }

        for (int rank = 0; rank < words; rank++)
        {
            _upTo[rank] /= sum;
        }
    }

    /// <summary>Whole lines of ten words, until so many bytes are full or nearly so.</summary>
    public byte[] Write(int bytes, int seed = 42)
    {
        var random = new Random(seed);
        var text = new MemoryStream(bytes);
        var line = new MemoryStream();
        while (true)
        {
            line.SetLength(0);
            for (int i = 1; i <= WordsPerLine; i++)
            {
                line.Write(Draw(random));
                line.WriteByte((byte)(i < WordsPerLine ? ' ' : '\n'));
            }

            if (text.Length + line.Length > bytes)
            {
                return text.ToArray();
            }

            line.WriteTo(text);
        }
    }

    private byte[] Draw(Random random)
    {
        int rank = Array.BinarySearch(_upTo, random.NextDouble());
        return _words[Math.Min(rank < 0 ? ~rank : rank, _words.Length - 1)];
    }

    private static byte[][] MakeWords(int count)
    {
        var made = new List<string>(count);
        made.AddRange(English.Split(' '));
        var known = new HashSet<string>(made);
        for (int number = 0; made.Count < count; number++)
        {
            string word = Spell(number);
            if (known.Add(word))
            {
                made.Add(word);
            }
        }

        var words = new byte[count][];
        for (int rank = 0; rank < count; rank++)
        {
            words[rank] = Encoding.ASCII.GetBytes(made[rank]);
        }

        return words;
    }

    private static string Spell(int number)
    {
        var word = new StringBuilder();
        for (int rest = number; rest > 0 || word.Length == 0; rest /= s_syllables.Length)
        {
            word.Append(s_syllables[rest % s_syllables.Length]);
        }

        return (number % 50 == 49 ? word.Append("isation") : word).ToString(); // some words are longer than 12 letters
    }

    private static string[] MakeSyllables()
    {
        var syllables = new List<string>();
        foreach (char first in "bdfgklmnprstvz")
        {
            foreach (char vowel in "aeiou")
            {
                syllables.Add($"{first}{vowel}");
                syllables.Add($"{first}{vowel}n");
            }
        }

        return [.. syllables];
    }
}
