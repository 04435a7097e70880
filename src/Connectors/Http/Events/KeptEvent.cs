namespace HotStream.Http;

/// <summary>An event that waits for its batch.</summary>
/// <param name="Bytes">Id, type and data, one behind the other.</param>
/// <param name="IdLength">Bytes of the id; 0 where it has none of its own.</param>
/// <param name="TypeLength">Bytes of the type.</param>
/// <param name="Letter">What it is instead, where it is too large.</param>
internal readonly record struct KeptEvent(byte[] Bytes, int IdLength, int TypeLength, DeadLetter? Letter)
{
    public ReadOnlySpan<byte> Id => Bytes.AsSpan(0, IdLength);

    public ReadOnlySpan<byte> Type => Bytes.AsSpan(IdLength, TypeLength);

    public ReadOnlySpan<byte> Data => Bytes.AsSpan(IdLength + TypeLength);

    public static KeptEvent Of(EventParser parser, DeadLetter? letter)
    {
        ReadOnlySpan<byte> id = parser.HasOwnId ? parser.Id : default;
        int data = letter is null ? parser.Data.Length : 0;
        byte[] bytes = new byte[id.Length + parser.Type.Length + data];
        id.CopyTo(bytes);
        parser.Type.CopyTo(bytes.AsSpan(id.Length));
        parser.Data[..data].CopyTo(bytes.AsSpan(id.Length + parser.Type.Length));
        return new KeptEvent(bytes, id.Length, parser.Type.Length, letter);
    }
}
