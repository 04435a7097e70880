using System.Collections.Concurrent;

namespace HotStream;

/// <summary>Where released slabs wait, overwritten, when slices are being checked: see <see cref="SlabPool"/>. Thread-safe.</summary>
internal sealed class SlabQuarantine
{
    /// <summary>Slabs that wait; with slabs of the usual size 64 MiB.</summary>
    public const int Slabs = 1024;

    /// <summary>What released bytes become: no text, no small number, no valid UTF-8.</summary>
    public const byte Poison = 0xDB;

    private const string Variable = "HOTSTREAM_CHECK_SLICES";

    private readonly ConcurrentQueue<Slab> _waiting = [];

    /// <summary>A quarantine when the environment asks for it, else null.</summary>
    public static SlabQuarantine? IfAskedFor() => Environment.GetEnvironmentVariable(Variable) == "1" ? new() : null;

    /// <summary>Takes a slab in; false when none need leave yet, else gives the one that waited longest.</summary>
    public bool Exchange(ref Slab slab)
    {
        slab.Bytes.Fill(Poison);
        _waiting.Enqueue(slab);
        return _waiting.Count > Slabs && _waiting.TryDequeue(out slab!);
    }
}
