namespace HotStream.Avro;

/// <summary>The types of Avro that have no parts, with what their logical types make of them.</summary>
internal static class AvroScalars
{
    private const int MostDecimalBytes = 16;

    public static readonly AvroScalar Null = new("null", static (ref AvroCursor _) => { });

    public static readonly AvroScalar Boolean = new(DataType.Boolean,
        static (ref AvroCursor input, ColumnVector into, int row, Utf8Arena _) => into.SetBoolean(row, input.ReadBoolean()),
        static (ref AvroCursor input) => input.ReadBoolean());

    public static readonly AvroScalar Int = OfInt(DataType.Int);

    public static readonly AvroScalar Float = new(DataType.Double,
        static (ref AvroCursor input, ColumnVector into, int row, Utf8Arena _) => into.Values<double>()[row] = input.ReadFloat(),
        static (ref AvroCursor input) => input.ReadFloat());

    public static readonly AvroScalar Double = new(DataType.Double,
        static (ref AvroCursor input, ColumnVector into, int row, Utf8Arena _) => into.Values<double>()[row] = input.ReadDouble(),
        static (ref AvroCursor input) => input.ReadDouble());

    public static readonly AvroScalar Text = new(DataType.String,
        static (ref AvroCursor input, ColumnVector into, int row, Utf8Arena texts) =>
            into.Values<Utf8Slice>()[row] = texts.Add(input.ReadBytes()),
        static (ref AvroCursor input) => input.ReadBytes());

    /// <summary>An int by its logical type; one that is not known does not count, as Avro wants it.</summary>
    public static AvroScalar OfInt(string? logical) => logical switch
    {
        "date" => OfInt(DataType.Date),
        "time-millis" => new(logical, static (ref AvroCursor input) => input.ReadInt()),
        _ => Int,
    };

    /// <summary>A long by its logical type.</summary>
    public static AvroScalar OfLong(string? logical) => logical switch
    {
        "timestamp-millis" or "local-timestamp-millis" => OfLong(DataType.Timestamp, static value => checked(value * 1000)),
        "timestamp-micros" or "local-timestamp-micros" => OfLong(DataType.Timestamp, static value => value),
        "timestamp-nanos" or "local-timestamp-nanos" =>
            OfLong(DataType.Timestamp, static value => (value / 1000) - (value % 1000 < 0 ? 1 : 0)),
        "time-micros" => new(logical, static (ref AvroCursor input) => input.ReadLong()),
        _ => OfLong(DataType.Long, static value => value),
    };

    /// <summary>Bytes: a decimal, a text where the user says so, or what frames have no type for.</summary>
    public static AvroScalar OfBytes(DecimalType? type, bool isText) => type is not null
        ? new(type, (ref AvroCursor input, ColumnVector into, int row, Utf8Arena _) =>
            into.Values<Int128>()[row] = Unscaled(input.ReadBytes(), type), static (ref AvroCursor input) => input.ReadBytes())
        : isText ? Text : new("bytes", static (ref AvroCursor input) => input.ReadBytes());

    /// <summary>Bytes of one length: a decimal, or what frames have no type for.</summary>
    public static AvroScalar OfFixed(int size, DecimalType? type, string name) => type is not null
        ? new(type, (ref AvroCursor input, ColumnVector into, int row, Utf8Arena _) =>
            into.Values<Int128>()[row] = Unscaled(input.ReadFixed(size), type), (ref AvroCursor input) => input.ReadFixed(size))
        : new(name, (ref AvroCursor input) => input.ReadFixed(size));

    /// <summary>An enumeration: the names of its symbols.</summary>
    public static AvroScalar OfEnum(string[] symbols)
    {
        byte[][] names = Array.ConvertAll(symbols, System.Text.Encoding.UTF8.GetBytes);
        return new(DataType.String, (ref AvroCursor input, ColumnVector into, int row, Utf8Arena texts) =>
        {
            int symbol = input.ReadInt();
            into.Values<Utf8Slice>()[row] = (uint)symbol < (uint)names.Length ? texts.Add(names[symbol])
                : throw new InvalidDataException($"There is no symbol {symbol} among {names.Length}.");
        }, static (ref AvroCursor input) => input.ReadInt());
    }

    private static AvroScalar OfInt(DataType type) => new(type,
        static (ref AvroCursor input, ColumnVector into, int row, Utf8Arena _) => into.Values<int>()[row] = input.ReadInt(),
        static (ref AvroCursor input) => input.ReadInt());

    private static AvroScalar OfLong(DataType type, Func<long, long> convert) => new(type,
        (ref AvroCursor input, ColumnVector into, int row, Utf8Arena _) => into.Values<long>()[row] = convert(input.ReadLong()),
        static (ref AvroCursor input) => input.ReadLong());

    /// <summary>A whole number in two's complement, the highest byte first.</summary>
    private static Int128 Unscaled(ReadOnlySpan<byte> bytes, DecimalType type)
    {
        Int128 value = bytes.IsEmpty || bytes[0] < 0x80 ? 0 : -1;
        Int128 sign = value;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes.Length - i > MostDecimalBytes && bytes[i] != (byte)sign)
            {
                throw new InvalidDataException($"A decimal has {bytes.Length} bytes, more than {type} holds.");
            }

            value = (value << 8) | bytes[i];
        }

        Int128 most = 1;
        for (int digit = 0; digit < type.Precision; digit++)
        {
            most *= 10;
        }

        return (value < 0) == (sign < 0) && value < most && value > -most ? value
            : throw new InvalidDataException($"A decimal has more digits than {type} holds.");
    }
}
