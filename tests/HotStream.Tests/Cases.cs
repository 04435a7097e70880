using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests;

/// <summary>The few FsCheck words the tests use: check a law over generated cases, with lists shrunk to the part that matters.</summary>
internal static class Cases
{
    /// <summary>Checks a law; a broken one is reported with the smallest case found.</summary>
    public static void Check<T>(Gen<T> cases, Action<T> law, int count = 100) =>
        Prop.ForAll(Arb.From(cases), law).Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    /// <summary>Checks a law over lists; a failing list is shortened.</summary>
    public static void CheckLists<T>(Gen<T[]> cases, Action<T[]> law, int count = 100) =>
        Prop.ForAll(Arb.From(cases, Shorter), law).Check(Config.QuickThrowOnFailure.WithMaxTest(count));

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
