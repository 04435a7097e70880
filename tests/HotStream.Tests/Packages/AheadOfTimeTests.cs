using System.Runtime.InteropServices;
using HotStream.Tests.Cli;

namespace HotStream.Tests.Packages;

/// <summary>Programs compiled ahead of time: the package chooses the instruction set, and the binary answers as the JIT does.</summary>
[Collection(PackageCollection.Name)]
public sealed class AheadOfTimeTests(PackageUser user)
{
    [Theory]
    [InlineData("linux-x64", "x86-64-v3", "-p:PublishAot=true")]
    [InlineData("win-x64", "x86-64-v3", "-p:PublishAot=true")]
    [InlineData("linux-x64", "native", "-p:PublishAot=true", "-p:IlcInstructionSet=native")] // the user's choice stands
    [InlineData("linux-arm64", "", "-p:PublishAot=true")]
    [InlineData("linux-x64", "")]
    public void The_package_chooses_an_instruction_set_only_where_nobody_else_did(
        string runtime, string expected, params string[] properties)
    {
        string folder = user.Create("Chosen");
        Dotnet.Run(folder, user.Environment, "restore");
        string chosen = Dotnet.Run(folder, user.Environment,
            ["msbuild", "-getProperty:IlcInstructionSet", $"-p:RuntimeIdentifier={runtime}", .. properties]);
        Assert.Equal(expected, chosen.Trim());
    }

    [Fact]
    public void The_first_job_of_the_readme_answers_ahead_of_time_as_it_does_by_JIT()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the linker's place is known on Linux only");
        Assert.SkipUnless(IsInstalled("clang") || IsInstalled("gcc"), "no linker: install gcc (or clang) and zlib1g-dev");
        string folder = user.Create("Ahead", mayAskFeeds: true);
        string project = Path.Combine(folder, "Ahead.csproj");
        File.WriteAllText(project, File.ReadAllText(project)
            .Replace("<OutputType>", "<PublishAot>true</PublishAot><OutputType>", StringComparison.Ordinal));
        (int exitCode, string restored) = Dotnet.Try(folder, user.Environment, "restore", "-r", RuntimeInformation.RuntimeIdentifier);
        Assert.SkipWhen(exitCode != 0 && restored.Contains("ILCompiler", StringComparison.Ordinal),
            $"the compiler's packages cannot be restored here: {restored}");
        Assert.True(exitCode == 0, restored);

        Dotnet.Run(folder, user.Environment, "publish", "-c", "Release", "-o", "native");
        Dotnet.Run(folder, user.Environment, "build", "-c", "Release", "-p:PublishAot=false", "-o", "jit");

        (string text, Dictionary<string, long> expected) = CountedWords.Make(lines: 20_000);
        Dictionary<string, long> Compiled(string width) => CountedWords.Ask(port => CliProcess.StartNative(
            Path.Combine(folder, "native", "Ahead"), new Dictionary<string, string> { [KernelCatalog.Variable] = width }, port), text);
        Assert.Equal(expected, CountedWords.Ask(port => CliProcess.StartProgram(Path.Combine(folder, "jit", "Ahead.dll"), port), text));
        Assert.Equal(expected, Compiled(width: ""));
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            Assert.Equal(expected, Compiled(width: "256")); // a width that is not compiled in is refused: it is
        }
    }

    private static bool IsInstalled(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
