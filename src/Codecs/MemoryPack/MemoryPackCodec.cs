using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using MemoryPack;

namespace HotStream;

/// <summary>
/// Values of a type stored by MemoryPack: <c>options.Codecs.Add(new MemoryPackCodec&lt;Reading&gt;())</c>, with
/// <c>[MemoryPackable]</c> on the type. Members may be added at its end later; marked
/// <c>[MemoryPackable(GenerateType.VersionTolerant)]</c>, members may come and go. Thread-safe.
/// <para>MemoryPack trusts its input: bytes that were damaged, or are of another type, may end the process. So a sum over bytes and
/// members is stored before each value, 4 bytes, and what does not check is never given to it. What it cannot see: members of
/// types within the type, and of a version-tolerant one, must keep their types.</para>
/// </summary>
/// <typeparam name="T">The type.</typeparam>
public sealed class MemoryPackCodec<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T> : Codec<T>
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_scratch;

    private readonly MemoryPackSerializerOptions _options;
    private readonly uint[] _seeds = MemberSums.Of(typeof(T)); // the last is that of today's members, the others of earlier ones

    /// <summary>Creates a codec.</summary>
    /// <param name="form">Name of the form. Give another one after a change of the type that MemoryPack cannot bridge: what was stored
    /// before is then refused at the start.</param>
    /// <param name="options">How strings are written, and what else MemoryPack asks; null for its defaults.</param>
    /// <exception cref="NotSupportedException">MemoryPack does not know the type.</exception>
    public MemoryPackCodec(string form = "memorypack", MemoryPackSerializerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(form);
        Form = form;
        _options = options ?? MemoryPackSerializerOptions.Default;
        try
        {
            MemoryPackSerializer.Serialize(new ArrayBufferWriter<byte>(), default(T), _options);
        }
        catch (MemoryPackSerializationException unknown)
        {
            throw new NotSupportedException(
                $"MemoryPack does not know how to store {typeof(T)}: {unknown.Message} Mark the type [MemoryPackable] and make it partial, "
                + "in a project that refers to the package MemoryPack, which brings the generator; or take a JsonCodec.", unknown);
        }
    }

    /// <inheritdoc/>
    public override string Form { get; }

    /// <inheritdoc/>
    public override void Write(T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArrayBufferWriter<byte> scratch = t_scratch ??= new ArrayBufferWriter<byte>();
        scratch.ResetWrittenCount();
        MemoryPackSerializer.Serialize(scratch, value, _options);
        Span<byte> sum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(sum, MemberSums.Sum(_seeds[^1], scratch.WrittenSpan));
        output.Write(sum);
        output.Write(scratch.WrittenSpan);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are damaged, or no value of the type as it is now.</exception>
    public override T Read(ReadOnlySpan<byte> stored)
    {
        if (stored.Length < sizeof(uint) || !IsOurs(BinaryPrimitives.ReadUInt32LittleEndian(stored), stored[sizeof(uint)..]))
        {
            throw Unreadable("its sum is another one.", null);
        }

        try
        {
            return MemoryPackSerializer.Deserialize<T>(stored[sizeof(uint)..], _options)!;
        }
        catch (Exception failure) // what it throws over bytes of another shape depends on the members
        {
            throw Unreadable(failure.Message, failure);
        }
    }

    private bool IsOurs(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (uint seed in _seeds)
        {
            if (MemberSums.Sum(seed, bytes) == sum)
            {
                return true;
            }
        }

        return false;
    }

    private static InvalidDataException Unreadable(string reason, Exception? cause) => new(
        $"What a checkpoint has for a value of {typeof(T)} cannot be read: {reason} Was the type changed? Members may only be added at its "
        + "end, unless it is marked [MemoryPackable(GenerateType.VersionTolerant)]. Take the change back; or begin with an empty "
        + "checkpoint directory and give the codec another form: new MemoryPackCodec<...>(\"memorypack 2\"). If it was not changed, the "
        + "bytes are damaged: begin with an older copy of the directory.", cause);
}
