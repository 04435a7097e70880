using System.Numerics;

namespace HotStream;

/// <summary>Small whole numbers, a bit each. One owner.</summary>
internal sealed class NumberSet
{
    private ulong[] _words = new ulong[16];
    private int _first; // no word before it has a bit

    public void Add(int number)
    {
        int word = number >> 6;
        if (word >= _words.Length)
        {
            Array.Resize(ref _words, Math.Max(word + 1, _words.Length * 2));
        }

        _words[word] |= 1UL << number;
        _first = Math.Min(_first, word);
    }

    /// <summary>Adds all numbers from 0 on.</summary>
    /// <param name="count">How many.</param>
    public void AddBelow(int count)
    {
        if (count == 0)
        {
            return;
        }

        Add(count - 1);
        int whole = count >> 6;
        _words.AsSpan(0, whole).Fill(ulong.MaxValue);
        if ((count & 63) != 0)
        {
            _words[whole] |= (1UL << count) - 1;
        }

        _first = 0;
    }

    /// <summary>Takes out the smallest numbers, in order; returns how many.</summary>
    public int Take(Span<int> numbers)
    {
        int taken = 0;
        for (; _first < _words.Length; _first++)
        {
            ref ulong word = ref _words[_first];
            while (word != 0)
            {
                if (taken == numbers.Length)
                {
                    return taken;
                }

                numbers[taken++] = (_first << 6) + BitOperations.TrailingZeroCount(word);
                word &= word - 1;
            }
        }

        return taken;
    }

    public void Clear()
    {
        _words.AsSpan().Clear();
        _first = _words.Length;
    }
}
