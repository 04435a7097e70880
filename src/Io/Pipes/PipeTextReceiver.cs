using System.Buffers;
using System.IO.Pipelines;

namespace HotStream.Io;

/// <summary>
/// Takes the lines of a pipe. Its segments are copied into slabs, where lines lie in one piece; what was copied is consumed at once, as a
/// pipe that is full would never finish a longer line. A pipe can be read only once: when it fails, trying again makes no sense.
/// </summary>
internal sealed class PipeTextReceiver(PipeReader pipe) : TextReceiver
{
    public override string Name => "PipeTextStream";

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using LineFramer framer = CreateFramer(Name);
        try
        {
            await ReadToEndAsync(framer, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            framer.Complete();
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            framer.GiveUp("the pipe failed before the line ended; it is not tried again");
            ReportError("the pipe failed; what it gave before is processed, nothing more comes", failure);
            Stop($"the pipe failed: {failure.Message}");
        }
    }

    private async Task ReadToEndAsync(LineFramer framer, CancellationToken stopping)
    {
        for (bool isOver = false; !isOver;)
        {
            ValueTask<ReadResult> reading = pipe.ReadAsync(stopping);
            if (!reading.IsCompleted)
            {
                framer.Rest();
            }

            ReadResult read = await reading;
            SequencePosition taken = read.Buffer.Start;
            try
            {
                Copy(read.Buffer, framer, ref taken);
            }
            finally
            {
                pipe.AdvanceTo(taken);
            }

            ReportProgress();
            isOver = read.IsCompleted;
        }

        framer.Complete();
        await pipe.CompleteAsync();
    }

    /// <summary>Copies bytes; says how far it came, also when it was stopped while it waited for room.</summary>
    private static void Copy(ReadOnlySequence<byte> bytes, LineFramer framer, ref SequencePosition taken)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> room = framer.GetBuffer();
            int count = Math.Min(room.Length, bytes.FirstSpan.Length);
            bytes.FirstSpan[..count].CopyTo(room);
            framer.Advance(count);
            bytes = bytes.Slice(count);
            taken = bytes.Start;
        }
    }
}
