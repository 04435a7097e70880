using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Pairs met by key with one version of a dataset, a block of look-ups at a time.</summary>
internal sealed class DatasetOperator<TKey, TLeft, TRight, TOut, TMeeting>(string name, DatasetVersion<TKey, TRight> dataset)
    : NarrowOperator<KeyValuePair<TKey, TLeft>, TOut>(name)
    where TMeeting : struct, IDatasetMeeting<TKey, TLeft, TRight, TOut>
{
    public override Stage<KeyValuePair<TKey, TLeft>> Bind(StageContext context, Stage<TOut> next) =>
        new LookUpStage(context, Name, dataset, next);

    private sealed unsafe class LookUpStage(StageContext context, string name, DatasetVersion<TKey, TRight> dataset, Stage<TOut> next)
        : Stage<KeyValuePair<TKey, TLeft>, TOut>(context, name, next)
    {
        private TKey[]? _keys = ArrayPool<TKey>.Shared.Rent(Block.Size);

        public override void Release()
        {
            if (_keys is not null)
            {
                ArrayPool<TKey>.Shared.Return(_keys, RuntimeHelpers.IsReferenceOrContainsReferences<TKey>());
                _keys = null;
            }

            base.Release();
        }

        protected override void Process(ReadOnlySpan<KeyValuePair<TKey, TLeft>> block)
        {
            int* numbers = stackalloc int[Block.Size];
            Span<TKey> keys = _keys.AsSpan(0, block.Length);
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = block[i].Key;
            }

            dataset.Index.Find(keys, numbers);
            for (int i = 0; i < block.Length; i++)
            {
                Put(in block[i], numbers[i]);
            }
        }

        private void Put(in KeyValuePair<TKey, TLeft> pair, int number)
        {
            ReadOnlySpan<TRight> values = dataset.ValuesOf(number);
            for (int done = 0; ;)
            {
                if (Pending == Block.Size)
                {
                    PassOn();
                }

                int room = Block.Size - Pending;
                int put = TMeeting.Meet(in pair, values, done, Buffer.AsSpan(Pending, room));
                Pending += put;
                done += put;
                if (put < room)
                {
                    return;
                }
            }
        }
    }
}
