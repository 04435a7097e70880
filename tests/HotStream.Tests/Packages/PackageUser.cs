using System.Text.RegularExpressions;
using HotStream.Tests.House;

namespace HotStream.Tests.Packages;

/// <summary>
/// Packs the solution as it was built, and makes console projects that know nothing of it but the packages. Everything is in a temporary
/// folder, restored packages too: none of this version may stay on the machine and be taken for the next one.
/// </summary>
public sealed partial class PackageUser : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="HotStream" Version="VERSION" />
          </ItemGroup>
        </Project>
        """;

    // The README's first job, with what it takes for granted: a port, and a token that Ctrl+C cancels.
    private const string Program = """
        using HotStream;

        int port = int.Parse(args[0]);
        using var source = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            source.Cancel();
        };
        CancellationToken stop = source.Token;


        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("hotstream-packages-").FullName;

    public PackageUser()
    {
        // bin/CONFIGURATION/net10.0: what is packed is what is tested
        string configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;
        Dotnet.Run(Repository.Root, Environment, "pack", "HotStream.sln", "-c", configuration, "--no-build", "-o", Packages);
        Version = VersionInName().Match(Directory.GetFiles(Packages, "HotStream.Core.*.nupkg").Single()).Groups[1].Value;
    }

    /// <summary>Where the packages are.</summary>
    public string Packages => Path.Combine(_folder, "packages");

    public string Version { get; }

    // The machine's packages can be read, those of the solution are among them; what is restored goes elsewhere.
    internal IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["NUGET_PACKAGES"] = Path.Combine(_folder, "restored"),
        ["NUGET_FALLBACK_PACKAGES"] = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
    };

    /// <summary>
    /// A project with the first job of the README. Unless it may ask the feeds of the machine, everything it needs must be packed here or
    /// have been restored for the solution.
    /// </summary>
    public string Create(string name, bool mayAskFeeds = false)
    {
        string folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), Project.Replace("VERSION", Version, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Program + WordCount().Match(readme).Groups[1].Value);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>{(mayAskFeeds ? "" : "<clear />")}<add key="packed" value="{Packages}" /></packageSources>
            </configuration>
            """);
        return folder;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GeneratedRegex(@"HotStream\.Core\.(.+)\.nupkg$")]
    private static partial Regex VersionInName();

    [GeneratedRegex(@"<!-- runs: word-count -->\s*```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex WordCount();
}
