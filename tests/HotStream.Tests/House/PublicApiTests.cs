using System.Reflection;

namespace HotStream.Tests.House;

/// <summary>The public surface of each library is a text file in git, so that a change of it is seen in review.</summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "HOTSTREAM_ACCEPT_API";

    [Theory]
    [MemberData(nameof(DependencyTests.Libraries), MemberType = typeof(DependencyTests))]
    public void The_public_surface_is_the_reviewed_one(string folder, string _)
    {
        string file = Repository.PathOf("src", folder, "PublicApi.txt");
        string actual = PublicApi.Print(Assembly.Load(DependencyTests.NameOf(folder)));
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(file, actual);
        }

        string reviewed = File.Exists(file) ? File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal) : "";
        Assert.True(reviewed == actual, $"The public surface of {DependencyTests.NameOf(folder)} is not that of "
            + $"src/{folder}/PublicApi.txt:\n{Difference(reviewed, actual)}\n"
            + $"If that is meant, run the tests once with the environment variable {AcceptVariable}=1 and commit the file.");
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
