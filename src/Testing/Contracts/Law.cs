namespace HotStream.Testing;

/// <summary>One sentence of a contract, and whether it holds.</summary>
/// <param name="Statement">The sentence.</param>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Remark">How it was broken, or why it was not shown; null where there is nothing to say.</param>
public sealed record Law(string Statement, LawVerdict Verdict, string? Remark)
{
    /// <summary>The sentence, the verdict and the remark, in a line.</summary>
    public override string ToString()
    {
        string verdict = Verdict switch
        {
            LawVerdict.Holds => "holds",
            LawVerdict.Broken => "BROKEN",
            _ => "not shown",
        };
        return Remark is null ? $"{verdict}: {Statement}" : $"{verdict}: {Statement}: {Remark}";
    }
}
