using HotStream.Testing;

namespace HotStream.Tests.Testing.Kit;

/// <summary>Looks into reports of contracts.</summary>
internal static class LawAssert
{
    public static void AllHold(ContractReport report, params string[] notShown)
    {
        Assert.True(report.Holds, report.ToString());
        Assert.Equal(notShown, report.Laws.Where(law => law.Verdict == LawVerdict.NotShown).Select(law => law.Statement));
        Assert.Same(report, report.ThrowIfBroken());
    }

    /// <summary>The law is broken, and nothing else unless named.</summary>
    public static void Broken(ContractReport report, string law, params string[] also)
    {
        Assert.Contains(law, report.Broken.Select(broken => broken.Statement));
        Assert.Equal([], report.Broken.Select(broken => broken.Statement).Except([law, .. also]));
        Assert.All(report.Broken, broken => Assert.NotNull(broken.Remark));
        Assert.Contains(law, Assert.Throws<BrokenLawException>(report.ThrowIfBroken).Message, StringComparison.Ordinal);
    }
}
