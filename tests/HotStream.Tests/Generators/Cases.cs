using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Generators;

/// <summary>The few FsCheck words the tests use: a law over generated cases, with lists shrunk to the part that matters.</summary>
internal static class Cases
{
    /// <summary>A law that holds for all cases; a broken one is reported with the case and the seed.</summary>
    public static Property ForAll<T>(Gen<T> cases, Action<T> law) => Prop.ForAll(Arb.From(cases), law);

    // Each attempt runs the law, and one that fails by waiting in vain takes minutes: a long report is worth more than none.
    private static readonly TimeSpan s_longestShortening = TimeSpan.FromSeconds(20);

    /// <summary>A law that holds for all lists; a failing list is shortened, for a while.</summary>
    public static Property ForAllLists<T>(Gen<T[]> cases, Action<T[]> law)
    {
        Stopwatch? shortening = null;
        return Prop.ForAll(Arb.From(cases, list => Shorter(list).TakeWhile(_ =>
            (shortening ??= Stopwatch.StartNew()).Elapsed < s_longestShortening)), law);
    }

    /// <summary>Checks a law here and now: in a theory, where it has to hold for each of a list of arguments.</summary>
    public static void Check<T>(Gen<T> cases, Action<T> law, int count = 100) =>
        ForAll(cases, law).Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    /// <summary>Any byte.</summary>
    public static Gen<byte> AnyByte { get; } = Gen.Choose(0, 255).Select(b => (byte)b);

    /// <summary>Arrays whose length lies in a range.</summary>
    public static Gen<T[]> Arrays<T>(Gen<T> element, int shortest, int longest) =>
        Gen.Choose(shortest, longest).SelectMany(length => element.ArrayOf(length));

    private static IEnumerable<T[]> Shorter<T>(T[] list)
    {
        for (int piece = list.Length; piece >= 1; piece /= 2)
        {
            for (int start = 0; start + piece <= list.Length; start += piece)
            {
                yield return [.. list[..start], .. list[(start + piece)..]];
            }
        }
    }
}
