using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Text;

namespace HotStream.Bench;

/// <summary>
/// Makes rows of uniformly drawn keys (seed 42). The keys are sparse random numbers or words: dense ids 0..K-1 would
/// let several hashes become perfect ones and flatter whoever uses them. Values are 32-bit random numbers as long. The answer is
/// counted by key index while the rows are made, so no group table is trusted for it.
/// </summary>
internal static class KeyRows
{
    private const ulong Seed = 42;
    private const int ViewKeyBytes = 12;

    public static LongRows Longs(int keyCount, int rowCount)
    {
        var random = new SplitMix64(Seed);
        var distinct = new HashSet<long>(keyCount);
        while (distinct.Count < keyCount)
            distinct.Add((long)random.Next());
        var dictionary = distinct.ToArray();

        var keys = new long[rowCount];
        var values = new long[rowCount];
        var states = new KeyState[keyCount];
        for (var row = 0; row < rowCount; row++)
        {
            var index = random.Below(keyCount);
            keys[row] = dictionary[index];
            values[row] = (int)random.Next();
            states[index].Add(values[row]);
        }

        return new LongRows(keys, values, keyCount, Answer(states, index => AnswerHash.OfLong(dictionary[index])));
    }

    public static StringRows Strings(int keyCount, int rowCount)
    {
        var random = new SplitMix64(Seed);
        var dictionary = Names(keyCount, ref random);
        var utf8 = dictionary.Select(Encoding.UTF8.GetBytes).ToArray();
        var bytes = new byte[checked(rowCount * ViewKeyBytes)];
        var offsets = new int[rowCount + 1];
        var strings = new string[rowCount];
        var views = new Vector128<byte>[rowCount];
        var values = new long[rowCount];
        var states = new KeyState[keyCount];
        for (var row = 0; row < rowCount; row++)
        {
            var index = random.Below(keyCount);
            utf8[index].CopyTo(bytes, offsets[row]);
            offsets[row + 1] = offsets[row] + utf8[index].Length;
            strings[row] = dictionary[index];
            views[row] = View(utf8[index]);
            values[row] = (int)random.Next();
            states[index].Add(values[row]);
        }

        var answer = Answer(states, index => AnswerHash.OfBytes(utf8[index]));
        return new StringRows(bytes, offsets, strings, views, values, keyCount, answer);
    }

    /// <summary>So many different words of 8 to 12 letters.</summary>
    public static string[] Names(int count)
    {
        var random = new SplitMix64(Seed);
        return Names(count, ref random);
    }

    private static string[] Names(int count, ref SplitMix64 random)
    {
        var distinct = new HashSet<string>(count);
        Span<char> letters = stackalloc char[ViewKeyBytes];
        while (distinct.Count < count)
        {
            var length = 8 + random.Below(5);
            for (var i = 0; i < length; i++)
                letters[i] = (char)('a' + random.Below(26));
            distinct.Add(new string(letters[..length]));
        }

        return [.. distinct];
    }

    private static Vector128<byte> View(ReadOnlySpan<byte> key)
    {
        Span<byte> view = stackalloc byte[16];
        view.Clear();
        key.CopyTo(view);
        BinaryPrimitives.WriteInt32LittleEndian(view[ViewKeyBytes..], key.Length);
        return Vector128.Create(view);
    }

    private static JobAnswer Answer(KeyState[] states, Func<int, ulong> hashOf)
    {
        var answer = default(JobAnswer);
        for (var index = 0; index < states.Length; index++)
        {
            if (states[index].Count > 0)
                answer = answer.WithGroup(hashOf(index), states[index]);
        }

        return answer;
    }
}
