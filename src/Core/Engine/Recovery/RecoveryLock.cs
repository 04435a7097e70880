using System.Globalization;
using System.Text;

namespace HotStream;

/// <summary>
/// Keeps a second process, or a second context, off a checkpoint directory: an open file that the system locks and lets go with us.
/// </summary>
internal sealed class RecoveryLock : IDisposable
{
    private const string FileName = "lock";

    private readonly FileStream _file;

    private RecoveryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory.</summary>
    /// <param name="directory">The directory, which exists.</param>
    /// <exception cref="InvalidOperationException">Somebody else has it.</exception>
    public static RecoveryLock Take(string directory)
    {
        string path = Path.Combine(directory, FileName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException cause)
        {
            throw new InvalidOperationException(
                $"The checkpoint directory {directory} is used by another context or process, which has locked "
                + $"{path}. Stop it, or give this "
                + $"context a directory of its own. ({cause.Message})", cause);
        }

        try
        {
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            // the disk is full: the number is for people, the lock is what counts, and what needs room says so itself
        }

        return new RecoveryLock(file);
    }

    public void Dispose() => _file.Dispose();
}
