using System.Text.RegularExpressions;

namespace HotStream.Tests.House;

/// <summary>Size, order and banned words of the files in src.</summary>
public sealed partial class TidyTests
{
    private const int MostLines = 500;
    private const int MedianLines = 150;
    private const int MostFiles = 30;

    /// <summary>Files that may be longer, each with its reason. Keep it empty if you can.</summary>
    private static readonly Dictionary<string, string> s_longFiles = new()
    {
        // ["src/Core/Folder/File.cs"] = "why it cannot be split",
    };

    /// <summary>
    /// A banned expression, what to use instead, the folders it is banned in, and the files excepted, each with its reason.
    /// </summary>
    private sealed record Ban(string Pattern, string Instead, string[] Folders, Dictionary<string, string> Excepted);

    private static readonly string[] s_everywhere = ["src"];
    private static readonly string[] s_hot =
        ["src/Core/Engine/Kernels", "src/Core/Engine/Memory", "src/Core/Engine/Hashing", "src/Core/Engine/Rings"];

    private static readonly Ban[] s_bans =
    [
        new(@"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b", "TimeProvider, so that tests can set the clock", s_everywhere, []),
        new(@"\bTask\s*\.\s*Run\b", "a thread with a name and an owner, or an async method", s_everywhere, []),
        new(@"\bThread\s*\.\s*Sleep\b", "Parker, or Task.Delay with a TimeProvider and a token", s_everywhere, new()
        {
            ["src/Core/Engine/Execution/PreciseSleep.cs"] = "is the one sleep of the batch clock, where the system has no finer one",
            ["src/Core/Engine/Receiving/BudgetWait.cs"] =
                "waits for memory under overload, when there is work queued for as long as the budget lasts",
        }),
        new(@"\bnamespace\s+[\w.]+\s*\{", "a namespace for the whole file", ["src", "tests", "bench", "fuzz", "examples"], []),
        new(@"#\s*region\b", "two files", s_everywhere, []),
        new(@"\bnew TaskCompletionSource(<[^>]*>)?\s*\(\s*\)", "RunContinuationsAsynchronously: who sets the result must not have to do what"
            + " waited for it (a test that went on on the thread of its listener waited for itself)", ["src", "tests", "bench", "fuzz"], new()
        {
            ["src/Connectors/Mqtt/Listener/MqttTlsBytes.cs"] = "TLS goes on on the thread of its connection, in turn with what comes",
        }),
        new(@"\bnew Thread\s*\(", "SideThread: what fails on a bare thread ends the run of all tests", ["tests/HotStream.Tests"], new()
        {
            ["tests/HotStream.Tests/SideThread.cs"] = "is it",
        }),
        new(
            @"\.\s*(Select|Where|SelectMany|OrderBy|OrderByDescending|ThenBy|GroupBy|Any|All|ToList|ToDictionary|ToHashSet|Distinct|Zip|Concat"
            + @"|First|FirstOrDefault|Single|SingleOrDefault|Last|LastOrDefault|Cast|OfType)\s*(<[\w<>, ]+>)?\s*\(",
            "a loop: hot folders do not allocate enumerators",
            s_hot,
            []),
    ];

    public static TheoryData<string> BannedPatterns => [.. s_bans.Select(ban => ban.Pattern)];

    [Theory]
    [MemberData(nameof(BannedPatterns))]
    public void A_banned_word_is_not_used(string pattern)
    {
        Ban ban = s_bans.Single(ban => ban.Pattern == pattern);
        string[] found = [.. ban.Folders
            .Where(folder => Directory.Exists(Repository.PathOf(folder)))
            .SelectMany(folder => Repository.CSharpFiles(folder))
            .Where(path => !ban.Excepted.ContainsKey(Repository.Relative(path)))
            .SelectMany(path => Uses(path, pattern))];
        Assert.True(found.Length == 0, $"Use {ban.Instead}. A file that must is listed with its reason in {nameof(TidyTests)}:\n"
            + string.Join('\n', found));
    }

    [Fact]
    public void Every_exception_is_still_needed()
    {
        string[] idle = [.. s_bans.SelectMany(ban => ban.Excepted.Keys
                .Where(file => !File.Exists(Repository.PathOf(file)) || !Uses(Repository.PathOf(file), ban.Pattern).Any()))];
        string[] shortened = [.. s_longFiles.Keys
            .Where(file => !File.Exists(Repository.PathOf(file)) || File.ReadAllLines(Repository.PathOf(file)).Length <= MostLines)];
        Assert.Equal([], idle);
        Assert.Equal([], shortened);
    }

    [Fact]
    public void No_file_is_too_long_to_read()
    {
        string[] tooLong = [.. Repository.CSharpFiles("src")
            .Select(path => (Name: Repository.Relative(path), Lines: File.ReadAllLines(path).Length))
            .Where(file => file.Lines > MostLines && !s_longFiles.ContainsKey(file.Name))
            .Select(file => $"{file.Name}: {file.Lines} lines")];
        Assert.True(tooLong.Length == 0, $"More than {MostLines} lines; split by what changes together:\n" + string.Join('\n', tooLong));
    }

    [Fact]
    public void The_usual_file_is_short()
    {
        int[] lengths = [.. Repository.CSharpFiles("src").Select(path => File.ReadAllLines(path).Length).Order()];
        Assert.InRange(lengths[lengths.Length / 2], 1, MedianLines);
    }

    [Fact]
    public void No_folder_has_too_many_files()
    {
        string[] crowded = [.. Repository.CSharpFiles("src")
            .GroupBy(path => Repository.Relative(Path.GetDirectoryName(path)!))
            .Where(files => files.Count() > MostFiles)
            .Select(files => $"{files.Key}: {files.Count()} files")];
        Assert.True(crowded.Length == 0, $"More than {MostFiles} files; split by what is read together:\n" + string.Join('\n', crowded));
    }

    /// <summary>The format check looks at white space only: it takes seconds, and the build has looked at the rest.</summary>
    [Fact]
    public void Namespaces_are_imported_in_order_those_of_System_first()
    {
        string[] mixed = [.. ((string[])["src", "tests", "bench", "fuzz", "examples"]).SelectMany(folder => Repository.CSharpFiles(folder))
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal))
            .Where(path => !IsOrdered([.. Imports().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)]))
            .Select(Repository.Relative)];
        Assert.True(mixed.Length == 0, "Order the usings, System first:\n" + string.Join('\n', mixed));
        Assert.False(IsOrdered(["HotStream.Nats", "System.Text"]));
        Assert.False(IsOrdered(["System.Text.Json", "System.Text"]));
    }

    /// <summary>
    /// Parts of the types that verbs are added to do not count: a verb stands in one file, on streams, batches and pairs.
    /// </summary>
    [Fact]
    public void A_file_declares_at_most_one_public_type()
    {
        string[] crowded = [.. Repository.CSharpFiles("src")
            .Select(path => new SourceFile(path))
            .Select(file => (file.Name, Types: file.Types.Where(type => type.IsPublic && !type.IsPartial)
                .Select(type => type.Name).Distinct().ToArray()))
            .Where(file => file.Types.Length > 1)
            .Select(file => $"{file.Name}: {string.Join(", ", file.Types)}")];
        Assert.True(crowded.Length == 0, "One public type a file:\n" + string.Join('\n', crowded));
    }

    [Fact]
    public void Every_folder_of_Core_is_described_and_every_described_folder_exists()
    {
        string map = File.ReadAllText(Repository.PathOf("src", "Core", "README.md"));
        string[] described = [.. Headings().Matches(map).Select(match => match.Groups[1].Value)];
        string[] folders = [.. DependencyTests.FoldersOfCore()];
        string[] missing = [.. folders.Except(described).Select(folder => $"{folder} has no heading")];
        string[] gone = [.. described.Except(folders).Select(folder => $"{folder} does not exist")];
        Assert.True(missing.Length + gone.Length == 0, "src/Core/README.md is the map of the folders:\n"
            + string.Join('\n', missing.Concat(gone)));
        Assert.Equal(described.Length, described.Distinct().Count());
    }

    private static bool IsOrdered(string[] names)
    {
        static string KeyOf(string name) => (name == "System" || name.StartsWith("System.", StringComparison.Ordinal) ? "0." : "1.")
            + name.Replace('.', '\u0001'); // a part ends before any letter
        return names.Zip(names.Skip(1))
            .All(pair => string.Compare(KeyOf(pair.First), KeyOf(pair.Second), StringComparison.OrdinalIgnoreCase) <= 0);
    }

    private static IEnumerable<string> Uses(string path, string pattern)
    {
        string code = pattern.StartsWith('#') ? File.ReadAllText(path) : new SourceFile(path).Code;
        return Regex.Matches(code, pattern)
            .Select(match => $"{Repository.Relative(path)}({code.AsSpan(0, match.Index).Count('\n') + 1}): {match.Value.Trim()}");
    }

    [GeneratedRegex(@"^using ([\w.]+);$", RegexOptions.Multiline)]
    private static partial Regex Imports();

    [GeneratedRegex(@"^## ([\w/]+?)/?\s*$", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
