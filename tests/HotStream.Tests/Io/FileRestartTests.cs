using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io;

/// <summary>Files that a batch before the restart had, when they are to be read again.</summary>
public sealed class FileRestartTests
{
    [Fact]
    public void One_that_is_there_and_cannot_be_opened_fails_the_batch_and_is_read_when_that_was_corrected()
    {
        using var folder = new Folder();
        using var lives = new Lives(2, context => context.TextFileStream(folder.Root).Map(line => line.ToString()));
        folder.Write("a", "a", 500);
        lives.Live(1);
        string path = folder.PathOf("a");
        File.Move(path, $"{folder.Root}.kept");
        Directory.CreateDirectory(path); // which not even root may open as a file
        string failure = Assert.Throws<BatchFailedException>(() => lives.Live(1)).ToString();
        Assert.Contains("Start again when that is corrected", failure, StringComparison.Ordinal);
        Directory.Delete(path);
        File.Move($"{folder.Root}.kept", path);
        lives.Live(1);
        Assert.Equal(["a", "a"], lives.Seen.Values.First());
    }

    [Fact]
    public void One_that_is_gone_is_said_and_its_records_are_missing()
    {
        using var folder = new Folder();
        using var log = new LogCapture();
        using var lives = new Lives(2, context => context.TextFileStream(folder.Root).Map(line => line.ToString())) { Logs = log };
        folder.Write("a", "a", 500);
        lives.Live(1);
        File.Delete(folder.PathOf("a"));
        lives.Live(1);
        Assert.Equal(["a", ""], lives.Seen.Values.First());
        Assert.Contains(log.Entries, entry => entry.Message.Contains("its records are missing", StringComparison.Ordinal));
    }
}
