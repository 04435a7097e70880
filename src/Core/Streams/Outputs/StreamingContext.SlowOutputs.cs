using System.Globalization;
using System.Text;

namespace HotStream;

/// <content>Outputs whose batches wait beside those that follow.</content>
public sealed partial class StreamingContext
{
    private readonly List<ISlowOutput> _slowOutputs = [];
    private readonly HashSet<string> _waitingDirectories = [];

    internal void Add(ISlowOutput output) => _slowOutputs.Add(output);

    /// <summary>
    /// Where batches of an output wait. In a context that goes on from its checkpoint directory they are kept there, under the names of
    /// sink and records: what waits for one sink is never brought to another.
    /// </summary>
    internal (string Directory, bool IsKept) WaitingDirectoryOf(string sink, string kind)
    {
        if (!_restores)
        {
            return (Path.Combine(Options.SpillDirectory, $"hotstream-waiting-{Guid.NewGuid():N}"), false);
        }

        string readable = string.Concat(sink.Where(char.IsAsciiLetterOrDigit).Take(40));
        uint sum = Crc32C.Of(Encoding.UTF8.GetBytes($"{sink}\n{kind}"));
        string name = string.Create(CultureInfo.InvariantCulture, $"{readable}-{sum:x8}");
        for (int number = 2; !_waitingDirectories.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{readable}-{sum:x8}-{number}");
        }

        string all = Path.Combine(_checkpointDirectory!, FormerRun.WaitingName);
        Directory.CreateDirectory(all);
        DurableDirectory.Sync(_checkpointDirectory!);
        return (Path.Combine(all, name), true);
    }

    private void StartSlowOutputs() => OrEnd(() =>
    {
        _slowOutputs.ForEach(output => output.Start(this));
        foreach (ISlowOutput output in _slowOutputs)
        {
            if (output.IsOnDisk && Options.CheckpointCopies is { } copies)
            {
                CopyMessages.OutputNotCovered(_logger, output.Name, copies.Name);
            }
        }

        string waiting = _restores ? Path.Combine(_checkpointDirectory!, FormerRun.WaitingName) : string.Empty;
        foreach (string directory in Directory.Exists(waiting) ? Directory.GetDirectories(waiting) : [])
        {
            if (!_waitingDirectories.Contains(Path.GetFileName(directory)) && Directory.EnumerateFiles(directory, "*.batch").Any())
            {
                Log.WaitingForNobody(_logger, directory);
            }
        }

        return true;
    });
}
