using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>How records become bytes of a file. An instance serves one writer.</summary>
internal abstract class RecordFormat<T>
{
    /// <summary>End of the files' names, with its dot.</summary>
    public abstract string Extension { get; }

    /// <summary>What every file begins with.</summary>
    public virtual void WriteHeader(ArrayPoolBufferWriter<byte> output)
    {
    }

    public abstract void Write(in T record, ArrayPoolBufferWriter<byte> output);
}
