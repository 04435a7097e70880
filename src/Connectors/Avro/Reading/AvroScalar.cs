namespace HotStream.Avro;

/// <summary>Values without parts, by functions that read and pass them over.</summary>
internal sealed class AvroScalar : AvroValue
{
    private readonly Reader? _read;
    private readonly Skipper _skip;

    /// <param name="type">The type in frames.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="skip">Passes one over.</param>
    public AvroScalar(DataType type, Reader read, Skipper skip) => (Type, _read, _skip) = (type, read, skip);

    /// <summary>One that frames have no type for.</summary>
    /// <param name="name">Its type in Avro.</param>
    /// <param name="skip">Passes one over.</param>
    public AvroScalar(string name, Skipper skip) => (Problem, _skip) = ($" is {name}", skip);

    public delegate void Reader(ref AvroCursor input, ColumnVector into, int row, Utf8Arena texts);

    public delegate void Skipper(ref AvroCursor input);

    public override void Read(ref AvroCursor input, ColumnVector into, int row, Utf8Arena texts) => _read!(ref input, into, row, texts);

    public override void Skip(ref AvroCursor input) => _skip(ref input);
}
