namespace HotStream;

/// <summary>Windows of time to group by: Spark's <c>window</c>, <c>session_window</c> and <c>window_time</c>.</summary>
internal static class WindowFunctions
{
    private const string StartName = "start";
    private const string EndName = "end";

    public static IEnumerable<FunctionEntry> All { get; } =
    [
        new("window",
            "The window of a length that a time is in, a struct of start and end (not in it); with a slide shorter than the length "
            + "it is a row for each window. Windows begin at multiples of the slide, plus a start if one is given.",
            "window(TIMESTAMP '2021-08-13 14:25:02', '10 minutes').start", "2021-08-13 14:20:00", Window) { Aliases = ["tumble", "hop"] },
        new("window_time", "The time of a window, by which it is put into further windows: its last microsecond.",
            "window_time(window(TIMESTAMP '2021-08-13 14:25:02', '10 minutes'))", "2021-08-13 14:29:59.999999", args =>
        {
            Arguments.Check("window_time", args, 1);
            return TimeOf(args[0]);
        }),
    ];

    /// <summary>A grouping expression of sessions: rows of a group less than a gap apart.</summary>
    public static BoundWindows Session(IReadOnlyList<Bound> args)
    {
        Arguments.Check("session_window", args, 2);
        long gap = Length("session_window", "gap", args[1]);
        DataType type = TypeOf();
        string text = $"session_window({args[0].Text}, {Shown(args[1])})";
        return new BoundWindows(BoundWindows.Session, new BoundCall($"session {gap}", [Time("session_window", args[0])], type, NullRule.Own,
            () => new ColumnKernel((inputs, result, rows, _) => Each(inputs[0], result, rows, (time, at) =>
                Put(result, at, time, time + gap)))),
            type, text);
    }

    /// <summary>The type of a window.</summary>
    public static StructType TypeOf() =>
        DataType.Struct(new StructField(StartName, DataType.Timestamp), new StructField(EndName, DataType.Timestamp));

    public static void Put(ColumnVector windows, int row, long start, long end)
    {
        Cell.Write(windows.Children[0], row, start);
        Cell.Write(windows.Children[1], row, end);
    }

    private static Bound Window(IReadOnlyList<Bound> args)
    {
        Arguments.Check("window", args, 2, 4);
        long length = Length("window", "length", args[1]);
        long slide = args.Count > 2 ? Length("window", "slide", args[2]) : length;
        long start = args.Count > 3 ? Length("window", "start", args[3], mayBeZero: true) : 0;
        if (slide > length || start >= slide)
        {
            throw new AnalysisException("The slide of a window is at most its length, and its start less than the slide; "
                + $"these are {Shown(args[^1])} of {string.Join(", ", args.Skip(1).Select(Shown))}.");
        }

        Bound time = Time("window", args[0]);
        string text = $"window({args[0].Text}, {string.Join(", ", args.Skip(1).Select(Shown))})";
        if (slide == length)
        {
            return new BoundCall($"window {length} {start}", [time], TypeOf(), NullRule.Own, () =>
                new ColumnKernel((inputs, result, rows, _) =>
                Each(inputs[0], result, rows, (at, row) =>
                {
                    long first = First(at, slide, start);
                    Put(result, row, first, first + length);
                })), text);
        }

        DataType list = DataType.Array(TypeOf());
        return new BoundWindows(BoundWindows.Sliding, new BoundCall($"windows {length} {slide} {start}", [time], list, NullRule.Own, () =>
            new ColumnKernel((inputs, result, rows, _) => List(inputs[0], result, rows, length, slide, start)), text), TypeOf(), text);
    }

    private static Bound TimeOf(Bound window)
    {
        if (window.Type is not StructType structure || structure.Fields.IndexOf(EndName) is not (int end and >= 0)
            || structure.Fields[end].Type != DataType.Timestamp)
        {
            throw new AnalysisException($"window_time takes a window; {window.Text} is {window.Type}.");
        }

        return FunctionTable.Bind("-", [Fields.Of(window, EndName), new BoundLiteral(TimeSpan.FromMicroseconds(1), DataType.Interval)]);
    }

    /// <summary>The time that is put into windows: a time, a date, a text of one, or another window.</summary>
    private static Bound Time(string name, Bound time) => time.Type.Kind switch
    {
        TypeKind.Timestamp or TypeKind.Date or TypeKind.String or TypeKind.Null => Casts.Widen(time, DataType.Timestamp),
        TypeKind.Struct => TimeOf(time),
        _ => throw new AnalysisException($"{name} takes a time; {time.Text} is {time.Type}."),
    };

    private static long Length(string name, string what, Bound argument, bool mayBeZero = false)
    {
        string? problem = null;
        long length = argument switch
        {
            BoundLiteral { Value: TimeSpan span } => span.Ticks / TimeSpan.TicksPerMicrosecond,
            BoundLiteral { Value: string text } when Intervals.TryParse(text, out long known, out problem) => known,
            _ => throw new AnalysisException(problem ?? $"The {what} of {name} is a span of time that is written there, as '10 minutes'."),
        };
        return length > 0 || (mayBeZero && length == 0) ? length
            : throw new AnalysisException($"The {what} of {name} must be longer than nothing, not {Shown(argument)}.");
    }

    private static string Shown(Bound argument) => argument is BoundLiteral { Value: TimeSpan span } ? $"INTERVAL '{span:c}'"
        : argument.Text;

    /// <summary>The start of the last window that a time is in.</summary>
    private static long First(long time, long slide, long start) => (Calendar.FloorDiv(time - start, slide) * slide) + start;

    private static void Each(ColumnVector times, ColumnVector result, RowSet rows, Action<long, int> put)
    {
        result.ClearNulls();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (times.IsNull(row))
            {
                result.SetNull(row);
                continue;
            }

            foreach (ColumnVector part in result.Children.Prepend(result))
            {
                SetValid(part, row);
            }

            put(Cell.Read<long>(times, row), row);
        }
    }

    private static unsafe void SetValid(ColumnVector column, int row)
    {
        if (column.MayBeNull)
        {
            Bits.Set(column.Validity, row);
        }
    }

    /// <summary>The windows of each row, the earliest first; of a null none.</summary>
    private static unsafe void List(ColumnVector times, ColumnVector result, RowSet rows, long length, long slide, long start)
    {
        result.ClearNulls();
        ColumnVector windows = result.Children[0];
        windows.ClearNulls();
        result.Offsets[0] = 0;
        int end = 0;
        int next = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows.IsMeant(row, ref next) && !times.IsNull(row))
            {
                long time = Cell.Read<long>(times, row);
                long last = First(time, slide, start);
                for (long at = last - ((length - 1 - (time - last)) / slide * slide); at <= last; at += slide)
                {
                    windows.EnsureCapacity(end + 1, end);
                    Put(windows, end++, at, at + length);
                }
            }

            result.Offsets[row + 1] = end;
        }
    }
}
