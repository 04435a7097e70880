using System.Text.Json;

namespace HotStream.Io;

/// <summary>
/// The schema of documents of JSON, from all of them: whole numbers are BIGINT, other numbers DOUBLE, both together DOUBLE; anything else
/// together is STRING. Fields are sorted by name, as Spark sorts them; those that are null everywhere are STRING.
/// </summary>
internal sealed class JsonInference : LineTaker
{
    private readonly Shape _root = new();
    private JsonColumnParser? _parser; // of what is known so far

    /// <summary>Whether a line was no object of JSON.</summary>
    public bool HasCorrupt { get; private set; }

    /// <summary>The schema of all that was taken.</summary>
    public Schema Schema => ((StructType)_root.ToType(DataType.String, isRoot: true)).Fields;

    /// <summary>The same, but what was null everywhere is of the type of nulls.</summary>
    public Schema Sampled => ((StructType)_root.ToType(DataType.Null, isRoot: true)).Fields;

    /// <summary>Takes in what another one has found.</summary>
    public void Merge(JsonInference other)
    {
        _root.Merge(other._root);
        HasCorrupt |= other.HasCorrupt;
    }

    public override bool Take(Utf8Slice text)
    {
        for (int at = 0; at < text.Length;)
        {
            int known = Known(text.Substring(at, text.Length - at));
            at += known;
            if (known == 0)
            {
                TakeOne(LineAt(text, ref at));
            }
        }

        _parser?.Clear();
        return true;
    }

    public override bool Take(ReadOnlySpan<Utf8Slice> lines)
    {
        foreach (Utf8Slice document in lines)
        {
            TakeOne(document);
        }

        _parser?.Clear();
        return true;
    }

    public override void TakeTooLong(Utf8Slice beginning) => HasCorrupt = true;

    public override void Dispose() => _parser?.Dispose();

    /// <summary>What comes next is mostly like what came before: it is only asked whether it fits, which is many times as fast.</summary>
    private void Learn()
    {
        _parser?.Dispose();
        _parser = new JsonColumnParser(Schema.Empty, held: Sampled); // what was null so far may become anything
    }

    /// <summary>Bytes of the lines that bring nothing new; 0 when that must be asked of the next one.</summary>
    private int Known(Utf8Slice lines) => _parser is not null
        && _parser.TryParseLines(lines, [], 0, ColumnBatch.MaxRows, out int bytes) > 0 && !_parser.HasUnknownFields ? bytes : 0;

    private void TakeOne(Utf8Slice document)
    {
        bool isKnown = _parser?.TryParse(document, [], 0) == true && !_parser.HasUnknownFields;
        if (!isKnown && Add(document.Bytes))
        {
            Learn();
        }
    }

    /// <summary>Whether a document changed what is known.</summary>
    private bool Add(ReadOnlySpan<byte> document)
    {
        if (document.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(document);
            var shape = new Shape();
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            shape.Read(ref reader);
            if (isObject && !reader.Read())
            {
                return _root.Merge(shape);
            }
        }
        catch (JsonException)
        {
        }
        catch (InvalidOperationException) // a name that is no UTF-8
        {
        }

        HasCorrupt = true;
        return false;
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

        /// <summary>Takes another shape in; says whether this one changed.</summary>
        public bool Merge(Shape other)
        {
            if (other._kind == TypeKind.Null || _kind == TypeKind.String)
            {
                return false;
            }

            if (_kind == TypeKind.Null)
            {
                (_kind, _fields, _element) = (other._kind, other._fields, other._element);
                return true;
            }

            if (_kind == other._kind)
            {
                return _kind == TypeKind.Array ? _element!.Merge(other._element!) : _kind == TypeKind.Struct && MergeFields(other._fields!);
            }

            if (_kind == TypeKind.Double && other._kind == TypeKind.Long)
            {
                return false;
            }

            _kind = _kind == TypeKind.Long && other._kind == TypeKind.Double ? TypeKind.Double : TypeKind.String;
            return true;
        }

        private bool MergeFields(SortedDictionary<string, Shape> others)
        {
            bool changed = false;
            foreach ((string name, Shape field) in others)
            {
                if (_fields!.TryGetValue(name, out Shape? known))
                {
                    changed |= known.Merge(field);
                }
                else
                {
                    _fields.Add(name, field);
                    changed = true;
                }
            }

            return changed;
        }

        /// <param name="ofNulls">The type of what is null everywhere.</param>
        /// <param name="isRoot">Whether it is the row itself.</param>
        public DataType ToType(DataType ofNulls, bool isRoot = false) => _kind switch
        {
            TypeKind.Boolean => DataType.Boolean,
            TypeKind.Long => DataType.Long,
            TypeKind.Double => DataType.Double,
            TypeKind.Array => DataType.Array(_element!.ToType(ofNulls)),
            TypeKind.Struct => DataType.Struct([.. _fields!.Select(field => new StructField(field.Key, field.Value.ToType(ofNulls)))]),
            TypeKind.Null => isRoot ? DataType.Struct() : ofNulls,
            _ => isRoot ? DataType.Struct() : DataType.String,
        };
    }
}
