namespace HotStream;

/// <summary>
/// Gives operators what a chain of checkpoints, perhaps an empty one, holds: for each partition from the last time on that it was written
/// whole. Partitions of operators are independent of each other and read in parallel.
/// </summary>
internal static class CheckpointRestore
{
    public static void Run(IReadOnlyList<ReadCheckpoint> chain, IReadOnlyList<Recoverable> operators)
    {
        var byName = operators.ToDictionary(step => step.Name);
        var sections = new Dictionary<(Recoverable Step, int Partition), List<(ReadCheckpoint From, ReadSection Section)>>();
        foreach (ReadCheckpoint checkpoint in chain)
        {
            HashSet<(Recoverable Step, int Partition)> begun = [];
            foreach (ReadSection section in checkpoint.Sections)
            {
                if (byName.TryGetValue(checkpoint.Header.Operators[section.Operator].Name, out Recoverable? step))
                {
                    Add(checkpoint, section, (step, section.Partition), begun);
                }
            }
        }

        Parallel.ForEach(sections, part => Restore(part.Key.Step, part.Key.Partition, part.Value));
        foreach (Recoverable step in operators)
        {
            if (chain.Count > 0 && chain[^1].Header.Operators.Any(old => old.Name == step.Name))
            {
                step.Restored(new BatchTime(chain[^1].Header.Time));
            }
            else
            {
                step.BeginAnew();
            }
        }

        void Add(ReadCheckpoint checkpoint, ReadSection section, (Recoverable Step, int Partition) place,
            HashSet<(Recoverable Step, int Partition)> begun)
        {
            if (!sections.TryGetValue(place, out List<(ReadCheckpoint From, ReadSection Section)>? list))
            {
                sections[place] = list = [];
            }

            if (section.IsWhole && begun.Add(place))
            {
                list.Clear();
            }

            list.Add((checkpoint, section));
        }
    }

    private static void Restore(Recoverable step, int partition, List<(ReadCheckpoint From, ReadSection Section)> sections)
    {
        foreach ((ReadCheckpoint from, ReadSection section) in sections)
        {
            if (section.Stored.Length == 0)
            {
                continue;
            }

            var reader = new SnapshotReader(section.Expand());
            step.Restore(partition, reader);
            if (reader.Left != 0)
            {
                throw new InvalidDataException(
                    $"{from.Path} holds {reader.Left} bytes more of {step.Name}, partition {partition}, than it "
                    + "should; nothing was restored.");
            }
        }
    }
}
