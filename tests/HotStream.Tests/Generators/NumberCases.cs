using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Generators;

/// <summary>Numbers, among them those at the edges.</summary>
internal static class NumberCases
{
    public static Gen<long> Longs { get; } = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(n => (long)n),
        Gen.Elements(0L, 1L, -1L, long.MaxValue, long.MinValue),
        Cases.AnyByte.ArrayOf(8).Select(bytes => BitConverter.ToInt64(bytes)));

    /// <summary>Few small numbers, which come again, and wide ones.</summary>
    public static Gen<long> NarrowAndWide { get; } = Gen.OneOf(
        Gen.Choose(-20, 20).Select(x => (long)x),
        Gen.Choose(int.MinValue, int.MaxValue).Select(x => x * 4_294_967_291L));

    /// <summary>Words that differ in few bits, or not at all.</summary>
    public static Gen<ulong> Words { get; } = Gen.Elements(
        0UL, 1UL, 1UL << 63, 0xFFFF_FFFFUL, 0xFFFF_FFFF_0000_0000UL, ulong.MaxValue, 0x0102_0304_0506_0708UL, 0x0102_0304_0506_0709UL);

    /// <summary>Numbers none of which is zero or a multiple of a power of two.</summary>
    public static Gen<double> Sevenths { get; } = Gen.Choose(-1_000_000, 1_000_000).Select(n => (n + 0.5) / 7);

    public static Gen<double> AnyDoubles { get; } = Gen.OneOf(
        Sevenths, Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, double.Epsilon, double.MaxValue));

    /// <summary>Points of the plane on so fine a grid that none lies as far from one center as from another.</summary>
    public static Gen<double[]> Points { get; } = Gen.Choose(-1_000_000_000, 1_000_000_000).Select(n => n / 7e7).ArrayOf(2);

    /// <summary>Three features of an example.</summary>
    public static Gen<double[]> Features { get; } = Gen.Choose(-20, 20).Select(n => n / 10.0).ArrayOf(3);
}
