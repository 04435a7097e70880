using System.Runtime.CompilerServices;

namespace HotStream.Avro;

/// <summary>Named fields, one after the other. It is known by its name before its fields are.</summary>
internal sealed class AvroRecord(string name) : AvroValue
{
    private (string Name, AvroValue Value)[] _fields = [];
    private bool _isWhole;

    public string Name { get; } = name;

    public IReadOnlyList<(string Name, AvroValue Value)> Fields => _fields;

    /// <summary>Gives it its fields.</summary>
    public void Complete(IReadOnlyList<(string Name, AvroValue Value)> fields)
    {
        _fields = [.. fields];
        _isWhole = true;
        (string? part, AvroValue? bad) = _fields.FirstOrDefault(field => field.Value.Type is null);
        Problem = bad is not null ? $".{part}{bad.Problem}" : _fields.Length == 0 ? " is a record without fields" : null;
        Type = Problem is null ? DataType.Struct([.. _fields.Select(field => new StructField(field.Name, field.Value.Type!))]) : null;
    }

    /// <summary>The record where another value names it: within itself it is no value of a frame.</summary>
    public AvroValue AsPart() => _isWhole ? this : new AvroScalar($"record {Name} within itself", Skip);

    public override void Read(ref AvroCursor input, ColumnVector into, int row, Utf8Arena texts)
    {
        for (int field = 0; field < _fields.Length; field++)
        {
            _fields[field].Value.Read(ref input, into.Children[field], row, texts);
        }
    }

    public override void Skip(ref AvroCursor input)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach ((_, AvroValue value) in _fields)
        {
            value.Skip(ref input);
        }
    }
}
