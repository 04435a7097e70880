namespace HotStream;

/// <summary>A field of a struct: its column is there already and only looked up, nothing is copied.</summary>
internal sealed class BoundField(Bound from, int index, string name, DataType type)
    : Bound(type, $"{from.Key}.{index}", $"{from.Text}.{name}", [from])
{
    public int Index { get; } = index;

    public string Name { get; } = name;

    public override Bound With(IReadOnlyList<Bound> inputs) => new BoundField(inputs[0], Index, Name, Type);
}
