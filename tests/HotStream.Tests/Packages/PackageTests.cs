using System.IO.Compression;
using System.Xml.Linq;
using HotStream.Tests.Cli;
using HotStream.Tests.House;

namespace HotStream.Tests.Packages;

/// <summary>The packages as a stranger finds them: what they hold and say, and that they are enough for the README's first job.</summary>
[Collection(PackageCollection.Name)]
public sealed class PackageTests(PackageUser user)
{
    /// <summary>Package, its folder in src, and the packages of ours that it brings.</summary>
    public static TheoryData<string, string, string> Packages => new()
    {
        { "HotStream", "HotStream", "HotStream.Core,HotStream.Io,HotStream.Mqtt,HotStream.Sinks" },
        { "HotStream.Core", "Core", "" },
        { "HotStream.Io", "Io", "HotStream.Core" },
        { "HotStream.Sinks", "Sinks", "HotStream.Core" },
        { "HotStream.Testing", "Testing", "HotStream.Core" },
        { "HotStream.MemoryPack", "Codecs/MemoryPack", "HotStream.Core" },
        { "HotStream.Kafka", "Connectors/Kafka", "HotStream.Core,HotStream.Io" },
        { "HotStream.Http", "Connectors/Http", "HotStream.Core,HotStream.Io" },
        { "HotStream.Mqtt", "Connectors/Mqtt", "HotStream.Core,HotStream.Io" },
        { "HotStream.MqttNet", "Connectors/MqttNet", "HotStream.Core,HotStream.Io" },
        { "HotStream.ElasticClient", "Connectors/ElasticClient", "HotStream.Core,HotStream.Sinks" },
        { "HotStream.RabbitMq", "Connectors/RabbitMq", "HotStream.Core,HotStream.Io" },
        { "HotStream.Redis", "Connectors/Redis", "HotStream.Core,HotStream.Io" },
        { "HotStream.Nats", "Connectors/Nats", "HotStream.Core,HotStream.Io" },
        { "HotStream.ZeroMq", "Connectors/ZeroMq", "HotStream.Core,HotStream.Io" },
        { "HotStream.Flume", "Connectors/Flume", "HotStream.Core,HotStream.Io" },
        { "HotStream.Postgres", "Connectors/Postgres", "HotStream.Core,HotStream.Io" },
        { "HotStream.Avro", "Connectors/Avro", "HotStream.Core,HotStream.Io,HotStream.Sinks" },
        { "HotStream.Parquet", "Connectors/Parquet", "HotStream.Core,HotStream.Io,HotStream.Sinks" },
        { "HotStream.MySql", "Connectors/MySql", "HotStream.Core,HotStream.Sinks" },
        { "HotStream.Influx", "Connectors/Influx", "HotStream.Core,HotStream.Sinks" },
        { "HotStream.MongoDb", "Connectors/MongoDb", "HotStream.Core" },
        { "HotStream.Kinesis", "Connectors/Kinesis", "HotStream.Core,HotStream.Io" },
        { "HotStream.S3", "Connectors/S3", "HotStream.Core,HotStream.Io,HotStream.Sinks" },
        { "HotStream.AzureBlobs", "Connectors/AzureBlobs", "HotStream.Core,HotStream.Io,HotStream.Sinks" },
        { "HotStream.Hdfs", "Connectors/Hdfs", "HotStream.Core,HotStream.Io,HotStream.Sinks" },
        { "HotStream.ClickHouse", "Connectors/ClickHouse", "HotStream.Core,HotStream.Sinks" },
        { "HotStream.Cli", "Cli", "" },
    };

    [Fact]
    public void What_is_in_src_is_packed_and_nothing_else()
    {
        string[] packed = [.. Directory.GetFiles(user.Packages, "*.nupkg").Select(path => Path.GetFileName(path)).Order()];
        Assert.Equal(Packages.Select(row => $"{row.Data.Item1}.{user.Version}.nupkg").Order(), packed);
        string[] projects = [.. Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];
        Assert.Equal(projects, Packages.Select(row => row.Data.Item1).Order());
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_says_what_it_is(string package, string folder, string brings)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(user.Packages, $"{package}.{user.Version}.nupkg"));
        XDocument about = XDocument.Load(archive.GetEntry($"{package}.nuspec")!.Open());
        XElement metadata = about.Root!.Elements().Single();
        string? ValueOf(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

        Assert.Equal("MIT", ValueOf("license"));
        Assert.Contains("streaming", ValueOf("tags"), StringComparison.Ordinal);
        Assert.NotEqual("Package Description", ValueOf("description")); // what NuGet writes when nobody said anything
        Assert.Equal("README.md", ValueOf("readme"));
        using var readme = new StreamReader(archive.GetEntry("README.md")!.Open());
        Assert.Equal(File.ReadAllText(Repository.PathOf("src", folder, "PACKAGE.md")), readme.ReadToEnd());
        XElement repository = metadata.Elements().Single(element => element.Name.LocalName == "repository");
        Assert.Equal("git", repository.Attribute("type")?.Value);
        Assert.Matches("^[0-9a-f]{40}$", repository.Attribute("commit")?.Value);
        string[] dependencies = [.. metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => element.Attribute("id")!.Value)
            .Where(name => name.StartsWith("HotStream", StringComparison.Ordinal)).Order()];
        Assert.Equal(brings.Split(',', StringSplitOptions.RemoveEmptyEntries), dependencies);
    }

    [Theory]
    [InlineData("HotStream.Core")]
    [InlineData("HotStream.Io")]
    [InlineData("HotStream.Sinks")]
    [InlineData("HotStream.Kafka")]
    [InlineData("HotStream.Http")]
    [InlineData("HotStream.Mqtt")]
    [InlineData("HotStream.MqttNet")]
    [InlineData("HotStream.ElasticClient")]
    [InlineData("HotStream.RabbitMq")]
    [InlineData("HotStream.Redis")]
    [InlineData("HotStream.Nats")]
    [InlineData("HotStream.ZeroMq")]
    [InlineData("HotStream.Flume")]
    [InlineData("HotStream.Postgres")]
    [InlineData("HotStream.Avro")]
    [InlineData("HotStream.Parquet")]
    [InlineData("HotStream.MySql")]
    [InlineData("HotStream.Influx")]
    [InlineData("HotStream.ClickHouse")]
    [InlineData("HotStream.MongoDb")]
    [InlineData("HotStream.S3")]
    [InlineData("HotStream.Kinesis")]
    [InlineData("HotStream.AzureBlobs")]
    [InlineData("HotStream.Hdfs")]
    [InlineData("HotStream.Testing")]
    [InlineData("HotStream.MemoryPack")]
    public void A_library_brings_its_documentation_and_has_symbols_beside_it(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(user.Packages, $"{package}.{user.Version}.nupkg"));
        Assert.NotNull(archive.GetEntry($"lib/net10.0/{package}.dll"));
        Assert.NotNull(archive.GetEntry($"lib/net10.0/{package}.xml"));
        using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(user.Packages, $"{package}.{user.Version}.snupkg"));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{package}.pdb"));
    }

    [Fact]
    public void The_metapackage_brings_nothing_but_the_four()
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(user.Packages, $"HotStream.{user.Version}.nupkg"));
        XDocument about = XDocument.Load(archive.GetEntry("HotStream.nuspec")!.Open());
        Assert.Equal(4, about.Descendants().Count(element => element.Name.LocalName == "dependency"));
        Assert.DoesNotContain(archive.Entries, entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_project_runs_the_first_job_of_the_readme()
    {
        string folder = user.Create("First");
        Dotnet.Run(folder, user.Environment, "build", "-c", "Release", "-o", "built");
        (string text, Dictionary<string, long> expected) = CountedWords.Make(lines: 5_000);
        Assert.Equal(expected, CountedWords.Ask(port => CliProcess.StartProgram(Path.Combine(folder, "built", "First.dll"), port), text));
    }

    [Fact]
    public void The_tool_is_installed_and_answers()
    {
        string folder = user.Create("Tool");
        string tools = Path.Combine(folder, "tools");
        Dotnet.Run(folder, user.Environment, "tool", "install", "HotStream.Cli", "--tool-path", tools, "--version", user.Version);
        Assert.True(File.Exists(Path.Combine(tools, "hotstream")));
        using CliProcess tool = CliProcess.StartNative(Path.Combine(tools, "hotstream"),
            new Dictionary<string, string> { ["DOTNET_ROOT"] = Path.GetDirectoryName(CliProcess.Host)! }, "--version");
        Assert.Equal(0, tool.WaitForExit());
        Assert.StartsWith(user.Version, tool.Output, StringComparison.Ordinal);
    }
}
