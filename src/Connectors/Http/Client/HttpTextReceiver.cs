namespace HotStream.Http;

/// <summary>Reads an answer that does not end, as lines. Bytes are copied once, from the client's memory into slabs.</summary>
internal sealed class HttpTextReceiver(HttpSource source) : TextReceiver
{
    private const int BufferBytes = 32 * 1024;

    public override string Name => source.Name;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await source.WaitAsync(stopping);
        using HttpResponseMessage answer = await source.OpenAsync("text/plain, application/x-ndjson, */*;q=0.5", null, stopping)
            ?? throw new HttpStreamException($"{Name} has no content (204).");
        using Stream body = await answer.Content.ReadAsStreamAsync(stopping);
        using LineFramer framer = CreateFramer(Name);
        byte[] buffer = new byte[BufferBytes];
        try
        {
            while (await source.ReadAsync(body, buffer, stopping) is var count and > 0)
            {
                Take(framer, buffer.AsSpan(0, count));
                ReportProgress();
            }

            framer.Complete();
        }
        catch (HttpStreamException broken)
        {
            framer.GiveUp($"its line was cut off: {broken.Message}");
            throw;
        }
        finally
        {
            source.NoteEnd();
        }

        Restart("the server ended its answer");
    }

    protected override void OnClosed() => source.Dispose();

    private static void Take(LineFramer framer, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> room = framer.GetBuffer();
            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            framer.Advance(count);
            bytes = bytes[count..];
        }
    }
}
