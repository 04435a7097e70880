namespace HotStream.Avro;

/// <summary>One of several types: of null and another one it is that type, and null.</summary>
internal sealed class AvroUnion : AvroValue
{
    private readonly AvroValue[] _branches;

    public AvroUnion(AvroValue[] branches, string name)
    {
        _branches = branches;
        AvroValue[] others = [.. branches.Where(branch => branch != AvroScalars.Null)];
        Problem = others.Length == 1 ? others[0].Problem : $" is {name}";
        Type = others.Length == 1 ? others[0].Type : null;
    }

    public override void Read(ref AvroCursor input, ColumnVector into, int row, Utf8Arena texts)
    {
        AvroValue branch = Branch(ref input);
        if (branch == AvroScalars.Null)
        {
            WriteNull(into, row);
        }
        else
        {
            branch.Read(ref input, into, row, texts);
        }
    }

    public override void Skip(ref AvroCursor input) => Branch(ref input).Skip(ref input);

    private AvroValue Branch(ref AvroCursor input)
    {
        int branch = input.ReadInt();
        return (uint)branch < (uint)_branches.Length ? _branches[branch]
            : throw new InvalidDataException($"There is no type {branch} in a union of {_branches.Length}.");
    }
}
