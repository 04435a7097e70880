using System.Reflection;

namespace HotStream.Tests.House;

/// <summary>
/// The public surface of each library is text in git, so that a change of it is seen in review. PublicAPI.*.txt list its members: an
/// analyzer fails the build when they do not. PublicTypes.txt says what these lists leave out (<see cref="PublicTypes"/>). A change that
/// is meant is written into both by <c>tests/accept-api.sh</c>.
/// </summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "HOTSTREAM_ACCEPT_API";

    [Theory]
    [MemberData(nameof(DependencyTests.Libraries), MemberType = typeof(DependencyTests))]
    public void The_public_types_are_the_reviewed_ones(string folder, string _)
    {
        string file = Repository.PathOf("src", folder, "PublicTypes.txt");
        string actual = PublicTypes.Print(Assembly.Load(DependencyTests.NameOf(folder)));
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(file, actual);
        }

        string reviewed = File.Exists(file) ? File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal) : "";
        Assert.True(reviewed == actual, $"The public types of {DependencyTests.NameOf(folder)} are not those of "
            + $"src/{folder}/PublicTypes.txt:\n{Difference(reviewed, actual)}\nIf that is meant, run tests/accept-api.sh and commit.");
    }

    [Theory]
    [MemberData(nameof(DependencyTests.Libraries), MemberType = typeof(DependencyTests))]
    public void The_public_members_are_listed(string folder, string _)
    {
        string Read(string name) => File.ReadAllText(Repository.PathOf("src", folder, name));
        string listed = Read("PublicAPI.Shipped.txt") + Read("PublicAPI.Unshipped.txt");
        Type[] types = [.. Assembly.Load(DependencyTests.NameOf(folder)).GetExportedTypes().Where(type => !type.IsNested)];
        Assert.NotEmpty(types);
        Assert.All(types, type => // their members are the analyzer's
            Assert.Contains($"\n{type.Namespace}.{type.Name.Split('`')[0]}", listed, StringComparison.Ordinal));
    }

    [Fact]
    public void A_difference_names_the_type_and_the_member()
    {
        const string reviewed = "class A\n    int X()\n    int Y()\nclass B\n    int X()\n";
        const string actual = "class A\n    int X()\nclass B\n    int X()\n    int Z()\n";
        Assert.Equal("- class A:     int Y()\n+ class B:     int Z()", Difference(reviewed, actual));
        Assert.Equal("", Difference(actual, actual));
    }

    private static string Difference(string reviewed, string actual)
    {
        string[] before = [.. Qualify(reviewed)];
        string[] after = [.. Qualify(actual)];
        return string.Join('\n', before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line)));
    }

    private static IEnumerable<string> Qualify(string text)
    {
        string type = "";
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line.StartsWith(' ') ? type : line;
            yield return line.StartsWith(' ') ? $"{type}: {line}" : line;
        }
    }
}
