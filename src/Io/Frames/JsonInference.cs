using System.Text.Json;

namespace HotStream.Io;

/// <summary>
/// The schema of documents of JSON, from all of them: whole numbers are BIGINT, other numbers DOUBLE, both together DOUBLE; anything else
/// together is STRING. Fields are sorted by name, as Spark sorts them; those that are null everywhere are STRING.
/// </summary>
internal sealed class JsonInference : LineTaker
{
    private Shape _root = new();

    /// <summary>Whether a line was no object of JSON.</summary>
    public bool HasCorrupt { get; private set; }

    /// <summary>The schema of all that was taken.</summary>
    public Schema Schema => ((StructType)_root.ToType(isRoot: true)).Fields;

    public override bool Take(ReadOnlySpan<Utf8Slice> lines)
    {
        foreach (Utf8Slice line in lines)
        {
            Add(line.Bytes);
        }

        return true;
    }

    public override void TakeTooLong(Utf8Slice beginning) => HasCorrupt = true;

    public void Merge(JsonInference other)
    {
        _root.Merge(other._root);
        HasCorrupt |= other.HasCorrupt;
    }

    private void Add(ReadOnlySpan<byte> document)
    {
        if (document.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(document);
            var shape = new Shape();
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            shape.Read(ref reader);
            if (isObject && !reader.Read())
            {
                _root.Merge(shape);
                return;
            }
        }
        catch (JsonException)
        {
        }
        catch (InvalidOperationException) // a name that is no UTF-8
        {
        }

        HasCorrupt = true;
    }

    private sealed class Shape
    {
        private TypeKind _kind = TypeKind.Null;
        private SortedDictionary<string, Shape>? _fields;
        private Shape? _element;

        public void Read(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    _kind = TypeKind.Struct;
                    _fields = new SortedDictionary<string, Shape>(StringComparer.Ordinal);
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                    {
                        string name = reader.GetString()!;
                        reader.Read();
                        var field = new Shape();
                        field.Read(ref reader);
                        _fields[name] = field;
                    }

                    break;
                case JsonTokenType.StartArray:
                    _kind = TypeKind.Array;
                    _element = new Shape();
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        var element = new Shape();
                        element.Read(ref reader);
                        _element.Merge(element);
                    }

                    break;
                case JsonTokenType.Number:
                    bool isWhole = reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 && reader.TryGetInt64(out _);
                    _kind = isWhole ? TypeKind.Long : TypeKind.Double;
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    _kind = TypeKind.Boolean;
                    break;
                case JsonTokenType.String:
                    _kind = TypeKind.String;
                    break;
            }
        }

        public void Merge(Shape other)
        {
            if (other._kind == TypeKind.Null)
            {
                return;
            }

            if (_kind == TypeKind.Null)
            {
                (_kind, _fields, _element) = (other._kind, other._fields, other._element);
            }
            else if (_kind != other._kind)
            {
                bool areNumbers = _kind is TypeKind.Long or TypeKind.Double && other._kind is TypeKind.Long or TypeKind.Double;
                _kind = areNumbers ? TypeKind.Double : TypeKind.String;
            }
            else if (_kind == TypeKind.Array)
            {
                _element!.Merge(other._element!);
            }
            else if (_kind == TypeKind.Struct)
            {
                foreach ((string name, Shape field) in other._fields!)
                {
                    if (_fields!.TryGetValue(name, out Shape? known))
                    {
                        known.Merge(field);
                    }
                    else
                    {
                        _fields.Add(name, field);
                    }
                }
            }
        }

        public DataType ToType(bool isRoot = false) => _kind switch
        {
            TypeKind.Boolean => DataType.Boolean,
            TypeKind.Long => DataType.Long,
            TypeKind.Double => DataType.Double,
            TypeKind.Array => DataType.Array(_element!.ToType()),
            TypeKind.Struct => DataType.Struct([.. _fields!.Select(field => new StructField(field.Key, field.Value.ToType()))]),
            _ => isRoot ? DataType.Struct() : DataType.String,
        };
    }
}
