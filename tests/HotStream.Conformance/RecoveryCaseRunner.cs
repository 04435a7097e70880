namespace HotStream.Conformance;

/// <summary>A program that ends, not gracefully, after some batches, and goes on from its checkpoint.</summary>
internal sealed class RecoveryCaseRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        DirectoryInfo checkpoints = Directory.CreateTempSubdirectory("hotstream-conformance-");
        try
        {
            ManualClock clock = StreamRun.NewClock(@case);
            int first = @case.Params.Int("restartAfter");
            return
            [
                .. Live(@case, settings, clock, checkpoints.FullName, first),
                .. Live(@case, settings, clock, checkpoints.FullName, @case.Input.Count - first),
            ];
        }
        finally
        {
            checkpoints.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<Output> Live(Case @case, RunSettings settings, ManualClock clock, string directory, int batches)
    {
        using var run = new StreamRun(@case, settings, clock, directory);
        run.Build(() => run.Interpreter.Apply(
            run.Interpreter.Source("s1", new ScriptedSource(run.Context, @case), run.Partitions), @case.Steps));
        run.Run(batches, _ => { });
        run.AwaitBatches(batches);
        run.Context.Stop();
        return run.Outputs;
    }
}
