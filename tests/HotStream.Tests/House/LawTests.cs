using System.Text.RegularExpressions;

namespace HotStream.Tests.House;

/// <summary>Laws over generated cases are properties, so that the runner says which case and which seed broke them.</summary>
public sealed partial class LawTests
{
    [Fact]
    public void A_law_over_generated_cases_is_a_property_and_no_fact()
    {
        string[] found = [.. Repository.CSharpFiles("tests", "HotStream.Tests").SelectMany(path => FactWithLaw()
            .Matches(File.ReadAllText(path)).Select(match => $"{Repository.Relative(path)}: {match.Groups[1].Value}"))];
        Assert.True(found.Length == 0, "Return Cases.ForAll from a [Property]:\n" + string.Join('\n', found));
    }

    [Fact]
    public void A_fact_with_a_law_is_seen() => Assert.Matches(FactWithLaw(),
        $"    [Fact]\n    public void Some_law()\n    {{\n        int x = 1;\n        {nameof(Cases)}.Check(s_any, Law);\n    }}\n");

    // A fact, and no other member before the law.
    [GeneratedRegex(
        @"\[Fact\]\s+public \w+ (\w+)\((?:(?!\n    [\[/]|\n    private|\n    public)[\s\S])*?(?:Cases\.Check|QuickCheck|Prop\.ForAll)")]
    private static partial Regex FactWithLaw();
}
