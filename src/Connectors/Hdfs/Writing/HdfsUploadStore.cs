using System.Globalization;

namespace HotStream.Hdfs;

/// <summary>
/// Files of HDFS, written under a hidden name beside their own and renamed when they are complete. Parts are appended; how long the file
/// is, is asked before each, so that one whose answer was lost is not appended twice.
/// </summary>
internal sealed class HdfsUploadStore(string path, HdfsWriteOptions options)
    : UploadStore($"hdfs {PlainText.Of(path)}", string.Join(',', options.NameNodes))
{
    private const string Create = "op=CREATE&overwrite=true";

    private readonly HdfsClient _client = new(options);

    protected override int PartBytes => options.PartBytes;

    protected override int PartsInFlight => 1;

    protected override TimeSpan RetryFor => options.RetryFor;

    protected override TimeProvider? TimeProvider => options.TimeProvider;

    protected override bool IsAway(Exception failure) => failure is FileStoreException { Problem: FileStoreProblem.Away };

    protected override async Task PutAsync(string file, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        await _client.SendAsync(RequestOf(HttpMethod.Put, HiddenOf(file), Create), content, stop).ConfigureAwait(false);
        await RenameAsync(file, stop).ConfigureAwait(false);
    }

    protected override async Task<string> BeginAsync(string file, CancellationToken stop)
    {
        await _client.SendAsync(RequestOf(HttpMethod.Put, HiddenOf(file), Create), default, stop).ConfigureAwait(false);
        return HiddenOf(file);
    }

    protected override async Task<string> PutPartAsync(UploadPart part, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        long length = await LengthOf(part.Upload, stop).ConfigureAwait(false) ?? -1;
        if (length == part.Offset)
        {
            await _client.SendAsync(RequestOf(HttpMethod.Post, part.Upload, "op=APPEND"), content, stop).ConfigureAwait(false);
        }
        else if (length != part.Offset + content.Length)
        {
            throw new FileStoreException(FileStoreProblem.Refused, string.Create(CultureInfo.InvariantCulture,
                $"{Name} could not be written: part {part.Number} broke off, or another program writes it ({length} bytes are there, not "
                + $"{part.Offset}). The batch comes again after a restart, and begins the file anew."));
        }

        return "";
    }

    protected override async Task CompleteAsync(string file, string upload, IReadOnlyList<string> parts, long length,
        CancellationToken stop)
    {
        try
        {
            await RenameAsync(file, stop).ConfigureAwait(false);
        }
        catch (FileStoreException failure) when (failure.Problem == FileStoreProblem.Gone)
        {
            if (await LengthOf(file, stop).ConfigureAwait(false) != length) // else an earlier attempt has renamed it
            {
                throw;
            }
        }
    }

    protected override Task AbortAsync(string file, string upload, CancellationToken stop) =>
        _client.AskAsync(RequestOf(HttpMethod.Delete, upload, "op=DELETE"), stop);

    /// <summary>In the same directory, under a name that readers pass over.</summary>
    private static string HiddenOf(string file)
    {
        int name = file.LastIndexOf('/') + 1;
        return $"{file[..name]}.{file[name..]}.part";
    }

    /// <summary>
    /// Replaces in one step, by an option that HDFS knows; gateways that do not know it say that there is such a file, which is deleted
    /// then.
    /// </summary>
    private async Task RenameAsync(string file, CancellationToken stop)
    {
        string query = $"op=RENAME&destination={Uri.EscapeDataString(file)}";
        HdfsAnswer replaced = await _client.AskAsync(
            RequestOf(HttpMethod.Put, HiddenOf(file), query + "&renameoptions=OVERWRITE"), stop).ConfigureAwait(false);
        if (replaced.Boolean != false)
        {
            return;
        }

        if (await LengthOf(HiddenOf(file), stop).ConfigureAwait(false) is null)
        {
            throw new FileStoreException(FileStoreProblem.Gone, $"{Name} could not be written: what was sent is not there any more.");
        }

        await _client.AskAsync(RequestOf(HttpMethod.Delete, file, "op=DELETE"), stop).ConfigureAwait(false);
        HdfsAnswer renamed = await _client.AskAsync(RequestOf(HttpMethod.Put, HiddenOf(file), query), stop).ConfigureAwait(false);
        if (renamed.Boolean == false)
        {
            throw new FileStoreException(FileStoreProblem.Refused, $"{Name} could not be written: the file cannot get its name.");
        }
    }

    /// <summary>Bytes of a file; null where there is none.</summary>
    private async Task<long?> LengthOf(string file, CancellationToken stop)
    {
        try
        {
            return (await _client.AskAsync(RequestOf(HttpMethod.Get, file, "op=GETFILESTATUS"), stop).ConfigureAwait(false))
                .FileStatus?.Length;
        }
        catch (FileStoreException failure) when (failure.Problem == FileStoreProblem.Gone)
        {
            return null;
        }
    }

    private HdfsRequest RequestOf(HttpMethod method, string file, string query) =>
        new($"{Name} could not be written", method, file, query);
}
