using HotStream.Tests.Cli;
using HotStream.Tests.House;

namespace HotStream.Tests.Examples;

/// <summary>What all examples have in common.</summary>
public sealed class ExampleListTests
{
    /// <summary>Each folder with a project; <c>examples/data</c> has none.</summary>
    public static TheoryData<string> Names =>
        [.. Repository.Folders("examples").Where(name => File.Exists(Repository.PathOf("examples", name, $"{name}.csproj")))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Wrong_arguments_are_one_line_of_usage_and_2(string name)
    {
        foreach (string[] arguments in new string[][] { [], ["localhost", "0", "0", "0"], ["localhost", "1", "2", "3", "4", "5", "6"] })
        {
            using CliProcess process = CliProcess.StartProgram($"{name}.dll", arguments);
            Assert.Equal(2, process.WaitForExit());
            Assert.Equal("", process.Output);
            Assert.Matches($@"\Ausage: {name} [^\n]*\n\z", process.Error);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_described_built_with_the_solution_and_tested(string name)
    {
        Assert.Contains($"--project examples/{name} ", File.ReadAllText(Repository.PathOf("examples", "README.md")),
            StringComparison.Ordinal);
        Assert.Contains($@"""examples\{name}\{name}.csproj""", File.ReadAllText(Repository.PathOf("HotStream.sln")),
            StringComparison.Ordinal);
        Assert.Contains(typeof(ExampleTests).GetMethods(), method => method.Name.StartsWith(name + "_", StringComparison.Ordinal));
    }
}
