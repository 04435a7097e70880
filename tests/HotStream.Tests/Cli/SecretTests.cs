using System.Diagnostics;
using HotStream.Cli;
using HotStream.Tests.Io.Mqtt;

namespace HotStream.Tests.Cli;

/// <summary>
/// A password is planted in every option that can hold one, and all that the tool prints is searched for it, whatever goes wrong. And
/// nothing it prints steers a terminal.
/// </summary>
public sealed class SecretTests : IDisposable
{
    private const string Secret = "s3cr3t!Pa55";
    private const string Escaped = "s3cr3t%21Pa55";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-secrets-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("mqtt --topic t --broker mqtt://me:{0}@")]
    [InlineData("mqtt --topic t --broker mqtt://me:{0}@127.0.0.1:1 --retry-for 1ms")]
    [InlineData("mqtt --topic t --broker mqtt://me:{0}@127.0.0.1:1/path")]
    [InlineData("mqtt --topic t --broker me:{0}@host:port")]
    [InlineData("mqtt --topic t --broker=mqtts://me:{0}@127.0.0.1:99999")]
    [InlineData("mqtt --listen 0 --json --retry-for 1ms --to postgres://me:{0}@127.0.0.1:1/plant?table=t")]
    [InlineData("mqtt --listen 0 --json --to postgres://me:{0}@db/plant")]
    [InlineData("mqtt --listen 0 --json --to postgres://me:{0}@db/plant?table=t&conflict=x")]
    [InlineData("mqtt --listen 0 --json --to postgres://db/plant?table=t&password={0}")]
    [InlineData("mqtt --listen 0 --json --to postgres://me:a/{0}@db/plant?table=t")]
    [InlineData("mqtt --listen 0 --json --to postgres://me:@{0}@db:port/plant?table=t")]
    [InlineData("mqtt --listen 0 --json --to postgres://me:{0}@db/plant?table=t --document-type x")]
    [InlineData("mqtt --listen 0 --json --to elasticsearch://me:{0}@es/Plant")]
    [InlineData("mqtt --listen 0 --json --to elasticsearch://me:{0}@es")]
    [InlineData("mqtt --listen 0 --json --retry-for 1ms --to elasticsearch://me:{0}@127.0.0.1:1/plant")]
    [InlineData("mqtt --listen 0 --json --retry-for 1ms --to mqtt://me:{0}@127.0.0.1:1/topic")]
    [InlineData("mqtt --listen 0 --json --to mqtt://me:{0}@host/plant/#")]
    [InlineData("mqtt --listen 0 --json --to konsole://me:{0}@host")]
    [InlineData("mqtt --listen 0 --json --too postgres://me:{0}@db/plant?table=t")]
    [InlineData("mqtt --listen 0 postgres://me:{0}@db/plant?table=t")]
    [InlineData("mqtt --listen 0 --dead-letters postgres://me:{0}@db/plant")]
    [InlineData("mqtt --listen 0 --dead-letters mqtt://me:{0}@host")]
    [InlineData("mqtt --listen 0 --retry-for 1ms --dead-letters postgres://me:{0}@127.0.0.1:1/plant?table=t")]
    [InlineData("mqtt --listen 0 --qos mqtt://me:{0}@host")]
    [InlineData("copy --from kafka://me:{0}@127.0.0.1:1/t --retry-for 1ms")]
    [InlineData("copy --from redis://:{0}@127.0.0.1:1/0?stream=s --retry-for 1ms")]
    [InlineData("copy --from amqp://me:{0}@127.0.0.1:1/?queue=s --retry-for 1ms")]
    [InlineData("copy --from postgres://me:{0}@127.0.0.1:1/d?channel=c --retry-for 1ms")]
    [InlineData("copy --from http://me:{0}@127.0.0.1:1/d?token={0} --retry-for 1ms")]
    [InlineData("copy --from radis://me:{0}@127.0.0.1:1/0")]
    [InlineData("copy --from tcp://localhost:0?listen --to - --checkpoint no/such --checkpoint-copy azure://me:{0}@c:1/p")]
    [InlineData("copy --from tcp://localhost:0?listen --to mysql://me:{0}@127.0.0.1:1/d?table=t --retry-for 1ms")]
    [InlineData("copy --from tcp://localhost:0?listen --to influx://127.0.0.1:1/?org=o&bucket=b&token={0} --retry-for 1ms")]
    [InlineData("copy --from tcp://localhost:0?listen --to kafka://h/t?sasl.password={0}&x=y --retry-for 1ms")]
    [InlineData("replay letters --to postgres://me:{0}@db/plant")]
    [InlineData("replay mqtt://me:{0}@host --to postgres://me:{0}@db/plant?table=t")]
    [InlineData("wordcount --connect me:{0}@host")]
    [InlineData("mqtt://me:{0}@host")]
    public void A_password_is_not_in_what_is_printed(string arguments)
    {
        foreach (string secret in (string[])[Escaped, Secret])
        {
            (int exitCode, string output, string error) = CliProcess.Run(string.Format(null, arguments, secret).Split(' '));
            Assert.NotEqual(0, exitCode);
            Assert.NotEmpty(error);
            Assert.DoesNotContain(Secret, output + error, StringComparison.Ordinal);
            Assert.DoesNotContain(Escaped, output + error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_password_of_a_file_is_not_in_what_is_printed()
    {
        using var broker =
            new Broker("allow_anonymous false\npassword_file {folder}/passwords", ("passwords", Mosquitto.HashedPassword("me", "another")));
        string file = Path.Combine(_folder.FullName, "password");
        File.WriteAllText(file, Secret + "\n");
        using CliProcess tool =
            CliProcess.Start("mqtt", "--broker", $"127.0.0.1:{broker.Port}", "--topic", "t", "--user", "me", "--password-file", file);
        tool.WaitFor("warning: Receiver", process => process.Error);
        tool.Signal(CliProcess.Terminate);
        tool.WaitForExit();
        Assert.DoesNotContain(Secret, tool.Output + tool.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://me:{0}@db/plant?table=t")]
    [InlineData("elasticsearch://me:{0}@es/plant")]
    [InlineData("mqtt://me:{0}@host/topic")]
    public void A_destination_does_not_print_its_password(string address)
    {
        string text = string.Format(null, address, Secret);
        Assert.DoesNotContain(Secret,
            $"{Destination.Parse(text)} {Destination.Parse(text).Name} {BrokerAddress.Parse($"me:{Secret}@host")}",
            StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_hidden_in_any_text()
    {
        Secrets.AddFrom(["--to=postgres://me:hunter%2D22@db/plant?table=t",
            "postgres://db/plant?table=t&Password=verysecret", "--x", "plant/#"]);
        Assert.Equal("*** and *** and *** plant/# --x", Secrets.Hide("hunter%2D22 and hunter-22 and verysecret plant/# --x"));
    }

    [Fact]
    public void Control_characters_do_not_reach_standard_error() =>
        Assert.Equal("a\\u{1b}[2Jb c \\u{202e}", StderrLogger.Fit("a\u001b[2Jb\nc \u202e"));

    [Fact]
    public void Records_on_a_terminal_are_escaped_and_in_a_pipe_are_as_they_came()
    {
        string file = Path.Combine(_folder.FullName, "letters");
        File.WriteAllText(file, """{"source":"s","position":"p","reason":"r","record":"a\u001b[2Jb"}""" + "\n");
        Assert.Contains("a\u001b[2Jb\n", CliProcess.Run("replay", file).Output, StringComparison.Ordinal);

        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script (bsdutils) is not installed");
        string command = $"'{CliProcess.Host}' '{Path.Combine(AppContext.BaseDirectory, "hotstream.dll")}' replay '{file}'";
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using Process terminal = Process.Start(start)!;
        (string shown, _) = terminal.ReadToExit();
        Assert.Equal(0, terminal.ExitCode);
        Assert.Contains("a\\u{1b}[2Jb", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("a\u001b[2Jb", shown, StringComparison.Ordinal);
    }
}
