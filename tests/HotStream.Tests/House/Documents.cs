using System.Text.RegularExpressions;

namespace HotStream.Tests.House;

/// <summary>The pages that people read: README, ARCHITECTURE, everything in docs, and what packages say about themselves.</summary>
internal static partial class Documents
{
    public static IEnumerable<string> Pages() =>
    [
        Repository.PathOf("README.md"),
        Repository.PathOf("ARCHITECTURE.md"),
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        .. Directory.EnumerateFiles(Repository.PathOf("src"), "PACKAGE.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
    ];

    /// <summary>The files of the repository that a page links to, by their full paths, whether or not they exist.</summary>
    public static IReadOnlyList<string> Links(string page) =>
    [
        .. Link().Matches(WithoutCode(File.ReadAllText(page)))
            .Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Select(target => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, target.Split('#')[0])))
    ];

    /// <summary>
    /// The sentences of a page: of paragraphs, lines of lists and cells of tables. Code is left out, a piece of it in a sentence is a word.
    /// </summary>
    public static IEnumerable<string> Sentences(string page)
    {
        string text = WithoutCode(page);
        text = InlineCode().Replace(text, "code");
        text = Link().Replace(text, "](link)");
        text = Heading().Replace(text, "\n\n$0\n\n");
        text = ListItem().Replace(text, "\n\n$0");
        return text.Replace("|", "\n\n", StringComparison.Ordinal).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(paragraph => SentenceEnd().Split(paragraph))
            .Select(sentence => sentence.ReplaceLineEndings(" ").Trim())
            .Where(sentence => sentence.Length > 0);
    }

    public static int Words(string sentence) =>
        sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit));

    private static string WithoutCode(string page) => CodeBlock().Replace(page, "\n");

    [GeneratedRegex(@"^```.*?^```\s*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"`[^`\n]+`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#.*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(- |\* |\d+\. )", RegexOptions.Multiline)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=\S)")]
    private static partial Regex SentenceEnd();
}
