using System.Text;

namespace HotStream.Bench;

/// <summary>
/// Batches of pairs that touch some of many keys held (seed 42, keys of 8-12 letters drawn uniformly): as slices and as shared strings.
/// Every key has a state beforehand, its number plus one. The answer is added up by key number while the batches are made.
/// </summary>
internal sealed class StateBatches
{
    private const ulong Seed = 42;
    private const int LongestKey = 12;

    private StateBatches(string[] names, int batches, int touched)
    {
        var random = new SplitMix64(Seed);
        var utf8 = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
        var totals = new long[names.Length];
        Names = names;
        Keys = Array.ConvertAll(utf8, bytes => Utf8Slice.FromInline(bytes));
        Slices = new KeyValuePair<Utf8Slice, long>[batches][];
        Strings = new KeyValuePair<string, long>[batches][];
        for (var key = 0; key < names.Length; key++)
            totals[key] = Initial(key);
        for (var batch = 0; batch < batches; batch++)
        {
            Slices[batch] = new KeyValuePair<Utf8Slice, long>[touched];
            Strings[batch] = new KeyValuePair<string, long>[touched];
            for (var i = 0; i < touched; i++)
            {
                var key = random.Below(names.Length);
                var value = (long)(random.Next() & 1023);
                totals[key] += value;
                Slices[batch][i] = new(Keys[key], value);
                Strings[batch][i] = new(names[key], value);
            }
        }

        for (var key = 0; key < names.Length; key++)
            Answer = Answer.WithWord(utf8[key], totals[key]);
        Answer = Answer with { Total = Records };
    }

    public string[] Names { get; }

    public Utf8Slice[] Keys { get; }

    public KeyValuePair<Utf8Slice, long>[][] Slices { get; }

    public KeyValuePair<string, long>[][] Strings { get; }

    /// <summary>All keys with their totals; its total is the number of records.</summary>
    public JobAnswer Answer { get; }

    public long Records => (long)Slices.Length * Slices[0].Length;

    public static long Initial(int key) => key + 1;

    public static StateBatches Make(int keys, int batches, int touched)
    {
        var random = new SplitMix64(Seed + 1);
        var names = new HashSet<string>(keys);
        Span<char> letters = stackalloc char[LongestKey];
        while (names.Count < keys)
        {
            var length = 8 + random.Below(LongestKey - 8 + 1);
            for (var i = 0; i < length; i++)
                letters[i] = (char)('a' + random.Below(26));
            names.Add(new string(letters[..length]));
        }

        return new StateBatches([.. names], batches, touched);
    }
}
