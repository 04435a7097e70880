using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Kernels;

public sealed class ColumnKernelsTests
{
    [Property]
    public Property Every_width_adds_what_the_scalar_definition_adds()
    {
        Gen<(int[] Entering, int[] Leaving, long Total)> cases =
            from length in Gen.OneOf(Gen.Choose(0, 70), Gen.Choose(0, 2000))
            from entering in Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(int.MaxValue - 2, int.MaxValue),
                Gen.Choose(0, int.MaxValue)).ArrayOf(length)
            from leaving in Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(int.MaxValue - 2, int.MaxValue),
                Gen.Choose(0, int.MaxValue)).ArrayOf(length)
            from total in Gen.Elements(0L, 1L << 40, -3L)
            select (entering, leaving, total);
        return Cases.ForAll(cases, x =>
        {
            long[] expected = [.. x.Entering.Select((count, i) => x.Total + i + count - x.Leaving[i])];
            foreach (string width in KernelCatalog.Supported)
            {
                long[] totals = [.. x.Entering.Select((_, i) => x.Total + i)];
                ColumnKernels.AddDifference(totals, x.Entering, x.Leaving, width);
                Assert.Equal(expected, totals);
            }
        });
    }

    [Property(MaxTest = 500)]
    public Property Every_width_stops_at_the_sum_that_the_scalar_definition_stops_at()
    {
        double[] odd = [0, -0.0, 1, -1, 0.001, 1023, 1024, 1025, 1e300, -1e300, double.PositiveInfinity, double.NegativeInfinity,
            double.NaN, double.MaxValue];
        Gen<double> mostlyPlain = Gen.Frequency((8, Gen.Choose(500, 1000).Select(x => (double)x)), (1, Gen.Elements(odd)));
        Gen<(double[] Sums, double[] Leaving, double[] Largest)> cases =
            from length in Gen.Choose(0, 60)
            from sums in mostlyPlain.ArrayOf(length)
            from leaving in Gen.Frequency((8, Gen.Choose(0, 9).Select(x => (double)x)), (1, Gen.Elements(odd))).ArrayOf(length)
            from largest in Gen.Frequency((8, Gen.Choose(-9, 900).Select(x => (double)x)), (1, Gen.Elements(odd))).ArrayOf(length)
            select (sums, leaving, largest);
        return Cases.ForAll(cases, x =>
        {
            double[] expected = [.. x.Sums];
            double[] most = [.. x.Largest];
            int stop = ColumnKernels.SubtractRounded(expected, x.Leaving, most, out bool isSpoilt, "scalar");
            double large = stop == 0 ? 0 : Math.Max(Math.Abs(x.Leaving[stop - 1]), Math.Abs(x.Largest[stop - 1]));
            Assert.Equal(isSpoilt, stop > 0 && (x.Sums[stop - 1] - x.Leaving[stop - 1]) is var left
                && !(double.IsFinite(left) && Math.Abs(left) * 1024 >= large));
            foreach (string width in KernelCatalog.Supported)
            {
                double[] sums = [.. x.Sums];
                double[] largest = [.. x.Largest];
                Assert.Equal(stop, ColumnKernels.SubtractRounded(sums, x.Leaving, largest, out bool spoilt, width));
                Assert.Equal(isSpoilt, spoilt);
                Assert.Equal(expected, sums);
                Assert.Equal(most.Select(Math.Abs), largest.Select(Math.Abs));
            }
        });
    }

    [Fact]
    public void Columns_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnKernels.AddDifference(new long[3], new int[2], new int[3]));
}
