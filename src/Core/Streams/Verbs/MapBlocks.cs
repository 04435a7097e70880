using System.Collections.Concurrent;

namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>
    /// Gives blocks of records to a function with memory of its own, which may also refuse records: what parsers are made of.
    /// </summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="name">The operator's name in messages.</param>
    /// <param name="create">Makes a function; called for about as many as there are workers.</param>
    public DStream<TOut> MapBlocks<TOut>(string name, Func<BlockFunction<T, TOut>> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        return Narrow(new BlockOperator<T, TOut>(name, create, this));
    }
}

/// <summary>
/// A <see cref="BlockFunction{TIn, TOut}"/> as an operator. Functions are pooled, so that their scratch is made once for each worker. Text
/// they store lies in an arena that is cleared with every flush where the next stages keep nothing (ahead of a batch), and
/// otherwise ends with the batch.
/// </summary>
/// <param name="name">Its own.</param>
/// <param name="create">Makes a function.</param>
/// <param name="stream">That it reads.</param>
internal sealed class BlockOperator<TIn, TOut>(string name, Func<BlockFunction<TIn, TOut>> create, StreamNode stream)
    : NarrowOperator<TIn, TOut>(name)
{
    private readonly Func<BlockFunction<TIn, TOut>> _create = create;
    private readonly StreamNode _stream = stream;
    private readonly ConcurrentBag<BlockFunction<TIn, TOut>> _idle = [];
    private readonly ReportedRecords _reported = new();

    public override Stage<TIn> Bind(StageContext context, Stage<TOut> next) => new BlockStage(this, context, next);

    private sealed class BlockStage(BlockOperator<TIn, TOut> step, StageContext context, Stage<TOut> next)
        : Stage<TIn, TOut>(context, step.Name, next)
    {
        private readonly BlockOperator<TIn, TOut> _step = step;
        private readonly BlockFunction<TIn, TOut> _function =
            step._idle.TryTake(out BlockFunction<TIn, TOut>? idle) ? idle : step._create();
        private Output? _output;

        public override void Flush()
        {
            base.Flush();
            if (!Next.KeepsRecords)
            {
                _output?.ForgetText();
            }
        }

        public override void Release()
        {
            _output?.ReleaseText();
            _step._idle.Add(_function);
            base.Release();
        }

        protected override void Process(ReadOnlySpan<TIn> block)
        {
            _output ??= new Output(this);
            _output.Begin(block.Length);
            _function.Process(block, _output);
        }

        private sealed class Output(BlockStage stage) : BlockOutput<TOut>
        {
            private Utf8Arena? _texts;
            private long _first;

            public override BatchTime Time => stage.Context.Time;

            public override bool RejectsFailures => stage.RejectsRecords;

            public override int Partition => stage.Context.Partition;

            public override ITextOrigin? Origin => stage.Context.Origin;

            public override long LineOf(int index) => _first + index - stage.Context.OriginStart;

            public void Begin(int records) => _first = stage.Context.Records - records;

            public override void Add(TOut record)
            {
                if (stage.Pending == Block.Size)
                {
                    stage.PassOn();
                }

                stage.Buffer[stage.Pending++] = record;
            }

            public override Utf8Slice Store(ReadOnlySpan<byte> bytes) =>
                bytes.Length <= Utf8Slice.InlineCapacity ? Utf8Slice.FromInline(bytes) : (_texts ??= new Utf8Arena()).Add(bytes);

            public override void Reject(int index, string source, string reason, ReadOnlySpan<byte> record)
            {
                long number = _first + index;
                if (stage._step._reported.Add(stage.Context, number))
                {
                    StreamNode stream = stage._step._stream;
                    string from = Origin?.Name ?? (source.Length > 0 ? source : stream.Origin);
                    stream.Context.PostDeadLetter(new DeadLetter(from, stage.Context.PositionOf(number), reason, record));
                }
            }

            /// <summary>Nobody behind this stage needs the texts stored so far.</summary>
            public void ForgetText() => _texts?.Clear();

            /// <summary>The run is over: readers of its batch may still look at the texts.</summary>
            public void ReleaseText()
            {
                if (_texts is not null)
                {
                    stage.Context.OnRelease(_texts.Dispose);
                    _texts = null;
                }
            }
        }
    }
}
