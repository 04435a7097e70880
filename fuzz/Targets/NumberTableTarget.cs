namespace HotStream.Fuzz.Targets;

/// <summary>Whole numbers as keys: dense, far apart, and any eight bytes.</summary>
internal sealed class NumberTableTarget : TableTarget<long, long>
{
    public override string Name => "number-table";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, 6, 3, 0, 1, 0, 2, 0, 3, 1, 0, 1],
        [1, 4, 255, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 255, 0, 8, 0, 0, 0, 0, 0, 0, 1, 0, 4, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        [2, 2, 2, 255, 255, 255, 255, 255, 255, 255, 255, 5, 100, 0, 0, 0, 0, 0, 0, 0, 128, 255, 1, 0, 0],
    ];

    protected override (long Key, long Name) ReadKey(ref OperationReader operations)
    {
        long key = (operations.Byte() % 3) switch
        {
            0 => operations.Byte(),
            1 => (long)operations.Byte() << (operations.Byte() % 64),
            _ => (long)operations.Word(),
        };
        return (key, key);
    }

    protected override (long Key, long Name) MakeKey(ulong number) => ((long)number, (long)number);

    protected override long NameOf(long key) => key;
}
