namespace HotStream.ZeroMq;

/// <summary>What a function of the user makes of the frames.</summary>
internal readonly struct ZeroMqConvertedForm<T>(ZeroMqConverter<T> convert) : IZeroMqForm<T>
{
    public T Make(ReadOnlySpan<Utf8Slice> frames) => convert(frames);
}
