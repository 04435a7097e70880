using System.Globalization;
using HotStream.Tests.Connectors;

namespace HotStream.Torture;

/// <summary>A store of files; lines that are sent together are a file. Files are in the order of their names.</summary>
/// <param name="letter">What its lines begin with.</param>
/// <param name="server">That was started.</param>
internal abstract class StoredFilesSender(char letter, IConnectorServer server) : KeptSender(letter, server)
{
    private int _files;

    /// <summary>How long the program must remember files: its clock is moved, theirs is not.</summary>
    public static TimeSpan Remember => 3 * MovedClock.Range;

    /// <summary>When files were written, as the store has it: in no program's future.</summary>
    protected static DateTimeOffset Written => DateTimeOffset.UtcNow - MovedClock.Range;

    protected sealed override void Write(int partition, string[] lines) =>
        Put(string.Create(CultureInfo.InvariantCulture, $"lines-{_files++:D8}.txt"), string.Join('\n', lines) + "\n");

    /// <summary>Puts a file into the store, whole.</summary>
    protected abstract void Put(string name, string text);
}
