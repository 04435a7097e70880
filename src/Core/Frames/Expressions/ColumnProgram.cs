namespace HotStream;

/// <summary>
/// Bound expressions as a list of kernels over numbered columns: the columns that come in, then values, then results, each computed once
/// however often it is used. It is interpreted a batch at a time, so that the price of interpreting is paid once for a thousand rows (as
/// fast here as compiled expressions, measured, and fit for ahead-of-time compilation). One owner; not thread-safe.
/// </summary>
internal sealed class ColumnProgram : IDisposable
{
    private readonly Dictionary<string, int> _known = [];
    private readonly List<ColumnVector?> _registers = [];
    private readonly List<Step> _steps = [];
    private readonly List<ColumnVector> _owned = [];
    private readonly Utf8Arena _texts = new();
    private readonly Utf8Arena _values = new();
    private readonly int[] _outputs;
    private readonly int _inputs;
    private readonly int _rowsMax;

    /// <param name="expressions">What is computed.</param>
    /// <param name="inputs">The columns that come in.</param>
    /// <param name="rowsMax">Rows of a batch at most: values of constants are written that often, whenever a program is made.</param>
    public ColumnProgram(IReadOnlyList<Bound> expressions, IReadOnlyList<PlanColumn> inputs, int rowsMax = ColumnBatch.MaxRows)
    {
        _rowsMax = rowsMax;
        _inputs = inputs.Count;
        for (int i = 0; i < inputs.Count; i++)
        {
            _known.TryAdd($"#{inputs[i].Id}", i);
            _registers.Add(null);
        }

        _outputs = [.. expressions.Select(Compile)];
    }

    /// <summary>Whether the rows that come in are none of a source's batch any more.</summary>
    public bool AreMoved { get; init; }

    /// <summary>Computes all expressions for the rows of a batch that are meant.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="results">A column for each expression; lent until the next call.</param>
    public void Run(ColumnBatch batch, Span<ColumnVector> results)
    {
        try
        {
            Start(batch);
            foreach (Step step in _steps)
            {
                step.Run(_registers, batch.Rows, _texts);
            }
        }
        catch (RowException failure) when (AreMoved && failure.Row >= 0)
        {
            throw failure.Moved();
        }

        for (int i = 0; i < results.Length; i++)
        {
            results[i] = _registers[_outputs[i]]!;
        }
    }

    /// <summary>Selects, of the rows that are meant, those in which the only expression is true.</summary>
    /// <param name="batch">The rows.</param>
    public unsafe void Filter(ColumnBatch batch)
    {
        try
        {
            Start(batch);
            foreach (Step step in _steps)
            {
                if (step.Output == _outputs[0] && step.Select(_registers, batch.Rows, batch.Places) is int kept and >= 0)
                {
                    batch.Select(kept);
                    return;
                }

                step.Run(_registers, batch.Rows, _texts);
            }
        }
        catch (RowException failure) when (AreMoved && failure.Row >= 0)
        {
            throw failure.Moved();
        }

        batch.Keep(_registers[_outputs[0]]!);
    }

    public void Dispose()
    {
        foreach (ColumnVector column in _owned)
        {
            column.Dispose();
        }

        _texts.Dispose();
        _values.Dispose();
    }

    private void Start(ColumnBatch batch)
    {
        _texts.Clear();
        for (int i = 0; i < _inputs; i++)
        {
            _registers[i] = batch.Columns[i];
        }
    }

    private int Compile(Bound expression)
    {
        if (_known.TryGetValue(expression.Key, out int register))
        {
            return register;
        }

        switch (expression)
        {
            case BoundLiteral literal:
                register = Own(literal.Type);
                Fill(_registers[register]!, literal.Value);
                break;
            case BoundField field:
                int from = Compile(field.Inputs[0]);
                register = _registers.Count;
                _registers.Add(null);
                _steps.Add(Step.OfField(from, field.Index, register));
                break;
            case BoundCall call:
                int[] inputs = [.. call.Inputs.Select(Compile)];
                register = Own(call.Type);
                _steps.Add(new Step(call.Kernel(), inputs, register, call.Nulls));
                break;
            case BoundColumn column:
                throw new InvalidOperationException($"Column {column.Column} is not among those below; this is a defect of the planner.");
            default:
                throw new AnalysisException($"{expression.Text} cannot stand here: only in SELECT, or as an argument of Agg.");
        }

        _known.Add(expression.Key, register);
        return register;
    }

    private int Own(DataType type)
    {
        var column = new ColumnVector(type, _rowsMax);
        _owned.Add(column);
        _registers.Add(column);
        return _registers.Count - 1;
    }

    private void Fill(ColumnVector column, object? value)
    {
        for (int row = 0; row < _rowsMax; row++)
        {
            if (column.Type.Kind == TypeKind.Null)
            {
                column.SetNull(row);
            }
            else
            {
                Cell.FromObject(column, row, value, _values);
            }
        }
    }

    private sealed class Step(Kernel? kernel, int[] inputs, int output, NullRule nulls, int field = 0)
    {
        private readonly ColumnVector[] _arguments = new ColumnVector[inputs.Length];

        public int Output => output;

        /// <summary>Takes a field's column out of a struct's.</summary>
        public static Step OfField(int from, int field, int output) => new(null, [from], output, NullRule.Own, field);

        public void Run(List<ColumnVector?> registers, RowSet rows, Utf8Arena texts)
        {
            if (kernel is null)
            {
                registers[output] = registers[inputs[0]]!.Children[field];
                return;
            }

            Take(registers);
            ColumnVector result = registers[output]!;
            if (nulls == NullRule.Strict)
            {
                CombineNulls(result, Bits.Words(rows.Length));
            }

            kernel.Run(_arguments, result, rows, texts);
        }

        /// <summary>The places in which the result is true, where the kernel gives them and nothing is null; else -1.</summary>
        public unsafe int Select(List<ColumnVector?> registers, RowSet rows, ushort* places)
        {
            if (kernel is null || nulls != NullRule.Strict)
            {
                return -1;
            }

            Take(registers);
            foreach (ColumnVector argument in _arguments)
            {
                if (argument.MayBeNull)
                {
                    return -1;
                }
            }

            return kernel.Select(_arguments, rows, places);
        }

        private void Take(List<ColumnVector?> registers)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                _arguments[i] = registers[inputs[i]]!;
            }
        }

        private unsafe void CombineNulls(ColumnVector result, int words)
        {
            result.ClearNulls();
            foreach (ColumnVector argument in _arguments)
            {
                if (!argument.MayBeNull)
                {
                    continue;
                }

                bool isFirst = !result.MayBeNull;
                ulong* validity = result.TakeValidity();
                for (int word = 0; word < words; word++)
                {
                    validity[word] = isFirst ? argument.Validity[word] : validity[word] & argument.Validity[word];
                }
            }
        }
    }
}
