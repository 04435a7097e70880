using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Kernels;

public sealed class ColumnKernelsTests
{
    [Fact]
    public void Every_width_adds_what_the_scalar_definition_adds()
    {
        Gen<(int[] Entering, int[] Leaving, long Total)> cases =
            from length in Gen.OneOf(Gen.Choose(0, 70), Gen.Choose(0, 2000))
            from entering in Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(int.MaxValue - 2, int.MaxValue), Gen.Choose(0, int.MaxValue)).ArrayOf(length)
            from leaving in Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(int.MaxValue - 2, int.MaxValue), Gen.Choose(0, int.MaxValue)).ArrayOf(length)
            from total in Gen.Elements(0L, 1L << 40, -3L)
            select (entering, leaving, total);
        Cases.Check(cases, x =>
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

    [Fact]
    public void Columns_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnKernels.AddDifference(new long[3], new int[2], new int[3]));
}
