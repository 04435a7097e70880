using System.IO.Pipelines;
using HotStream.Io;

namespace HotStream;

/// <summary>Lines from a pipe.</summary>
public static class PipeStreamExtensions
{
    /// <summary>
    /// The lines of a pipe of <c>System.IO.Pipelines</c>: what a connection handler of Kestrel is given, <c>PipeReader.Create(stream)</c>
    /// over any stream, or the end of a <c>Pipe</c> that somebody fills. While the engine has no room nothing is read, so that a pipe with
    /// a limit makes its writer wait. Lines end at a newline, and a carriage return before it is dropped; longer ones than
    /// <see cref="StreamingOptions.LineLengthMax"/> become dead letters. When the pipe is completed, an unfinished last line is a line, the
    /// reader is completed too, and the source has ended while the context goes on; a pipe that is completed by an exception is reported
    /// (<see cref="StreamingListener.OnReceiverError"/>, the log), its unfinished line is a dead letter, and it ends too; what was in it
    /// and not read is lost, as pipes give nothing more then. At a stop the reader is left as it is, with what was not read. At most once.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="pipe">Where lines come from; read by this stream only, on a thread of the engine.</param>
    public static DStream<Utf8Slice> PipeTextStream(this StreamingContext context, PipeReader pipe)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(pipe);
        return context.ReceiverStream(new PipeTextReceiver(pipe));
    }
}
