using System.Text;
using HotStream.Tests.Memory;

namespace HotStream.Tests.Aggregating;

/// <summary>
/// Keys made from numbers, a different key for every number, so that a dictionary by number is the oracle for a table of any key type.
/// <see cref="Renew"/> takes away the memory that keys were made in, as the end of a batch does.
/// </summary>
internal abstract class TestKeys<TKey> : IDisposable
{
    public abstract TKey Of(int number);

    public virtual void Renew()
    {
    }

    public virtual void Dispose()
    {
    }
}

/// <summary>Keys computed from the number alone.</summary>
internal sealed class ComputedKeys<TKey>(Func<int, TKey> key) : TestKeys<TKey>
{
    public override TKey Of(int number) => key(number);
}

/// <summary>
/// Texts: the empty one, short ones, ones of exactly 12 and 13 bytes, long ones that share their first 4, 12 or 40 bytes. Each lies in
/// memory that goes back to the pool at <see cref="Renew"/>, and is written anew whenever it is asked for.
/// </summary>
internal sealed class TextKeys : TestKeys<Utf8Slice>
{
    private readonly Utf8Arena _arena = new();

    public override Utf8Slice Of(int number) => _arena.Add(Encoding.ASCII.GetBytes(TextOf(number)));

    public override void Renew() => _arena.Clear();

    public override void Dispose()
    {
        _arena.Dispose();
        base.Dispose();
    }

    private static string TextOf(int number) => number == 0 ? "" : (number % 6) switch
    {
        0 => "k" + number,
        1 => number.ToString("D12", null),
        2 => number.ToString("D13", null),
        3 => "http" + new string('/', 10) + number,
        4 => "twelve bytes" + number.ToString("D9", null),
        _ => "a prefix that is forty bytes long, then " + number,
    };
}

/// <summary>Which keys to try, by name, so that a test can be a theory.</summary>
internal static class TestKeys
{
    public enum Colour
    {
        Zero,
    }

    public static ComputedKeys<long> Dense() => new(number => number);

    public static ComputedKeys<long> Negative() => new(number => -(long)number);

    public static ComputedKeys<long> Sparse() => new(number => unchecked(number * (long)0x9E37_79B9_7F4A_7C15));

    public static ComputedKeys<long> HighBits() => new(number => (long)number << 40);

    public static ComputedKeys<int> Ints() => new(number => number % 2 == 0 ? number / 2 : -1 - (number / 2));

    public static ComputedKeys<ushort> Shorts() => new(number => (ushort)number);

    public static ComputedKeys<Colour> Enums() => new(number => (Colour)number);

    public static ComputedKeys<TimeSpan> Spans() => new(number => TimeSpan.FromMilliseconds(number));

    public static ComputedKeys<string> Strings() => new(number => number == 0 ? "" : "key " + number);

    public static ComputedKeys<(int Row, int Column)> Pairs() => new(number => (number & 63, number >> 6));

    public static ComputedKeys<double> Doubles() => new(number => number / 8.0);
}
