using System.Diagnostics;

namespace HotStream;

/// <summary>
/// Copies checkpoint files into a store, beside the batches, piece by piece; and removes what nobody needs. A copy counts only when an
/// object of the log lists it. Called on the thread that writes checkpoints, and before that begins.
/// </summary>
/// <param name="copies">The store.</param>
/// <param name="wait">Asks it.</param>
/// <param name="settings">Whom it serves.</param>
/// <param name="writer">This life.</param>
internal sealed class CopyUpload(CheckpointCopies copies, CopyWait wait, RecoverySettings settings, string writer)
{
    private const int PieceBytes = 8 << 20;
    private const int RemovedAtOnce = 16;

    private readonly byte[] _buffer = new byte[PieceBytes];

    /// <summary>Copies a file.</summary>
    /// <param name="header">What it says of itself.</param>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long for a piece; null for as long as it takes.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="IOException">It was given up, or the file cannot be read.</exception>
    public CopiedCheckpoint Run(CheckpointHeader header, string path, TimeSpan? patience, CancellationToken stop)
    {
        long started = Stopwatch.GetTimestamp();
        var sums = new List<uint>();
        long bytes = 0;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0))
        {
            for (int count; (count = file.ReadAtLeast(_buffer, PieceBytes, throwOnEndOfStream: false)) > 0; bytes += count)
            {
                ReadOnlyMemory<byte> piece = _buffer.AsMemory(0, count);
                string name = CopyNames.OfPiece(header.Time, writer, sums.Count);
                wait.Until(cancel => copies.CreateAsync(name, piece, cancel), patience, stop); // of that name there is only this one
                sums.Add(Crc32C.Of(piece.Span));
            }
        }

        CopyMessages.Copied(settings.Logger, CheckpointFile.NameOf(header.Time), copies.Name, bytes, sums.Count,
            Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return new CopiedCheckpoint(header.Time, header.Base, writer, bytes, sums);
    }

    /// <summary>Removes objects; those that cannot be removed stay until the next start.</summary>
    public void Remove(IReadOnlyList<string> names, CancellationToken stop)
    {
        for (int i = 0; i < names.Count && !stop.IsCancellationRequested; i += RemovedAtOnce)
        {
            Task.WhenAll(names.Skip(i).Take(RemovedAtOnce).Select(name => RemoveAsync(name, stop))).GetAwaiter().GetResult();
        }
    }

    private async Task RemoveAsync(string name, CancellationToken stop)
    {
        try
        {
            await copies.DeleteAsync(name, stop).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            CopyMessages.NotRemoved(settings.Logger, name, copies.Name, PlainText.Of(failure.Message));
        }
    }
}
