using System.Reflection;
using System.Runtime.CompilerServices;

namespace HotStream.Tests.House;

/// <summary>Who may know whom: between projects by their references, inside Core by a scan of the source.</summary>
public sealed class DependencyTests
{
    /// <summary>
    /// Folders of src/Core, storey by storey; each may use only types of those to its left, and folders in it count as it. The root of
    /// src/Core stands left of all. A partial type lives where its first part is.
    /// </summary>
    internal static readonly string[] Order =
    [
        "Engine/Kernels", "Engine/Memory", "Engine/Hashing", "Engine/Rings", "Engine/Diagnostics", "Engine/Storing", "Engine/Aggregates",
        "Engine/Execution", "Engine/Recovery", "Engine/Batches", "Engine/Windows", "Engine/State", "Engine/Receiving", "Engine/Delivering",
        "Streams/Listening", "Streams/Context", "Streams/Inputs", "Streams/Outputs", "Streams/Verbs", "Streams/Windows", "Streams/State",
        "Streams/Joins", "Streams/Tuples", "Streams/Learning", "Streams/Testing",
        "Frames/Columns", "Frames/Kernels", "Frames/Expressions", "Frames/Records", "Frames/Functions", "Frames/Aggregates",
            "Frames/Binding", "Frames/Plans",
        "Frames/Operators", "Frames/Sql", "Frames/Sessions", "Frames/Typed",
    ];

    /// <summary>
    /// The libraries: folder in src and what it may know. A connector may know Core, Io and Sinks, and no other connector.
    /// </summary>
    public static TheoryData<string, string> Libraries =>
    [
        ("Core", ""),
        ("Io", "HotStream.Core"),
        ("Sinks", "HotStream.Core"),
        ("Testing", "HotStream.Core"),
        .. Repository.Folders("src", "Connectors")
            .Select(name => new TheoryDataRow<string, string>("Connectors/" + name, "HotStream.Core,HotStream.Io,HotStream.Sinks")),
        .. Repository.Folders("src", "Codecs").Select(name => new TheoryDataRow<string, string>("Codecs/" + name, "HotStream.Core")),
    ];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_references_only_what_it_may(string folder, string allowed)
    {
        string[] known = [.. Assembly.Load(NameOf(folder)).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("HotStream", StringComparison.Ordinal))];
        Assert.Empty(known.Except(allowed.Split(',')));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_project_lists_only_what_it_may(string folder, string allowed)
    {
        string project = File.ReadAllText(Repository.PathOf("src", folder, $"{NameOf(folder)}.csproj"));
        string[] listed =
            [.. System.Text.RegularExpressions.Regex.Matches(project, "ProjectReference Include=\"[^\"]*?([^/\"\\\\]+)\\.csproj\"")
            .Select(match => match.Groups[1].Value)];
        Assert.Empty(listed.Except(allowed.Split(',')));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Only_tests_fuzzers_and_benches_see_internals(string folder, string _)
    {
        // If our own receivers and sinks cannot be written against the public contract, nobody's can.
        string[] friends = [.. Assembly.Load(NameOf(folder)).GetCustomAttributes<InternalsVisibleToAttribute>()
            .Select(friend => friend.AssemblyName)];
        Assert.Empty(friends.Except(["HotStream.Tests", "HotStream.Fuzz", "HotStream.Bench", "HotStream.Torture"]));
    }

    [Fact]
    public void What_is_written_is_not_among_what_is_received()
    {
        string[] sinks = [.. Repository.CSharpFiles("src", "Io")
            .Where(path => System.Text.RegularExpressions.Regex.IsMatch(new SourceFile(path).Code, ": Sink<|SinkWriter<"))
            .Select(Repository.Relative)];
        Assert.True(sinks.Length == 0,
            "A system that is read and written is one folder, src/Connectors/SYSTEM; what is only written is in src/Sinks:\n"
            + string.Join('\n', sinks));
    }

    [Fact]
    public void A_folder_of_Core_uses_only_types_of_folders_to_its_left()
    {
        List<(string Folder, SourceFile File)> files = CoreFiles();
        Dictionary<string, string> home = files
            .SelectMany(file => file.File.Types.Select(type => (type.Name, file.Folder)))
            .GroupBy(type => type.Name)
            .ToDictionary(types => types.Key, types => types.MinBy(type => RankOf(type.Folder)).Folder);
        string[] violations = [.. files.SelectMany(file => file.File.UsedNames()
            .Where(name => home.TryGetValue(name, out string? folder) && RankOf(folder) > RankOf(file.Folder))
            .Select(name => $"{file.File.Name} uses {name} of {home[name]}"))];
        Assert.True(violations.Length == 0, "A folder may use only folders to its left in " + string.Join(" -> ", Order) + ":\n"
            + string.Join('\n', violations));
    }

    [Fact]
    public void A_type_of_Core_is_declared_once_unless_its_parts_say_so()
    {
        string[] twice = [.. CoreFiles()
            .SelectMany(file => file.File.Types.Where(type => !type.IsPartial).Select(type => (type.Name, file.Folder)))
            .Distinct()
            .GroupBy(type => type.Name)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} is declared in {string.Join(" and ", group.Select(type => type.Folder))}")];
        Assert.True(twice.Length == 0, string.Join('\n', twice));
    }

    [Fact]
    public void Every_folder_of_Core_has_its_place_in_the_order()
    {
        string[] unknown = [.. FoldersOfCore().Except(Order)];
        Assert.True(unknown.Length == 0, $"Give {string.Join(", ", unknown)} a place in {nameof(DependencyTests)}.{nameof(Order)} and a "
            + "paragraph in src/Core/README.md.");
    }

    internal static IEnumerable<string> FoldersOfCore() => Repository.Folders("src", "Core")
        .SelectMany(storey => Repository.Folders("src", "Core", storey).Select(folder => $"{storey}/{folder}"));

    /// <summary>The project, assembly and package of a folder in src.</summary>
    internal static string NameOf(string folder) => "HotStream." + folder[(folder.LastIndexOf('/') + 1)..];

    private static List<(string Folder, SourceFile File)> CoreFiles() => [.. Repository.CSharpFiles("src", "Core")
        .Select(path => (string.Join('/', Path.GetRelativePath(Repository.PathOf("src", "Core"), path)
            .Split(Path.DirectorySeparatorChar)[..^1].Take(2)), new SourceFile(path)))];

    private static int RankOf(string folder) => Array.IndexOf(Order, folder); // the root is -1: left of all
}
