namespace HotStream.Torture;

/// <summary>
/// A name is on the disk only when its directory was synced after it was made. A killed process loses nothing without that, so no kill can
/// show it: this watches the syncs themselves.
/// </summary>
internal static class SyncContract
{
    /// <summary>Makes each kind of file of a checkpoint directory.</summary>
    /// <param name="directory">A new directory.</param>
    /// <returns>The exit code: 0 when each was durable at the end.</returns>
    public static int Check(string directory)
    {
        Directory.CreateDirectory(directory);
        HashSet<string> durable = [];
        DurableDirectory.Synced += synced =>
        {
            if (synced == directory)
            {
                durable = [.. Identities(directory)];
            }
        };
        using (BatchLog log = BatchLog.Open(directory, out _, out _))
        {
            Expect("a new log");
            log.Append(new BatchEntry(BatchEvent.Open, 0, 0, "run"));
            for (int time = 1; !log.IsLong; time++)
            {
                log.Append(new BatchEntry(BatchEvent.Begun, time,
                    Ranges: new Dictionary<string, IReadOnlyList<SourceRange>> { ["input"] = [new(new string('x', 10_000), "0", "1")] }));
            }

            log.Shorten(checkpoint: 1);
            Expect("a shortened log");
        }

        CheckpointFile.Write(directory,
            new CheckpointHeader(CheckpointHeader.CurrentFormat, "torture", "run", 1, 0, 1, null, DateTimeOffset.UnixEpoch, []), []);
        Expect("a checkpoint");
        return Environment.ExitCode;

        void Expect(string what)
        {
            if (!durable.SetEquals(Identities(directory)))
            {
                Console.Error.WriteLine($"The directory was not synced after {what} got its name.");
                Environment.ExitCode = 1;
            }
        }
    }

    /// <summary>Names, and which file each is: one that replaced another was made at another time.</summary>
    private static IEnumerable<string> Identities(string directory) => new DirectoryInfo(directory).EnumerateFiles()
        .Select(file => $"{file.Name} {file.CreationTimeUtc.Ticks}");
}
