namespace HotStream;

/// <summary>The number of records, of windows that count all of them.</summary>
internal readonly struct CountResult : IWindowResult<byte, NoState, long>
{
    public long Of(byte key, long records, NoState state) => records;
}
