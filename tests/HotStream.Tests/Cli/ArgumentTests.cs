using Xunit;

namespace HotStream.Tests.Cli;

/// <summary>What the tool says to arguments, from outside: a child process, its streams and its exit code.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData("demo, wordcount, mqtt, copy, replay, checkpoint or sql", "")]
    [InlineData("'dmo'", "dmo")]
    [InlineData("'--fast'", "demo --fast")]
    [InlineData("'7'", "demo 7")]
    [InlineData("--seconds", "demo --seconds")]
    [InlineData("--seconds", "demo --seconds 1 --seconds 2")]
    [InlineData("'soon'", "demo --seconds soon")]
    [InlineData("'-1'", "demo --seconds -1")]
    [InlineData("'NaN'", "demo --seconds NaN")]
    [InlineData("1s", "demo --interval 5")]
    [InlineData("'0'", "demo --partitions 0")]
    [InlineData("'0'", "demo --rate 0")]
    [InlineData("--listen PORT", "wordcount")]
    [InlineData("More than one", "wordcount --listen 1 --connect a:1")]
    [InlineData("localhost:9999", "wordcount --connect somewhere")]
    [InlineData("65535", "wordcount --listen 70000")]
    [InlineData("'0'", "wordcount --listen 0 --top 0")]
    [InlineData("'@file'", "@file")]
    [InlineData("'0s' is out of range", "mqtt --listen 0 --retry-for 0s")]
    [InlineData("'soon'", "mqtt --listen 0 --retry-for soon")]
    [InlineData("--id belongs to", "mqtt --listen 0 --json --id x")]
    [InlineData("text has no fields", "mqtt --listen 0 --id x --to postgres://h/d?table=t")]
    [InlineData("an id of their own", "mqtt --listen 0 --json --window 1s --key k --id x --to elasticsearch://h/i")]
    [InlineData("say different things", "mqtt --listen 0 --json --id x --to postgres://h/d?table=t&key=y")]
    [InlineData("--document-type belongs to", "mqtt --listen 0 --json --document-type x --to postgres://h/d?table=t")]
    [InlineData("--document-type", "mqtt --listen 0 --json --document-type")]
    [InlineData("say --json or --single-quoted", "mqtt --listen 0 --to elasticsearch://h/i")]
    [InlineData("name one, mqtt://HOST:1883/TOPIC", "mqtt --listen 0 --json --window 1s --key k --to mqtt://h")]
    [InlineData("is no broker", "mqtt --broker http://h --topic t")]
    [InlineData("The directory of", "mqtt --listen 0 --dead-letters nowhere/x")]
    [InlineData("is no place for dead letters", "mqtt --listen 0 --dead-letters elasticsearch://h/i")]
    [InlineData("is no place for dead letters", "mqtt --listen 0 --dead-letters mqtt://h")]
    [InlineData("FILE", "replay")]
    [InlineData("name it: --checkpoint DIR", "copy --from tcp://localhost:1 --to - --checkpoint-copy s3://b/p")]
    [InlineData("is no place for copies of checkpoints", "copy --from tcp://localhost:1 --to - --checkpoint d --checkpoint-copy file:///d")]
    [InlineData("plant/#/x", "mqtt --broker localhost:1 --topic plant/#/x")]
    [InlineData("interval", "mqtt --listen 0 --json --window 1s --key k --interval 300ms")]
    [InlineData("interval", "mqtt --listen 0 --json --window 2s --slide 1500ms --key k")]
    public void Wrong_arguments_end_with_2_and_one_line_that_says_what_is_wrong(string said, string arguments)
    {
        (int exitCode, string output, string error) = CliProcess.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
        Assert.StartsWith("hotstream: ", error, StringComparison.Ordinal);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "wordcount --connect")]
    [InlineData("demo", "--seconds")]
    [InlineData("wordcount", "nc -lk 9999")]
    [InlineData("mqtt", "--broker --listen --topic --qos --client-id --user --password-file --tls-cert --tls-key --allow-anonymous --json "
        + "--single-quoted --to --id --retry-for --document-type --ca --window --slide --key --sum --interval --dead-letters --checkpoint")]
    [InlineData("copy", "--from --json --single-quoted --to --id --retry-for --ca --window --slide --key --sum --dead-letters --checkpoint-copy "
        + "redis://HOST:6379/DATABASE?stream=NAME mysql://USER@HOST:3306/DATABASE?table=NAME")]
    [InlineData("replay", "FILE --json --single-quoted --to --id --retry-for --document-type --ca")]
    public void Help_shows_options_and_examples(string command, string expected)
    {
        (int exitCode, string output, string error) =
            CliProcess.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, exitCode);
        Assert.Equal("", error);
        Assert.Contains("Options:", output, StringComparison.Ordinal);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        Assert.All(command is "mqtt" or "copy" or "replay" ? expected.Split(' ')
            : [expected], option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    [Fact]
    public void The_version_is_a_bare_number()
    {
        (int exitCode, string output, _) = CliProcess.Run("--version");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", output);
    }
}
